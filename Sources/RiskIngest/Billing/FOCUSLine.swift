import RiskDomain

/// One row of a FOCUS export.
struct FOCUSLine {
  let row: CSVRow
  let columns: FOCUSColumns

  /// A field as text; nil when it is empty or says that there is none.
  func text(_ column: Int?) -> String? {
    guard let column else { return nil }
    let field = row.field(column)
    return PoolShape.saysNothing(field) ? nil : Fields.text(field)
  }

  private func isGiven(_ column: Int?) -> Bool {
    guard let column else { return false }
    return !PoolShape.saysNothing(row.field(column))
  }

  /// The cloud; nil for other providers.
  func provider() throws(RowProblem) -> PoolID.Provider? {
    switch text(columns.provider)?.lowercased() {
    case "aws", "amazon web services", "amazon web services, inc.": .aws
    case "google cloud", "google cloud platform", "google", "gcp",
      "google llc":
      .gcp
    case "microsoft", "microsoft azure", "azure", "microsoft corporation":
      .azure
    default: nil
    }
  }

  /// Who pays; on Azure the subscription, of which each has an export of its
  /// own.
  func account(_ provider: PoolID.Provider) throws(RowProblem) -> String {
    let subscription = provider == .azure ? text(columns.subAccount) : nil
    guard let account = subscription ?? text(columns.account) else {
      throw RowProblem(
        column: "BillingAccountId", reason: "the value is missing")
    }
    return account.split(separator: "/").last.map(String.init) ?? account
  }

  /// Whether the row is what a commitment cost while nothing ran.
  var isUnusedCommitment: Bool { text(columns.commitmentStatus) == "Unused" }

