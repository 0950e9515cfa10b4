import RiskDomain

/// What a line of a report is, as far as its kind goes.
enum CURLineKind {
  /// Counted by a reason; `isUsage` when its interval is one of use.
  case ignored(String, isUsage: Bool)
  case usage(CURUsageType)
  case charge(BillingCharge.Kind)
}

/// Where and of what a charge is.
struct CURPlace {
  var region, instanceType, reservationID: String?
  var unit: String
}

/// Tags and cost categories of a line.
struct CURLabels {
  var all: BillingLabels
  /// A digest of the tags alone.
  var tags: Int64
}

/// One data row of a report, lent like the row itself.
struct CURLine {
  let row: CSVRow
  /// Held by the reader for as long as it looks at the line: counted here,
  /// every call with a line would pay for it.
  unowned(unsafe) let columns: CURColumns

  // MARK: Kind

  func kind(
    _ isAccelerated: (PoolID.Provider, String) -> Bool
  ) -> CURLineKind {
    let type = row.field(columns.lineItemType)
    let usageType = row.field(columns.usageType)
    if CURCharge.isCapacityBlockFee(
      usageType: usageType, operation: row.field(columns.operation))
    {
      return .charge(.capacityBlockFee)
    }
    guard type.matches("Usage") || isCommitted else {
      return .ignored(
        "line item type \(Fields.text(type).prefix(40))", isUsage: false)
    }
    let product = row.field(columns.product)
    if let kind = CURCharge.kind(product: product, usageType: usageType) {
      return .charge(kind)
    }
    guard product.matches("AmazonEC2") else {
      return .ignored("other product", isUsage: true)
    }
    guard let usage = CURUsageType(usageType),
      row.field(columns.operation).starts(with: "RunInstances".utf8)
    else { return .ignored("no instance-hours", isUsage: true) }
    return isAccelerated(.aws, usage.instanceType)
      ? .usage(usage) : .ignored("not an accelerated type", isUsage: true)
  }

  private var isCommitted: Bool {
    row.field(columns.lineItemType, is: "DiscountedUsage")
      || isCoveredBySavingsPlan
  }

  private var isCoveredBySavingsPlan: Bool {
    row.field(columns.lineItemType, is: "SavingsPlanCoveredUsage")
  }

  /// A closed month's lines name their invoice.
  var isInvoiced: Bool {
    columns.invoice.map { !saysNothing($0) } ?? false
  }

  // MARK: Machine and place

  func machine(_ type: CURUsageType) throws(RowProblem) -> BilledMachine {
    let operation = row.text(columns.operation)
    let zone = name(columns.zone)
    let market = try market(type, operation: operation)
    return BilledMachine(
      zone: zone, region: try region(zone: zone, type: type),
      instanceType: type.instanceType,
      os: CURUsageType.operatingSystem(ofOperation: operation),
      market: market,
      reservationID: market == .capacityBlock ? reservationID : nil)
  }

  func place(of kind: BillingCharge.Kind) -> CURPlace {
    let usageType = row.field(columns.usageType)
    let isFee = kind == .capacityBlockFee
    let zone = name(columns.zone)
    let prefix = CURUsageType.regionPrefix(of: usageType)
    let region =
      zone.map { PoolID.region(ofZone: $0, provider: .aws) }
      ?? CURUsageType.region(ofPrefix: prefix) ?? text(columns.regionCode)
    return CURPlace(
      region: region,
      instanceType: isFee ? CURCharge.blockType(usageType: usageType) : nil,
      reservationID: isFee ? reservationID : nil,
      unit: text(columns.unit) ?? "")
  }

  /// The capacity reservation that a line names, out of its ARN.
  private var reservationID: String? {
    guard let arn = text(columns.reservationARN) else { return nil }
    return arn.lastIndex(of: "/").map { String(arn[arn.index(after: $0)...]) }
      ?? arn
  }

  private func region(
    zone: String?, type: CURUsageType
  ) throws(RowProblem) -> String {
    if let zone { return PoolID.region(ofZone: zone, provider: .aws) }
    guard let region = type.region ?? text(columns.regionCode) else {
      throw RowProblem(
        column: "lineItem/UsageType", value: row.text(columns.usageType),
        reason: "region prefix '\(type.regionPrefix)' is not known and the "
          + "row names no zone")
    }
    return region
  }

