import RiskDomain

/// How the rows of one file of the catalog become facts.
struct CatalogFileKind: Sendable {
  /// Name of the file without `.csv`; further files of the same kind have a
  /// name that goes on with a hyphen, `list-prices-aws.csv`.
  var name: String
  var columns: [String]
  /// Adds a row's fact to the catalog and returns its natural key.
  var add:
    @Sendable (CatalogFileTable.Row, inout Catalog) throws(CatalogError) ->
      String

  /// Every kind of file that the catalog knows.
  static let all: [CatalogFileKind] = [
    instanceTypes, accelerators, listPrices, noticeWindows, lifetimeCaps,
    egressTiers, capacityBlockRates, capacityBlockRules, commitmentDiscounts,
    storagePrices, freeInterruptions,
  ]
}

extension CatalogFileKind {
  static let instanceTypes = CatalogFileKind(
    name: "instance-types",
    columns: [
      "provider", "instanceType", "accelerator", "acceleratorCount", "vramGB",
      "vcpus", "memoryGB", "networkGbps", "interconnect", "localNVMeGB",
      "note",
    ]
  ) { (row, catalog) throws(CatalogError) in
    let accelerator = row.optionalText("accelerator")
    let count = try row.optionalCount("acceleratorCount")
    guard (accelerator == nil) == (count == nil) else {
      throw row.error(
        "acceleratorCount", "does not go with the accelerator.",
        "Fill both or neither.")
    }
    let type = Catalog.InstanceType(
      provider: try row.provider(), instanceType: try row.text("instanceType"),
      accelerator: accelerator, acceleratorCount: count ?? 0,
      vramGB: try row.optionalPositive("vramGB"),
      vcpus: try row.optionalCount("vcpus"),
      memoryGB: try row.optionalPositive("memoryGB"),
      networkGbps: try row.optionalPositive("networkGbps"),
      interconnect: row.optionalText("interconnect"),
      localNVMeGB: try row.optionalPositive("localNVMeGB"))
    catalog.instanceTypes.append(type)
    return "\(type.provider.rawValue) \(type.instanceType)"
  }

  static let accelerators = CatalogFileKind(
    name: "accelerators",
    columns: ["name", "halfPrecisionTFLOPS", "vramGB", "note"]
  ) { (row, catalog) throws(CatalogError) in
    let accelerator = Catalog.Accelerator(
      name: try row.text("name"),
      halfPrecisionTFLOPS: try row.optionalPositive("halfPrecisionTFLOPS"),
      vramGB: try row.positive("vramGB"))
    catalog.accelerators.append(accelerator)
    return accelerator.name
  }

  static let listPrices = CatalogFileKind(
    name: "list-prices",
    columns: [
      "provider", "region", "instanceType", "market", "from", "usdPerHour",
      "note",
    ]
  ) { (row, catalog) throws(CatalogError) in
    let price = Catalog.ListPrice(
      provider: try row.provider(), region: try row.text("region"),
      instanceType: try row.text("instanceType"), market: try row.market(),
      from: try row.instant("from"),
      usdPerHour: try row.positive("usdPerHour"))
    catalog.listPrices.append(price)
    return "\(price.provider.rawValue) \(price.region) \(price.instanceType) "
      + "\(price.market.rawValue) \(price.from)"
  }

  static let noticeWindows = CatalogFileKind(
    name: "notice-windows",
    columns: ["provider", "noticeSeconds", "detectionSeconds", "note"]
  ) { (row, catalog) throws(CatalogError) in
    let window = Catalog.NoticeWindow(
      provider: try row.provider(),
      noticeSeconds: try row.nonNegative("noticeSeconds"),
      detectionSeconds: try row.nonNegative("detectionSeconds"))
    catalog.noticeWindows.append(window)
    return window.provider.rawValue
  }

  static let lifetimeCaps = CatalogFileKind(
    name: "lifetime-caps",
    columns: ["provider", "product", "capSeconds", "atomFromSeconds", "note"]
  ) { (row, catalog) throws(CatalogError) in
    let cap = Catalog.LifetimeCap(
      provider: try row.provider(), product: try row.text("product"),
      capSeconds: try row.positive("capSeconds"),
      atomFromSeconds: try row.positive("atomFromSeconds"))
    guard cap.atomFromSeconds <= cap.capSeconds else {
      throw row.error(
        "atomFromSeconds", "lies after the cap.",
        "Ends at or after this age are the cap at work: lower it.")
    }
    catalog.lifetimeCaps.append(cap)
    return "\(cap.provider.rawValue) \(cap.product)"
  }

