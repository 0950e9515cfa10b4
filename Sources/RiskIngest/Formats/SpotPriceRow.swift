import RiskDomain

/// Makes prices of rows whose columns were told by their form.
///
/// Archives repeat few pools very often: each is spelled once.
struct SpotPriceRow {
  private let input: FormatInput
  private var pools: [[UInt8]: PoolID] = [:]
  /// Pools kept; more than any archive of one cloud has.
  private static let poolLimit = 100_000

  init(_ input: FormatInput) { self.input = input }

  /// The price of a row.
  ///
  /// - Throws: `RowProblem` for what is wrong in the row; `IngestError` with
  ///   the option that says what no row can.
  mutating func price(
    _ fields: [ArraySlice<UInt8>], _ columns: SpotPriceColumns, line: Int
  ) throws -> PriceObservation {
    PriceObservation(
      pool: try pool(fields, columns),
      effectiveFrom: try Fields.instant(
        needed(.time, fields, columns, "Timestamp"), column: "Timestamp",
        offsetMinutes: input.hints.timeZoneOffsetMinutes),
      pricePerHour: try Fields.price(
        needed(.price, fields, columns, "SpotPrice"), column: "SpotPrice"),
      origin: input.collector.origin(line: line))
  }

  private mutating func pool(
    _ fields: [ArraySlice<UInt8>], _ columns: SpotPriceColumns
  ) throws -> PoolID {
    // A row that names its zone and its id speaks of the name.
    let zone =
      columns.field(.zone, of: fields) ?? columns.field(.zoneID, of: fields)
    let type = columns.field(.instanceType, of: fields)
    let product = columns.field(.product, of: fields)
    let key =
      Array(zone ?? []) + [9] + Array(type ?? []) + [9] + Array(product ?? [])
    if let known = pools[key] { return known }
    let pool = PoolID(
      provider: .aws,
      zone: try name(
        zone, input.hints.zone, option: "--zone", what: "zone",
        isMissing: !columns.hasZone),
      instanceType: try name(
        type, input.hints.instanceType, option: "--instance-type",
        what: "instance type", isMissing: !columns.has(.instanceType)),
      os: try product.map { try AWSSpotPriceHistory.operatingSystem($0) }
        ?? "linux")
    if pools.count < Self.poolLimit { pools[key] = pool }
    return pool
  }

  private func name(
    _ field: ArraySlice<UInt8>?, _ hint: String?, option: String,
    what: String, isMissing: Bool
  ) throws -> String {
    if let field, !field.isEmpty { return Fields.text(field) }
    if let hint { return hint }
    guard isMissing else {
      throw RowProblem(column: what, reason: "the value is missing")
    }
    throw IngestError.missing(
      option: option,
      "no row names its \(what). Name it with \(option).", file: input.path)
  }

  private func needed(
    _ role: SpotPriceColumns.Role, _ fields: [ArraySlice<UInt8>],
    _ columns: SpotPriceColumns, _ column: String
  ) throws(RowProblem) -> ArraySlice<UInt8> {
    try Fields.needed(columns.field(role, of: fields), column: column)
  }
}
