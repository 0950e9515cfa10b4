/// Many prices of one file, each pool named once.
///
/// Price files hold millions of rows of a few thousand pools; a `Fact` for
/// each row would cost more than reading it.
public struct PriceColumns: Sendable {
  /// One price: 24 bytes, no text.
  public struct Row: Hashable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public var atMilliseconds: Int64
    /// Millionths of a US dollar per instance-hour.
    public var microUSDPerHour: Int64
    /// Index into `pools`.
    public var pool: UInt32
    /// 1-based physical line, or 1-based record index in JSON.
    public var line: UInt32

    public init(
      atMilliseconds: Int64, microUSDPerHour: Int64, pool: UInt32,
      line: UInt32
    ) {
      self.atMilliseconds = atMilliseconds
      self.microUSDPerHour = microUSDPerHour
      self.pool = pool
      self.line = line
    }
  }

  /// The pools of the file as far as it has been read, each once.
  ///
  /// Grows from batch to batch; a pool keeps its index.
  public var pools: [PoolID]
  /// Prices in the file's order.
  public var rows: [Row]

  public init(pools: [PoolID] = [], rows: [Row] = []) {
    self.pools = pools
    self.rows = rows
  }

  /// The rows as facts, for readers that want one value each.
  ///
  /// - Parameter origin: makes a row's origin of its line.
  public func observations(
    origin: (Int) -> RowOrigin
  ) -> [PriceObservation] {
    rows.map { row in
      PriceObservation(
        pool: pools[Int(row.pool)],
        effectiveFrom: UTCInstant(unixMilliseconds: row.atMilliseconds),
        pricePerHour: MicroUSD(rawValue: row.microUSDPerHour),
        origin: origin(Int(row.line)))
    }
  }
}
