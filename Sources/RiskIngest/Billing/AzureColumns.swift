/// Where the columns of an Azure export stand.
struct AzureColumns {
  let subscription, date, category, cost: Int
  let quantity, unit, currency, listCost, resource, additional: Int?
  let tags, chargeType, pricingModel, region, meterName, meterID: Int?
  let subcategory, periodStart, periodEnd, invoice, reservation,
    costCenter: Int?
  let unitPrice, zone, product: Int?

  /// - Throws: the needed columns that are not there, in their English names.
  init(header: [String]) throws(MissingColumns) {
    let places = HeaderPlaces(header, fold: Self.folded)
    let subscription = places.first("subscriptionid", "subscriptionguid")
    let date = places.first("date", "usagedatetime", "usagedate")
    let cost = places.first("costinbillingcurrency", "pretaxcost", "cost")
    guard let subscription, let date, let cost,
      let category = places.first("metercategory")
    else {
      throw MissingColumns(
        names: [
          subscription == nil ? "SubscriptionId" : nil,
          date == nil ? "Date" : nil,
          cost == nil ? "CostInBillingCurrency" : nil,
          places.first("metercategory") == nil ? "MeterCategory" : nil,
        ].compactMap(\.self))
    }
    (self.subscription, self.date) = (subscription, date)
    (self.cost, self.category) = (cost, category)
    quantity = places.first("quantity", "usagequantity", "consumedquantity")
    unit = places.first("unitofmeasure")
    currency = places.first(
      "billingcurrencycode", "billingcurrency", "currency")
    listCost = places.first("paygcostinbillingcurrency")
    resource = places.first("resourceid", "instanceid", "instancename")
    additional = places.first("additionalinfo")
    tags = places.first("tags")
    chargeType = places.first("chargetype")
    pricingModel = places.first("pricingmodel")
    region = places.first("resourcelocation", "location")
    meterName = places.first("metername")
    meterID = places.first("meterid")
    subcategory = places.first("metersubcategory")
    periodStart = places.first("billingperiodstartdate")
    periodEnd = places.first("billingperiodenddate")
    invoice = places.first("invoiceid")
    reservation = places.first("reservationid", "benefitid")
    costCenter = places.first("costcenter")
    unitPrice = places.first("effectiveprice", "resourcerate")
    zone = places.first("availabilityzone")
    product = places.first("productname", "product")
  }

  /// The columns that hold days.
  var days: [Int] { [date, periodStart, periodEnd].compactMap(\.self) }

  /// Lower case; of a translated name with the English one in brackets, the
  /// latter.
  static func folded(_ name: String) -> String {
    var word = name[...]
    if name.hasSuffix(")"), let open = name.lastIndex(of: "(") {
      word = name[name.index(after: open)...].dropLast()
    }
    return word.filter { $0 != " " }.lowercased()
  }
}
