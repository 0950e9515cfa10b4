import RiskDomain

/// `vms.csv` of the SkyPilot catalog.
///
/// On-demand and spot price per type and region, on AWS and Google Cloud per
/// zone (AWS by AZ id). The file says neither its day nor its cloud: the day
/// is asked for, the cloud shows in the names.
enum SkyPilotCatalog: RowFormat {
  private static let columns = [
    "InstanceType", "AcceleratorName", "Price", "SpotPrice", "Region",
  ]

  static func recognises(_ head: FileHead) -> Bool {
    Set(columns).isSubset(of: head.columns)
  }

  static func read(_ input: FormatInput) throws {
    var columns = CSVColumns([])
    let capturedAt = try input.capturedAt("catalog prices")
    try CSVTable.read(input) { header in
      columns = CSVColumns(header)
      try columns.require(Self.columns, file: input.path)
    } row: { row in
      // GPUs of Google Cloud that are sold for themselves have no machine.
      guard let type = columns.text("InstanceType", row) else {
        return input.collector.ignore("an accelerator without a machine")
      }
      try input.collector.row(
        try facts(row, columns, type, capturedAt, input),
        orIgnore: "no price")
    }
  }

  private static func facts(
    _ row: CSVRow, _ columns: CSVColumns, _ written: String,
    _ capturedAt: UTCInstant, _ input: FormatInput
  ) throws(RowProblem) -> [Fact] {
    let origin = input.collector.origin(line: row.line)
    let provider = input.hints.provider ?? provider(ofType: written)
    let type = PoolShape.type(written, provider)
    let region = PoolShape.trimmed(
      Fields.text(try columns.needed("Region", row)))
    func listed(
      _ column: String, _ market: Market
    ) throws(RowProblem) -> ListPrice? {
      guard let bytes = columns.bytes(column, row) else { return nil }
      return ListPrice(
        provider: provider, region: region, instanceType: type,
        market: market, from: capturedAt,
        pricePerHour: try Fields.price(bytes, column: column), origin: origin)
    }
    var facts: [Fact] = []
    if let price = try listed("Price", .onDemand) {
      facts.append(.market(.listPrice(price)))
    }
    guard let spot = try listed("SpotPrice", .spot) else { return facts }
    let place = columns.text("AvailabilityZone", row).map(PoolShape.trimmed)
    guard let zone = place, zone != region
    else { return facts + [.market(.listPrice(spot))] }
    return facts + [
      .price(
        PriceObservation(
          pool: PoolID(provider: provider, zone: zone, instanceType: type),
          effectiveFrom: capturedAt, pricePerHour: spot.pricePerHour,
          origin: origin))
    ]
  }

  /// `p3.2xlarge` of AWS, `Standard_NC6s_v3` of Azure, `a2-highgpu-1g` of
  /// Google Cloud.
  private static func provider(ofType type: String) -> PoolID.Provider {
    if type.contains("_") { return .azure }
    return type.contains(".") ? .aws : .gcp
  }
}
