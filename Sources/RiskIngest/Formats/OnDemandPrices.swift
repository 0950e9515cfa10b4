import RiskDomain

/// A table of on-demand prices of regions.
///
/// Columns `region`, `instance_type`, `usd_per_hour`; optional `generated_at`
/// (else `--captured-at`), `provider` (else AWS), `os` (else Linux).
enum OnDemandPrices: RowFormat {
  private static let columns = ["region", "instance_type", "usd_per_hour"]

  static func recognises(_ head: FileHead) -> Bool {
    Set(columns).isSubset(of: head.columns)
  }

  static func read(_ input: FormatInput) throws {
    var columns = CSVColumns([])
    var captured: UTCInstant?
    try CSVTable.read(input) { header in
      columns = CSVColumns(header)
      try columns.require(Self.columns, file: input.path)
      if !columns.has("generated_at") {
        captured = try input.capturedAt("on-demand prices")
      }
    } row: { row in
      try input.collector.row(
        .market(.listPrice(try price(row, columns, captured, input))))
    }
  }

  private static func price(
    _ row: CSVRow, _ columns: CSVColumns, _ captured: UTCInstant?,
    _ input: FormatInput
  ) throws(RowProblem) -> ListPrice {
    let written = columns.text("provider", row)
    let named = written.flatMap { PoolID.Provider(rawValue: $0.lowercased()) }
    if let written, named == nil {
      throw RowProblem(
        column: "provider", value: written,
        reason: "'\(written)' is not a provider (aws, gcp, azure)")
    }
    let provider = named ?? input.hints.provider ?? .aws
    let type = Fields.text(try columns.needed("instance_type", row))
    let from: UTCInstant
    if let captured {
      from = captured
    } else {
      from = try Fields.dayOrInstant(
        columns.needed("generated_at", row), column: "generated_at",
        clock: input.hints.clock)
    }
    return ListPrice(
      provider: provider,
      region: PoolShape.trimmed(
        Fields.text(try columns.needed("region", row))),
      instanceType: PoolShape.type(type, provider),
      os: columns.text("os", row)?.lowercased() ?? "linux",
      market: .onDemand, from: from,
      pricePerHour: try Fields.price(
        columns.needed("usd_per_hour", row), column: "usd_per_hour"),
      origin: input.collector.origin(line: row.line))
  }
}
