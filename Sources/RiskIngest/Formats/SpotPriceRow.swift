import RiskDomain

/// Makes prices of rows whose columns were told by their form.
///
/// Archives repeat few pools very often: each is spelled once.
struct SpotPriceRow {
  private let input: FormatInput
  private var pools: [UInt64: Spelled] = [:]
  /// Pools kept; more than any archive of one cloud has.
  private static let poolLimit = 100_000

  /// A pool and the fields that name it.
  private struct Spelled {
    var zone, type, product: ArraySlice<UInt8>?
    var pool: PoolID
  }

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
        clock: input.hints.clock),
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
    let hash = Self.hash(zone, type, product)
    if let known = pools[hash], known.zone == zone, known.type == type,
      known.product == product
    {
      return known.pool
    }
    let pool = PoolID(
      provider: .aws,
      zone: PoolShape.trimmed(
        try name(
          zone, input.hints.zone, option: "--zone", what: "zone",
          isMissing: !columns.hasZone)),
      instanceType: PoolShape.awsType(
        try name(
          type, input.hints.instanceType, option: "--instance-type",
          what: "instance type", isMissing: !columns.has(.instanceType))),
      os: try product.map { try AWSSpotPriceHistory.operatingSystem($0) }
        ?? "linux")
    if pools.count < Self.poolLimit {
      // Copies: a slice would keep the whole chunk that it was read from.
      pools[hash] = Spelled(
        zone: zone.map { Array($0)[...] }, type: type.map { Array($0)[...] },
        product: product.map { Array($0)[...] }, pool: pool)
    }
    return pool
  }

  /// FNV-1a (Fowler, Noll and Vo; 64 bits) over the three fields.
  ///
  /// Swift's own hashing of byte lists takes a quarter of the whole reading.
  private static func hash(
    _ zone: ArraySlice<UInt8>?, _ type: ArraySlice<UInt8>?,
    _ product: ArraySlice<UInt8>?
  ) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func add(_ field: ArraySlice<UInt8>?) {
      if let field {
        for byte in field { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
      }
      hash = (hash ^ 9) &* 0x100_0000_01b3
    }
    add(zone)
    add(type)
    add(product)
    return hash
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
