import GRDB
import RiskDomain

/// Writes facts of one kind under their keys.
final class KeyedWriter<Value: StoredFact> {
  private let file: SourceFile
  private let fileID: Int64
  private let pools: PoolDirectory
  private let insert, select, update: RawStatement

  init(
    _ db: Database, file: SourceFile, fileID: Int64, pools: PoolDirectory
  ) throws {
    self.file = file
    self.fileID = fileID
    self.pools = pools
    let columns =
      Value.keyColumns + Value.valueColumns + ["file_id", "line"]
    let key = Value.keyColumns.joined(separator: ", ")
    let isKey = Value.keyColumns.map { $0 + " = ?" }
      .joined(separator: " AND ")
    insert = try RawStatement(
      db,
      kept: "INSERT INTO \(Value.table) (\(columns.joined(separator: ", "))) "
        + "VALUES (\(columns.map { _ in "?" }.joined(separator: ", "))) "
        + "ON CONFLICT (\(key)) DO NOTHING")
    select = try RawStatement(
      db,
      kept: "SELECT "
        + (Value.valueColumns + [
          "(SELECT digest FROM source_file f WHERE f.file_id = o.file_id)",
          "line", "file_id",
        ]).joined(separator: ", ") + " FROM \(Value.table) o WHERE \(isKey)")
    let assignments = (Value.valueColumns + ["file_id", "line"])
      .map { $0 + " = ?" }.joined(separator: ", ")
    update = try RawStatement(
      db, kept: "UPDATE \(Value.table) SET \(assignments) WHERE \(isKey)")
  }

  /// Stores one fact; true when its key is new.
  func write(_ fact: Value) throws -> Bool {
    try write(fact, under: fact.keyCells)
  }

  /// Stores one fact whose key is at hand; true when it is new.
  func write(_ fact: Value, under key: [Cell]) throws -> Bool {
    let stated = StatedRow(
      cells: fact.valueCells, fileDigest: file.digest,
      line: Int64(fact.origin.line))
    try insert.bind(
      key + stated.cells + [.integer(fileID), .integer(stated.line)],
      pools: pools)
    if try insert.run() > 0 { return true }
    let (stored, storedFile) = try stored(under: key, like: stated)
    let standing = Value.resolve(stored, stated)
    if standing.isIdentical(to: stored) { return false }
    let standingFile =
      standing.fileDigest == file.digest ? fileID : storedFile
    try update.bind(
      standing.cells + [.integer(standingFile), .integer(standing.line)]
        + key, pools: pools)
    _ = try update.run()
    return false
  }

  private func stored(
    under key: [Cell], like stated: StatedRow
  ) throws -> (row: StatedRow, file: Int64) {
    try select.bind(key, pools: pools)
    guard try select.next() else {
      throw StoreError(
        code: .fault,
        message: "\(file.name):\(stated.line): the row of \(Value.table) "
          + "under this key was found and then not found.")
    }
    defer { select.reset() }
    var cells: [Cell] = []
    cells.reserveCapacity(stated.cells.count)
    var column: Int32 = 0
    for statedCell in stated.cells {
      var cell = try select.cell(column)
      if case .pool = statedCell, case .integer(let id) = cell {
        cell = .pool(try pools.pool(id))
      }
      cells.append(cell)
      column += 1
    }
    guard case .text(let digest) = try select.cell(column) else {
      throw StoreError(
        code: .corrupt,
        message: "A row of \(Value.table) names a source file that does not "
          + "exist. Run `riskctl verify`.")
    }
    return (
      StatedRow(
        cells: cells, fileDigest: digest,
        line: try select.integer(column + 1)),
      try select.integer(column + 2)
    )
  }
}
