/// Where the columns of a FOCUS export stand.
struct FOCUSColumns {
  let billedCost, category, from, until, periodStart: Int
  let provider, account: Int
  let effectiveCost, listCost, currency, chargeClass, pricingCategory: Int?
  let consumedQuantity, consumedUnit, pricingQuantity, pricingUnit: Int?
  let region, zone, resource, subAccount, tags, description: Int?
  let serviceCategory, serviceName, skuPriceID, skuDetails, skuMeter: Int?
  let commitmentID, commitmentStatus, reservationID, invoice: Int?
  let usageType, operation: Int?
  let instanceType, resourceType: Int?

  /// - Throws: the needed columns that are not there.
  init(header: [String]) throws(MissingColumns) {
    let places = HeaderPlaces(header) { $0 }
    guard let billedCost = places.first("BilledCost"),
      let category = places.first("ChargeCategory"),
      let from = places.first("ChargePeriodStart"),
      let until = places.first("ChargePeriodEnd"),
      let periodStart = places.first("BillingPeriodStart"),
      let provider = places.first("ProviderName", "PublisherName"),
      let account = places.first("BillingAccountId")
    else {
      throw MissingColumns(
        names: places.missing(
          "BilledCost", "ChargeCategory", "ChargePeriodStart",
          "ChargePeriodEnd", "BillingPeriodStart", "ProviderName",
          "BillingAccountId"))
    }
    (self.billedCost, self.category) = (billedCost, category)
    (self.from, self.until, self.periodStart) = (from, until, periodStart)
    (self.provider, self.account) = (provider, account)
    effectiveCost = places.first("EffectiveCost")
    listCost = places.first("ListCost")
    currency = places.first("BillingCurrency")
    chargeClass = places.first("ChargeClass")
    pricingCategory = places.first("PricingCategory")
    consumedQuantity = places.first("ConsumedQuantity")
    consumedUnit = places.first("ConsumedUnit")
    pricingQuantity = places.first("PricingQuantity")
    pricingUnit = places.first("PricingUnit")
    region = places.first("RegionId")
    zone = places.first("AvailabilityZone")
    resource = places.first("ResourceId")
    subAccount = places.first("SubAccountId")
    tags = places.first("Tags")
    description = places.first("ChargeDescription")
    serviceCategory = places.first("ServiceCategory")
    serviceName = places.first("ServiceName")
    skuPriceID = places.first("SkuPriceId")
    skuDetails = places.first("SkuPriceDetails", "x_SkuDetails")
    skuMeter = places.first("SkuMeter", "x_SkuMeterName", "x_SkuDescription")
    commitmentID = places.first("CommitmentDiscountId")
    commitmentStatus = places.first("CommitmentDiscountStatus")
    reservationID = places.first("CapacityReservationId")
    invoice = places.first("InvoiceId")
    usageType = places.first("x_UsageType")
    operation = places.first("x_Operation")
    instanceType = places.first("x_InstanceType")
    resourceType = places.first("ResourceType")
  }

  /// Every column that is read, by name.
  static let readNames: Set<String> = [
    "BilledCost", "ChargeCategory", "ChargePeriodStart", "ChargePeriodEnd",
    "BillingPeriodStart", "ProviderName", "PublisherName",
    "BillingAccountId", "EffectiveCost", "ListCost", "BillingCurrency",
    "ChargeClass", "PricingCategory", "ConsumedQuantity", "ConsumedUnit",
    "PricingQuantity", "PricingUnit", "RegionId", "AvailabilityZone",
    "ResourceId", "SubAccountId", "Tags", "ChargeDescription",
    "ServiceCategory", "ServiceName", "SkuPriceId", "SkuPriceDetails",
    "x_SkuDetails", "SkuMeter", "x_SkuMeterName", "x_SkuDescription",
    "CommitmentDiscountId", "CommitmentDiscountStatus",
    "CapacityReservationId", "InvoiceId",
    "x_UsageType", "x_Operation", "x_InstanceType", "ResourceType",
  ]
}
