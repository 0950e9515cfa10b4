/// Where the columns of a Cost and Usage Report stand.
///
/// Order and set change per month and tool, so columns are found by name:
/// `lineItem/UsageType` and `line_item_usage_type` are one. A class, because
/// every line is read through it and a copy would count its references.
final class CURColumns {
  /// Number of columns.
  let count: Int
  /// A column behind all needed ones that repeats the usage type; nil when
  /// there is none.
  let check: Int?
  let lineItemID, payer, periodStart, lineItemType: Int
  let usageStart, usageEnd, product, usageType, operation: Int
  let amount, cost: Int
  let zone, resource, unit, currency, onDemandCost, marketOption: Int?
  let regionCode, invoice, usageAccount, rate: Int?
  let reservationARN, reservationCost, savingsPlanARN, savingsPlanCost: Int?
  /// Columns of newer exports that hold a JSON object.
  let tagMap, productMap, categoryMap: Int?
  /// The user's tags and cost categories: name without its prefix, and
  /// column.
  let labels: [(name: String, column: Int, isTag: Bool)]

  /// The columns that tell what kind a line is.
  let kindFields: [Int]
  /// The columns that tell which machine a line bills, or what and where else.
  let machineFields: [Int]
  /// The columns of tags and cost categories.
  let labelFields: [Int]

  /// Finds the columns of a header.
  ///
  /// - Throws: the needed columns that are not there.
  init(header: [String]) throws(MissingColumns) {
    let places = HeaderPlaces(header, fold: Self.folded)
    var missing: [String] = []
    func optional(_ name: String) -> Int? { places.first(Self.folded(name)) }
    func needed(_ name: String) -> Int {
      if let place = optional(name) { return place }
      missing.append(name)
      return 0
    }
    count = header.count
    lineItemID = needed("identity/LineItemId")
    payer = needed("bill/PayerAccountId")
    periodStart = needed("bill/BillingPeriodStartDate")
    lineItemType = needed("lineItem/LineItemType")
    usageStart = needed("lineItem/UsageStartDate")
    usageEnd = needed("lineItem/UsageEndDate")
    product = needed("lineItem/ProductCode")
    usageType = needed("lineItem/UsageType")
    operation = needed("lineItem/Operation")
    amount = needed("lineItem/UsageAmount")
    cost = needed("lineItem/UnblendedCost")
    zone = optional("lineItem/AvailabilityZone")
    resource = optional("lineItem/ResourceId")
    unit = optional("pricing/unit")
    currency = optional("lineItem/CurrencyCode")
    onDemandCost = optional("pricing/publicOnDemandCost")
    marketOption = optional("product/marketoption")
    regionCode = optional("product/regionCode")
    invoice = optional("bill/InvoiceId")
    usageAccount = optional("lineItem/UsageAccountId")
    rate = optional("lineItem/UnblendedRate")
    reservationARN = optional("reservation/ReservationARN")
    reservationCost = optional("reservation/EffectiveCost")
    savingsPlanARN = optional("savingsPlan/SavingsPlanARN")
    savingsPlanCost = optional("savingsPlan/SavingsPlanEffectiveCost")
    tagMap = header.firstIndex(of: "resource_tags")
    productMap = header.firstIndex(of: "product")
    categoryMap = header.firstIndex(of: "cost_category")
    labels = header.enumerated().compactMap { index, name in
      for (prefix, isTag) in Self.labelPrefixes where name.hasPrefix(prefix) {
        return (String(name.dropFirst(prefix.count)), index, isTag)
      }
      return nil
    }
    let last = [
      lineItemID, payer, periodStart, lineItemType, usageStart, usageEnd,
      product, usageType, operation, amount, cost,
    ].max()
    check = optional("product/usagetype").flatMap { place in
      last.map { place > $0 } == true ? place : nil
    }
    kindFields = [lineItemType, product, usageType, operation]
    machineFields =
      kindFields
      + [
        zone, regionCode, marketOption, productMap, reservationARN, unit,
      ].compactMap(\.self)
    labelFields =
      labels.map(\.column) + [tagMap, categoryMap].compactMap(\.self)
    if !missing.isEmpty { throw MissingColumns(names: missing) }
  }

  /// The columns up to the check alone, for rows that lack a field behind it.
  private(set) lazy var checked = CURColumns(self, before: check ?? 0)

  private init(_ all: CURColumns, before end: Int) {
    func kept(_ column: Int?) -> Int? {
      column.flatMap { $0 < end ? $0 : nil }
    }
    (count, check) = (all.count, all.check)
    (lineItemID, payer) = (all.lineItemID, all.payer)
    (periodStart, lineItemType) = (all.periodStart, all.lineItemType)
    (usageStart, usageEnd) = (all.usageStart, all.usageEnd)
    (product, usageType) = (all.product, all.usageType)
    (operation, amount, cost) = (all.operation, all.amount, all.cost)
    (zone, resource) = (kept(all.zone), kept(all.resource))
    (unit, currency) = (kept(all.unit), kept(all.currency))
    onDemandCost = kept(all.onDemandCost)
    marketOption = kept(all.marketOption)
    (regionCode, invoice) = (kept(all.regionCode), kept(all.invoice))
    (usageAccount, rate) = (kept(all.usageAccount), kept(all.rate))
    reservationARN = kept(all.reservationARN)
    reservationCost = kept(all.reservationCost)
    savingsPlanARN = kept(all.savingsPlanARN)
    savingsPlanCost = kept(all.savingsPlanCost)
    (tagMap, productMap) = (kept(all.tagMap), kept(all.productMap))
    categoryMap = kept(all.categoryMap)
    labels = all.labels.filter { $0.column < end }
    kindFields = all.kindFields
    machineFields = all.machineFields.filter { $0 < end }
    labelFields = all.labelFields.filter { $0 < end }
  }

  /// What user's labels begin with, and whether they are tags.
  private static let labelPrefixes = [
    ("resourceTags/user:", true), ("resource_tags_user_", true),
    ("costCategory/", false), ("cost_category_", false),
  ]

  /// Folded names of every column that is read, labels aside.
  static let readNames = Set(
    [
      "identity/LineItemId", "bill/PayerAccountId",
      "bill/BillingPeriodStartDate", "lineItem/LineItemType",
      "lineItem/UsageStartDate", "lineItem/UsageEndDate",
      "lineItem/ProductCode", "lineItem/UsageType", "lineItem/Operation",
      "lineItem/UsageAmount", "lineItem/UnblendedCost",
      "lineItem/AvailabilityZone", "lineItem/ResourceId", "pricing/unit",
      "lineItem/CurrencyCode", "pricing/publicOnDemandCost",
      "product/marketoption", "product/regionCode", "bill/InvoiceId",
      "lineItem/UsageAccountId", "lineItem/UnblendedRate",
      "reservation/ReservationARN", "reservation/EffectiveCost",
      "savingsPlan/SavingsPlanARN", "savingsPlan/SavingsPlanEffectiveCost",
      "resource_tags", "product", "cost_category",
    ].map(folded))

  /// Whether a column of this name is read.
  static func isRead(_ name: String) -> Bool {
    readNames.contains(folded(name))
      || labelPrefixes.contains { name.hasPrefix($0.0) }
  }

  /// True when a header has the marks of such a report.
  static func areMarks(in header: [String]) -> Bool {
    let names = Set(header.map(folded))
    return names.contains(folded("lineItem/UsageType"))
      && names.contains(folded("lineItem/LineItemType"))
  }

  static func folded(_ name: String) -> String {
    String(
      decoding: name.lowercased().utf8.filter {
        $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "_")
      }, as: UTF8.self)
  }
}
