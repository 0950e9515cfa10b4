import GRDB

/// Rows that come owner by owner, of which those of one owner are taken at
/// once.
final class OwnedRows<Value> {
  private let rows: StoredRows
  private let column: String
  private let decode: (StoredRow) throws -> Value
  private var head: (owner: Int64, value: Value)?

  /// - Parameter owner: a column of the query, which says whose a row is.
  init(
    _ db: Database, _ sql: String, _ arguments: StatementArguments = [],
    owner column: String = "pool_id",
    _ decode: @escaping (StoredRow) throws -> Value
  ) throws {
    rows = try StoredRows(db, sql: sql, arguments: arguments)
    self.column = column
    self.decode = decode
    try advance()
  }

  /// The rows of the owner that comes next.
  func take(_ owner: Int64) throws -> [Value] {
    var values: [Value] = []
    while let next = head, next.owner == owner {
      values.append(next.value)
      try advance()
    }
    return values
  }

  private func advance() throws {
    head = try rows.next().map { (try $0[column], try decode($0)) }
  }
}
