public import RiskDomain

/// Prices of one file, sorted before its load begins.
///
/// Neither the database nor the file's digest is needed for it: a long file is
/// gathered while its digest is made, and no other writer waits meanwhile.
public final class GatheredPrices {
  private let fileName: String
  /// Entries whose pool is an index into `pools`.
  private let runs: SortedRuns<BulkEntry>
  /// The pools of the file as far as it has been read.
  private(set) var pools: [PoolID] = []
  /// The times of the least and the greatest price in force; nil without one.
  private(set) var span: ClosedRange<UTCInstant>?

  /// - Parameters:
  ///   - fileName: what a message calls the file.
  ///   - databasePath: rows beyond some hundred thousand wait in a temporary
  ///     file beside it.
  public init(of fileName: String, besideDatabase databasePath: String) {
    self.fileName = fileName
    runs = SortedRuns(folder: SpillFile.folder(besideDatabase: databasePath))
  }

  /// Takes prices, in any portions of one reading.
  ///
  /// - Throws: `.io` when the temporary file cannot be written.
  public func add(_ columns: PriceColumns) throws(StoreError) {
    pools.append(contentsOf: columns.pools.dropFirst(pools.count))
    guard let first = columns.rows.first else { return }
    var (least, most) = (first.atMilliseconds, first.atMilliseconds)
    for row in columns.rows {
      least = min(least, row.atMilliseconds)
      most = max(most, row.atMilliseconds)
      try runs.append(
        BulkEntry(
          position: row.atMilliseconds, value: row.microUSDPerHour,
          pool: row.pool, line: row.line))
    }
    let new =
      UTCInstant(unixMilliseconds: least)...UTCInstant(unixMilliseconds: most)
    span =
      span.map {
        min($0.lowerBound, new.lowerBound)...max($0.upperBound, new.upperBound)
      } ?? new
  }

  /// Hands over every entry by pool and time, and forgets them.
  ///
  /// - Parameter ids: row ids of `pools`.
  func drain(
    poolIDs ids: [Int64], _ body: (BulkEntry) throws -> Void
  ) throws {
    let ids = try ids.map { id in
      guard let id = UInt32(exactly: id) else {
        throw StoreError(
          code: .constraint,
          message: "\(fileName): pool \(id) of the database lies outside of "
            + "0 to 4,294,967,295. Nothing of the file was stored.")
      }
      return id
    }
    try runs.drain { entry in
      var entry = entry
      entry.pool = ids[Int(entry.pool)]
      try body(entry)
    }
  }
}