  static let egressTiers = CatalogFileKind(
    name: "egress-tiers",
    columns: ["provider", "route", "fromGB", "usdPerGB", "note"]
  ) { (row, catalog) throws(CatalogError) in
    let tier = Catalog.EgressTier(
      provider: try row.provider(), route: try row.text("route"),
      fromGB: try row.nonNegative("fromGB"),
      usdPerGB: try row.nonNegative("usdPerGB"))
    catalog.egressTiers.append(tier)
    return "\(tier.provider.rawValue) \(tier.route) \(tier.fromGB)"
  }

  static let capacityBlockRates = CatalogFileKind(
    name: "capacity-block-rates",
    columns: ["region", "instanceType", "from", "usdPerInstanceHour", "note"]
  ) { (row, catalog) throws(CatalogError) in
    let rate = Catalog.CapacityBlockRate(
      region: try row.text("region"),
      instanceType: try row.text("instanceType"),
      from: try row.instant("from"),
      usdPerInstanceHour: try row.positive("usdPerInstanceHour"))
    catalog.capacityBlockRates.append(rate)
    return "\(rate.region) \(rate.instanceType) \(rate.from)"
  }

  static let capacityBlockRules = CatalogFileKind(
    name: "capacity-block-rules",
    columns: [
      "from", "dayStepsThroughDays", "weekStepsThroughDays",
      "mostInstancesPerBlock", "mostInstancesOverall", "mostDaysAhead",
      "changeMinuteUTC", "lostAtEndMinutes", "note",
    ]
  ) { (row, catalog) throws(CatalogError) in
    let rules = Catalog.CapacityBlockRules(
      from: try row.instant("from"),
      dayStepsThroughDays: try row.count("dayStepsThroughDays"),
      weekStepsThroughDays: try row.count("weekStepsThroughDays"),
      mostInstancesPerBlock: try row.count("mostInstancesPerBlock"),
      mostInstancesOverall: try row.count("mostInstancesOverall"),
      mostDaysAhead: try row.count("mostDaysAhead"),
      changeMinuteUTC: try row.count("changeMinuteUTC"),
      lostAtEndMinutes: try row.nonNegative("lostAtEndMinutes"))
    guard rules.changeMinuteUTC < 1440 else {
      throw row.error(
        "changeMinuteUTC", "is no minute of a day.",
        "Write 690 for 11:30 UTC.")
    }
    guard rules.dayStepsThroughDays <= rules.weekStepsThroughDays else {
      throw row.error(
        "weekStepsThroughDays", "is less than dayStepsThroughDays.",
        "Write the length of the longest block in days.")
    }
    catalog.capacityBlockRules.append(rules)
    return "\(rules.from)"
  }

  static let commitmentDiscounts = CatalogFileKind(
    name: "commitment-discounts",
    columns: ["provider", "term", "discountPercent", "note"]
  ) { (row, catalog) throws(CatalogError) in
    let discount = Catalog.CommitmentDiscount(
      provider: try row.provider(), term: try row.text("term"),
      discountPercent: try row.positive("discountPercent"))
    guard discount.discountPercent < 100 else {
      throw row.error(
        "discountPercent", "is not below 100.", "Write 40 for 40 %.")
    }
    catalog.commitmentDiscounts.append(discount)
    return "\(discount.provider.rawValue) \(discount.term)"
  }

  static let storagePrices = CatalogFileKind(
    name: "storage-prices",
    columns: ["provider", "region", "usdPerGBMonth", "note"]
  ) { (row, catalog) throws(CatalogError) in
    let price = Catalog.StoragePrice(
      provider: try row.provider(), region: try row.text("region"),
      usdPerGBMonth: try row.positive("usdPerGBMonth"))
    catalog.storagePrices.append(price)
    return "\(price.provider.rawValue) \(price.region)"
  }

  static let freeInterruptions = CatalogFileKind(
    name: "free-interruptions",
    columns: ["provider", "os", "freeSeconds", "note"]
  ) { (row, catalog) throws(CatalogError) in
    let free = Catalog.FreeInterruption(
      provider: try row.provider(), os: row.optionalText("os"),
      freeSeconds: try row.positive("freeSeconds"))
    catalog.freeInterruptions.append(free)
    return "\(free.provider.rawValue) \(free.os ?? "")"
  }
}
