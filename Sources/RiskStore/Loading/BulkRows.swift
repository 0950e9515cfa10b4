import GRDB
import RiskDomain

/// Prices or ticks of one file, written in the order of their keys.
///
/// Sorted rows go into a `WITHOUT ROWID` table about three times as fast as
/// rows in a file's own order.
final class BulkRows {
  /// Which of two values stands under one key.
  enum Standing: String {
    case greater = "<"
    case lesser = ">"
  }

  private let file: SourceFile
  private let fileID: Int64
  private let path: String
  /// Rows that one statement inserts.
  ///
  /// Binding and starting a statement costs more than storing a row: 64 at a
  /// time are twice as fast as one at a time.
  private static let batchCount = 64

  private let insertMany, insert, resolve: RawStatement
  private let disagreements: PriceDisagreements?
  private var batch: [BulkEntry] = []
  private let runs: SortedRuns<BulkEntry>
  private(set) var new = 0
  private(set) var repeated = 0

  init(
    _ db: Database, table: String, position: String, value: String,
    standing: Standing, file: SourceFile, fileID: Int64, path: String
  ) throws {
    self.file = file
    self.fileID = fileID
    self.path = path
    disagreements =
      table == "price_observation" ? try PriceDisagreements(db) : nil
    runs = SortedRuns(folder: SpillFile.folder(besideDatabase: path))
    func insertion(_ count: Int) throws -> RawStatement {
      let rows = (0..<count).map { row in
        let first = 4 * row + 2
        return "(?\(first), ?\(first + 1), ?\(first + 2), ?1, ?\(first + 3))"
      }
      // FAIL: a statement that could take back its earlier rows would first
      // copy every page that it changes. A row at fault costs the whole load.
      let statement = try RawStatement(
        db,
        kept: """
          INSERT OR FAIL INTO \(table) (pool_id, \(position), \(value), file_id, line)
          VALUES \(rows.joined(separator: ", "))
          ON CONFLICT (pool_id, \(position)) DO NOTHING
          """)
      statement.bind(fileID, at: 1)
      return statement
    }
    insertMany = try insertion(Self.batchCount)
    insert = try insertion(1)
    batch.reserveCapacity(Self.batchCount)
    // The standing value is stated by the row with the lesser digest and
    // line, in whatever order the rows come.
    resolve = try RawStatement(
      db,
      kept: """
        UPDATE \(table) SET \(value) = ?3, file_id = ?4, line = ?5
        WHERE pool_id = ?1 AND \(position) = ?2 AND (
          \(value) \(standing.rawValue) ?3
          OR (\(value) = ?3 AND (
            (SELECT digest FROM source_file f
              WHERE f.file_id = \(table).file_id), line) > (?6, ?5)))
        """)
  }

  /// Takes a row.
  ///
  /// - Throws: `.constraint` when pool or line are no numbers of a row, `.io`
  ///   when the temporary file cannot be written.
  func append(
    pool: Int64, position: Int64, value: Int64, line: Int64
  ) throws(StoreError) {
    guard let pool = UInt32(exactly: pool), let line = UInt32(exactly: line)
    else {
      throw StoreError(
        code: .constraint,
        message: "\(file.name):\(line) lies outside of lines 0 to "
          + "4,294,967,295. Nothing of the file was stored. Split the file.")
    }
    try runs.append(
      BulkEntry(position: position, value: value, pool: pool, line: line))
  }

  /// Writes what was gathered.
  func flush() throws {
    try runs.drain(write)
    for entry in batch { try writeOne(entry) }
    batch.removeAll(keepingCapacity: true)
  }

  /// Writes an entry with the next batch: those of one pool and near times
  /// should come together.
  func write(_ entry: BulkEntry) throws {
    bind(entry, to: insertMany, place: batch.count)
    batch.append(entry)
    if batch.count == Self.batchCount { try writeBatch() }
  }

  private func bind(
    _ entry: BulkEntry, to statement: RawStatement, place: Int
  ) {
    let first = Int32(4 * place + 2)
    statement.bind(Int64(entry.pool), at: first)
    statement.bind(entry.position, at: first + 1)
    statement.bind(entry.value, at: first + 2)
    statement.bind(Int64(entry.line), at: first + 3)
  }

  /// Writes a full batch, whose entries are bound.
  private func writeBatch() throws {
    defer { batch.removeAll(keepingCapacity: true) }
    let inserted: Int
    do {
      inserted = try insertMany.run()
    } catch let error as DatabaseError
      where error.resultCode == .SQLITE_CONSTRAINT
    {
      // One by one, the row at fault is named; it ends the load.
      for entry in batch { try writeOne(entry) }
      return
    } catch {
      throw StoreError(error, path: path)
    }
    new += inserted
    guard inserted < batch.count else { return }
    repeated += batch.count - inserted
    // The statement does not say which rows are new; of those, nothing
    // changes.
    for entry in batch { try settle(entry) }
  }

  private func writeOne(_ entry: BulkEntry) throws {
    bind(entry, to: insert, place: 0)
    do {
      if try insert.run() > 0 {
        new += 1
        return
      }
    } catch {
      throw StoreError(error, path: path, file: file, line: Int(entry.line))
    }
    repeated += 1
    try settle(entry)
  }

  /// Lets the standing of two rows of one key decide.
  private func settle(_ entry: BulkEntry) throws {
    try disagreements?.note(entry)
    resolve.bind(Int64(entry.pool), at: 1)
    resolve.bind(entry.position, at: 2)
    resolve.bind(entry.value, at: 3)
    resolve.bind(fileID, at: 4)
    resolve.bind(Int64(entry.line), at: 5)
    resolve.bind(file.digest, at: 6)
    do {
      _ = try resolve.run()
    } catch {
      throw StoreError(error, path: path, file: file, line: Int(entry.line))
    }
  }
}
