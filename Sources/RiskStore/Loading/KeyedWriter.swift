import GRDB
import RiskDomain

/// Writes facts of one kind under their keys.
final class KeyedWriter<Value: StoredFact> {
  private let db: Database
  private let file: SourceFile
  private let fileID: Int64
  private let pools: PoolDirectory
  private let insert, select, update: Statement

  init(
    _ db: Database, file: SourceFile, fileID: Int64, pools: PoolDirectory
  ) throws {
    self.db = db
    self.file = file
    self.fileID = fileID
    self.pools = pools
    let columns =
      Value.keyColumns + Value.valueColumns + ["file_id", "line"]
    let key = Value.keyColumns.joined(separator: ", ")
    let isKey = Value.keyColumns.map { $0 + " = ?" }
      .joined(separator: " AND ")
    insert = try db.makeStatement(
      sql: "INSERT INTO \(Value.table) (\(columns.joined(separator: ", "))) "
        + "VALUES (\(columns.map { _ in "?" }.joined(separator: ", "))) "
        + "ON CONFLICT (\(key)) DO NOTHING")
    select = try db.makeStatement(
      sql: "SELECT \(Value.valueColumns.joined(separator: ", ")), "
        + "(SELECT digest FROM source_file f WHERE f.file_id = o.file_id), "
        + "line, file_id FROM \(Value.table) o WHERE \(isKey)")
    let assignments = (Value.valueColumns + ["file_id", "line"])
      .map { $0 + " = ?" }.joined(separator: ", ")
    update = try db.makeStatement(
      sql: "UPDATE \(Value.table) SET \(assignments) WHERE \(isKey)")
  }

  /// Stores one fact; true when its key is new.
  func write(_ fact: Value) throws -> Bool {
    let key = try bound(fact.keyCells)
    let line = Int64(fact.origin.line)
    insert.setUncheckedArguments(
      StatementArguments(
        key + (try bound(fact.valueCells))
          + [fileID.databaseValue, line.databaseValue]))
    try insert.execute()
    if db.changesCount > 0 { return true }
    let stated = StatedRow(
      cells: fact.valueCells, fileDigest: file.digest, line: line)
    let (stored, storedFile) = try stored(under: key, like: stated)
    let standing = Value.resolve(stored, stated)
    if standing.isIdentical(to: stored) { return false }
    let standingFile =
      standing.fileDigest == file.digest ? fileID : storedFile
    update.setUncheckedArguments(
      StatementArguments(
        try bound(standing.cells)
          + [standingFile.databaseValue, standing.line.databaseValue] + key))
    try update.execute()
    return false
  }

  private func bound(_ cells: [Cell]) throws -> [DatabaseValue] {
    try cells.map { try $0.databaseValue(pool: pools.id) }
  }

  private func stored(
    under key: [DatabaseValue], like stated: StatedRow
  ) throws -> (row: StatedRow, file: Int64) {
    select.setUncheckedArguments(StatementArguments(key))
    guard let row = try Row.fetchOne(select) else {
      throw StoreError(
        code: .fault,
        message: "\(file.name):\(stated.line): the row of \(Value.table) "
          + "under this key was found and then not found.")
    }
    let count = stated.cells.count
    var cells: [Cell] = []
    for index in 0..<count {
      cells.append(try cell(row[index], like: stated.cells[index]))
    }
    return (
      StatedRow(
        cells: cells, fileDigest: row[count], line: row[count + 1]),
      row[count + 2]
    )

  }

  private func cell(
    _ value: DatabaseValue, like stated: Cell
  ) throws -> Cell {
    switch value.storage {
    case .int64(let number):
      if case .pool = stated { return .pool(try pools.pool(number)) }
      return .integer(number)
    case .string(let text): return .text(text)
    case .null, .double, .blob: return .null
    }
  }
}