  /// Whether the row names columns, as the head of a concatenated part does.
  var isHeader: Bool {
    let first = row.field(columns.billedCost).first
    return first.map { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") }
      ?? false
      && (0..<row.fieldCount).contains { row.text($0) == "BilledCost" }
  }

  var isCompute: Bool { text(columns.serviceCategory) == "Compute" }

  // MARK: Machine

  /// The machine type of a row of instance-time; nil for all else.
  func instanceType(_ provider: PoolID.Provider) throws(RowProblem) -> String? {
    if let usageType = columns.usageType, isGiven(usageType) {
      let field = row.field(usageType)
      if let type = CURUsageType(field) { return type.instanceType }
      if isCapacityBlockFee { return CURCharge.blockType(usageType: field) }
      return nil
    }
    guard isCompute else { return nil }
    if let type = text(columns.instanceType) { return type }
    if let column = columns.skuDetails, isGiven(column) {
      let details = try Fields.map(
        row.field(column), column: "SkuPriceDetails")
      let keys = [
        "InstanceType", "instance_type", "ServiceType", "MachineType",
      ]
      if let type = details.first(where: { keys.contains($0.key) }) {
        return type.value
      }
    }
    return provider == .aws ? words?.instanceType : nil
  }

  /// What the description says; nil when it is no machine's.
  private var words: AWSChargeWords? {
    text(columns.description).flatMap(AWSChargeWords.init)
  }

  var operatingSystem: String {
    if let operation = text(columns.operation) {
      return CURUsageType.operatingSystem(ofOperation: operation)
    }
    guard let column = columns.skuDetails, isGiven(column),
      let details = try? Fields.map(row.field(column), column: ""),
      let name = details.first(where: { $0.key == "OperatingSystem" })
    else { return words?.os ?? "linux" }
    return name.value.lowercased().contains("windows") ? "windows" : "linux"
  }

  /// Dynamic prices are spot; what a commitment covers names it.
  var market: Market {
    if let operation = text(columns.operation),
      CURUsageType.isCapacityBlock(operation: operation, marketOption: nil)
    {
      return .capacityBlock
    }
    let isSpotType = columns.usageType.flatMap {
      CURUsageType(row.field($0)).map { $0.kind == .spot }
    }
    if isSpotType ?? words?.isSpot ?? false { return .spot }
    switch text(columns.pricingCategory) {
    case "Dynamic": return .spot
    case "Committed": return .reserved
    default: return isGiven(columns.commitmentID) ? .reserved : .onDemand
    }
  }

  /// The instance, also where the export holds its ARN or path.
  var resourceID: String? {
    text(columns.resource).map { id in
      guard id.hasPrefix("arn:"), let slash = id.lastIndex(of: "/") else {
        return id
      }
      return String(id[id.index(after: slash)...])
    }
  }

  var reservationID: String? {
    text(columns.reservationID).map { id in
      id.lastIndex(of: "/").map { String(id[id.index(after: $0)...]) } ?? id
    }
  }

  // MARK: Charges

  var isCapacityBlockFee: Bool {
    guard let usageType = columns.usageType else { return false }
    let operation = columns.operation.map { row.field($0) } ?? []
    return CURCharge.isCapacityBlockFee(
      usageType: row.field(usageType), operation: operation)
  }

  /// Storage or egress; nil for all else.
  ///
  /// The specification has no category for egress: the vendor's usage type
  /// says it, else the words of the description.
  var chargeKind: BillingCharge.Kind? {
    if text(columns.serviceCategory) == "Storage" {
      return isTransfer ? .egress : .storage
    }
    return isTransfer ? .egress : nil
  }

  private var isTransfer: Bool {
    if let usageType = text(columns.usageType) {
      return usageType.hasSuffix("-Out-Bytes")
        || usageType.hasSuffix("DataTransfer-Regional-Bytes")
    }
    guard let words = text(columns.description)?.lowercased() else {
      return false
    }
    // Between zones of a region, both ways in one line, as the usage type
    // DataTransfer-Regional-Bytes.
    if words.contains("egress") || words.contains("regional data transfer") {
      return true
    }
    return words.contains("data transfer")
      && !words.contains("data transfer in ")
      && !words.contains("data transfer from")
      && (words.contains(" out") || words.contains(" to "))
  }

  // MARK: Google Cloud

  /// The SKU of a row of Google Cloud, whose parts of a machine are rows of
  /// their own as in its own export.
  var googleSku: GCPSku {
    GCPSku(text(columns.skuMeter) ?? text(columns.description) ?? "")
  }

  /// Time of a machine on Google Cloud, on the rows of its clock alone.
  func googleMilliseconds(_ type: String) throws(RowProblem) -> Int64 {
    var cores: Int64?
    if let column = columns.skuDetails, isGiven(column) {
      cores = try Fields.map(row.field(column), column: "SkuPriceDetails")
        .first { $0.key == "CoreCount" }.flatMap { Int64($0.value) }
    }
    guard let clock = GCPClock(machineType: type, cores: cores) else {
      throw RowProblem(
        column: "SkuPriceDetails", value: type,
        reason: "the cores of '\(type)' are not stated (CoreCount), so its "
          + "time is not known")
    }
    guard clock.part == googleSku.part else { return 0 }
    return clock.machineMilliseconds(try usedMilliseconds())
  }

  // MARK: Amounts

  var unit: String? { text(columns.consumedUnit) ?? text(columns.pricingUnit) }

  var quantityMicro: Int64? {
    guard
      let column = isGiven(columns.consumedQuantity)
        ? columns.consumedQuantity : columns.pricingQuantity
    else { return nil }
    return (try? DecimalNumber(parsing: row.field(column)))?
      .scaled(byPowerOfTen: 6)
  }

  /// Hours of use from the consumed quantity, else from the priced one.
  func usedMilliseconds() throws(RowProblem) -> Int64 {
    let pairs = [
      (columns.consumedQuantity, columns.consumedUnit, "ConsumedQuantity"),
      (columns.pricingQuantity, columns.pricingUnit, "PricingQuantity"),
    ]
    for (quantity, unit, name) in pairs {
      guard let quantity, isGiven(quantity), let unit = text(unit) else {
        continue
      }
      if ["Hrs", "Hours", "Hour", "hours", "hour", "1 Hour"].contains(unit) {
        return try Fields.milliseconds(
          ofHours: row.field(quantity), column: name)
      }
      if ["seconds", "Seconds"].contains(unit) {
        return try Fields.milliseconds(
          ofSeconds: row.field(quantity), column: name)
      }
    }
    throw RowProblem(
      column: "ConsumedUnit", value: unit ?? "",
      reason: "no quantity is given in hours")
  }

  /// - Parameter market: of instance-time; nil for a charge.
  func amounts(_ market: Market?) throws(RowProblem) -> BilledAmounts {
    let billed = try Fields.money(
      row.field(columns.billedCost), column: "BilledCost"
    ).rawValue
    let currency = try columns.currency.map { (place) throws(RowProblem) in
      try Fields.currency(row.field(place), column: "BillingCurrency")
    }
    return BilledAmounts(
      currency: currency ?? "USD", billedMicro: billed,
      effectiveMicro: market == .capacityBlock
        ? nil : try money(columns.effectiveCost, "EffectiveCost"),
      listMicro: try money(columns.listCost, "ListCost"))
  }

  private func money(
    _ column: Int?, _ name: String
  ) throws(RowProblem) -> Int64? {
    guard let column, isGiven(column) else { return nil }
    return try Fields.money(row.field(column), column: name).rawValue
  }

  /// What this row bills and for whom: the specification has no id of a row.
  func item(_ labels: BillingLabels) -> Int64 {
    var digest = TextDigest()
    digest.add(TextDigest.value(of: labels))
    for column in [
      columns.usageType, columns.operation, columns.skuPriceID,
      columns.skuMeter, columns.description, columns.subAccount,
      columns.pricingCategory, columns.commitmentID, columns.invoice,
    ] {
      // A column that is not there says as much as an empty one.
      digest.add(column.flatMap { isGiven($0) ? row.field($0) : nil } ?? [])
    }
    return digest.value
  }
}