  private func market(
    _ type: CURUsageType, operation: String
  ) throws(RowProblem) -> Market {
    if type.kind == .spot { return .spot }
    let products = try map(columns.productMap, "product")
    let option =
      text(columns.marketOption)
      ?? products.first { $0.key == "marketoption" }?.value
    if CURUsageType.isCapacityBlock(
      operation: operation, marketOption: option)
    {
      return .capacityBlock
    }
    return isCommitted ? .reserved : .onDemand
  }

  // MARK: Identity

  /// Twelve digits on AWS; a spreadsheet turns them into 1.23457E+11, under
  /// which different accounts would be one.
  func account() throws(RowProblem) -> String {
    let account = try needed(columns.payer, "bill/PayerAccountId")
    guard account.utf8.count >= 12,
      account.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 })
    else {
      throw RowProblem(
        column: "bill/PayerAccountId", value: account,
        reason: "'\(account)' is not an account number of twelve digits; a "
          + "spreadsheet may have rewritten it")
    }
    return account
  }

  /// What tells this line from others of its resource and interval.
  ///
  /// The line item id holds within one delivery and changes with the next.
  /// Where no delivery is known, the line is told by what it bills and for
  /// whom: then a later export of the same hours states the same lines again.
  /// Cost categories are left out: they follow from the rest, and a new rule
  /// changes those of the whole month.
  func item(tags: Int64) -> Int64 {
    var digest = TextDigest()
    digest.add(tags)
    row.add(columns.lineItemType, to: &digest)
    row.add(columns.usageType, to: &digest)
    row.add(columns.operation, to: &digest)
    for column in [
      columns.usageAccount, columns.reservationARN, columns.savingsPlanARN,
      columns.invoice,
    ] {
      // A column that is not there says as much as an empty one.
      if let column, !saysNothing(column) {
        row.add(column, to: &digest)
      } else {
        digest.add([])
      }
    }
    // Billionths, so that 0.918 and 0.9180000000 are one rate.
    let rate = columns.rate.flatMap { row.scaled($0, byPowerOfTen: 9) }
    digest.add(rate ?? -1)
    return digest.value
  }

  /// A digest of the line item id.
  func id() throws(RowProblem) -> Int64 {
    guard !row.isEmpty(columns.lineItemID) else {
      throw RowProblem(
        column: "identity/LineItemId", value: "", reason: "the value is empty")
    }
    var digest = TextDigest()
    row.add(columns.lineItemID, to: &digest)
    return digest.value
  }

  /// The instance or disk, also where the report holds its ARN.
  var resourceID: String? {
    name(columns.resource).map { id in
      guard id.hasPrefix("arn:"), let slash = id.lastIndex(of: "/") else {
        return id
      }
      return String(id[id.index(after: slash)...])
    }
  }

  // MARK: Amounts

  /// Hours, or the number means something else.
  func checkHours() throws(RowProblem) {
    guard let column = columns.unit else { return }
    guard
      row.isEmpty(column) || row.field(column, is: "Hrs")
        || row.field(column, is: "Hours")
    else {
      let unit = row.text(column)
      throw RowProblem(
        column: "pricing/unit", value: unit,
        reason: "'\(unit)' is not a unit of hours (Hrs)")
    }
  }

  /// Millionths of the unit; nil when it is no number.
  var quantityMicro: Int64? {
    row.scaled(columns.amount, byPowerOfTen: 6)
  }

  /// What an instance's time costs.
  ///
  /// A savings plan's hour is billed at the on-demand price and taken back by
  /// a negation line of its own: together 0. The effective cost of a Capacity
  /// Block's hour is its share of a fee that another line holds.
  func amounts(of market: Market) throws(RowProblem) -> BilledAmounts {
    let billed =
      isCoveredBySavingsPlan
      ? 0 : try notNegative(columns.cost, "lineItem/UnblendedCost")
    let effective: Int64?
    switch market {
    case .capacityBlock: effective = nil
    case .reserved:
      let column =
        isCoveredBySavingsPlan
        ? columns.savingsPlanCost : columns.reservationCost
      effective = try column.flatMap { (place) throws(RowProblem) in
        try optional(place, "effective cost of the commitment")
      }
    case .spot, .onDemand: effective = billed
    }
    return BilledAmounts(
      currency: try currency(), billedMicro: billed,
      effectiveMicro: effective, listMicro: try list())
  }

  /// What a charge costs; refunds may be among them.
  func chargedAmounts() throws(RowProblem) -> BilledAmounts {
    let billed = try money(columns.cost, "lineItem/UnblendedCost")
    return BilledAmounts(
      currency: try currency(), billedMicro: billed, effectiveMicro: billed,
      listMicro: try list())
  }

  private func list() throws(RowProblem) -> Int64? {
    guard let place = columns.onDemandCost else { return nil }
    return try optional(place, "pricing/publicOnDemandCost")
  }

  private func optional(
    _ column: Int, _ name: String
  ) throws(RowProblem) -> Int64? {
    if row.isEmpty(column) { return nil }
    return try notNegative(column, name)
  }

  private func notNegative(
    _ column: Int, _ name: String
  ) throws(RowProblem) -> Int64 {
    let cost = try money(column, name)
    guard cost >= 0 else {
      let shown = row.text(column)
      throw RowProblem(
        column: name, value: shown, reason: "'\(shown)' is below 0")
    }
    return cost
  }

  private func money(
    _ column: Int, _ name: String
  ) throws(RowProblem) -> Int64 {
    if let micro = row.scaled(column, byPowerOfTen: 6) { return micro }
    return try Fields.money(row.field(column), column: name).rawValue
  }

  private func currency() throws(RowProblem) -> String {
    guard let column = columns.currency else { return "USD" }
    if row.field(column, is: "USD") { return "USD" }
    if PoolShape.saysNothing(row.field(column)) { return "USD" }
    return try Fields.currency(
      row.field(column), column: "lineItem/CurrencyCode")
  }

  // MARK: Labels

  /// The user's tags and cost categories, from columns of their own and from
  /// the maps that newer exports have.
  func labels() throws(RowProblem) -> CURLabels {
    var tags: [String: String] = [:]
    try checkLabels()
    for label in columns.labels where label.isTag {
      if let value = text(label.column) { tags[label.name] = value }
    }
    for tag in try map(columns.tagMap, "resource_tags")
    where !tag.value.isEmpty
      && (tag.key.hasPrefix("user_") || tag.key.hasPrefix("user:"))
    {
      tags[String(tag.key.dropFirst(5))] = tag.value
    }
    var labels = tags
    for label in columns.labels where !label.isTag {
      if let value = text(label.column) { labels[label.name] = value }
    }
    for category in try map(columns.categoryMap, "cost_category")
    where !category.value.isEmpty && labels[category.key] == nil {
      labels[category.key] = category.value
    }
    return CURLabels(
      all: BillingLabels(labels),
      tags: TextDigest.value(of: BillingLabels(tags)))
  }

  /// Refuses a row whose labels are longer than any that AWS lets a user set:
  /// 50 of 128 characters each with values of 256 (AWS, "Tag your Amazon EC2
  /// resources", read 2026-11-21), which may be escaped.
  private func checkLabels() throws(RowProblem) {
    var length = 0
    for column in columns.labelFields {
      length += row.withField(column) { $0.count }
    }
    guard length <= Self.mostLabelBytes else {
      throw RowProblem(
        column: "resourceTags", value: nil,
        reason: "the labels have \(length) bytes, which no tags have")
    }
  }

  /// 50 × (128 + 256) characters of at most 4 bytes, and as much for cost
  /// categories and escapes.
  private static let mostLabelBytes = 262_144

  /// The members of a map column, written as a JSON object.
  private func map(
    _ column: Int?, _ name: String
  ) throws(RowProblem) -> [(key: String, value: String)] {
    guard let column, !row.isEmpty(column) else { return [] }
    return try Fields.map(row.field(column), column: name)
  }

  // MARK: Fields

  /// A field that names a thing; nil when it says that there is none.
  private func name(_ column: Int?) -> String? {
    guard let column else { return nil }
    return saysNothing(column) ? nil : row.text(column)
  }

  /// Whether a field is empty or a word for that; long ones are not copied.
  private func saysNothing(_ column: Int) -> Bool {
    let isShort = row.withField(column) { $0.count <= 4 }
    return isShort && PoolShape.saysNothing(row.field(column))
  }

  private func text(_ column: Int?) -> String? {
    guard let column else { return nil }
    return row.isEmpty(column) ? nil : row.text(column)
  }

  private func needed(
    _ column: Int, _ name: String
  ) throws(RowProblem) -> String {
    guard let text = text(column) else {
      throw RowProblem(column: name, value: "", reason: "the value is empty")
    }
    return text
  }
}
