import Crypto
import GRDB
public import RiskDomain

/// Name, size and content of one table.
public struct TableDigest: Hashable, Sendable, Codable {
  public var table: String
  public var rows: Int
  /// SHA-256, 64 lower-case hex digits.
  public var sha256: String
}

extension RiskDatabase {
  /// SHA-256 over the facts up to `until`.
  ///
  /// Covers what the queries return for `until` but neither files nor lines,
  /// so that it depends on what is known and not on how it was read. A
  /// database cut at T and the whole one give the same digest for T.
  public func dataDigest(
    until: UTCInstant? = nil
  ) throws(StoreError) -> String {
    try read { db in
      let pools = try [Int64: PoolID].fetch(db)
      var hash = SHA256()
      for select in FactSelect.all {
        let rows = try RawStatement(db, sql: select.sql)
        rows.bind(horizon(until), at: 1)
        let columns = 0..<(rows.columnCount - 2)
        var bytes: [UInt8] = []
        bytes.append(text: select.table)
        try hash.update(rows, buffer: &bytes) { bytes in
          for column in columns {
            if column == select.poolColumn {
              let pool = try pools.known(rows.integer(column))
              bytes.append(text: pool.key)
            } else {
              rows.append(column, to: &bytes)
            }
          }
        }
      }
      // What a bill says beside instance-time enters no model.
      var bytes: [UInt8] = []
      bytes.append(text: "billing_usage")
      try BillingLines(db, until: until).forEachUsage { usage in
        bytes.append(usage)
        hash.take(&bytes)
      }
      hash.update(data: bytes)
      return hash.finalize().lowercaseHex
    }
  }

  /// Digests of all tables of facts and of the derived ones.
  ///
  /// Row ids do not enter: rows are taken in the order of their keys, pools
  /// by their keys, files by their digests. Left out are `model_artifact` and
  /// `run_stage`, whose rows are kept in the order in which they were written,
  /// and `file_reading`, `lives_stamp` and `billed_subject`, which remember a way
  /// of reading and state no fact.
  ///
  /// - Parameter withProvenance: false leaves out from which file and line each
  ///   row came, and with it the tables `source_file` and `set_aside`: one
  ///   content cut into files in two ways then has the same digests.
  public func tableDigests(
    withProvenance: Bool = true
  ) throws(StoreError) -> [TableDigest] {
    try read { db in
      try TableContent.all.filter { withProvenance || !$0.isProvenance }
        .map { try $0.digest(db, withProvenance: withProvenance) }
        + BillingLines(db, until: nil)
        .tableDigests(withProvenance: withProvenance)
    }
  }
}

extension SHA256 {
  /// Takes in a buffer that has grown long and empties it.
  mutating func take(_ bytes: inout [UInt8]) {
    guard bytes.count >= 65536 else { return }
    update(data: bytes)
    bytes.removeAll(keepingCapacity: true)
  }

  /// Takes in every row and then their number.
  ///
  /// - Returns: the number of rows.
  @discardableResult
  mutating func update(
    _ rows: RawStatement, buffer bytes: inout [UInt8],
    append: (inout [UInt8]) throws -> Void
  ) throws -> Int {
    var count = 0
    while try rows.next() {
      try append(&bytes)
      count += 1
      take(&bytes)
    }
    bytes.append(3)
    bytes.append(number: Int64(count))
    update(data: bytes)
    return count
  }
}
