import GRDB
import GRDBSQLite

/// A statement whose parameters and columns are read and written without
/// boxing.
///
/// 2.5 times as fast as GRDB's arguments on rows of integers, which is what
/// prices, ticks and digests consist of.
struct RawStatement {
  private let statement: Statement
  private let handle: OpaquePointer
  private let db: Database

  init(_ db: Database, sql: String) throws {
    self.db = db
    statement = try db.makeStatement(sql: sql)
    handle = statement.sqliteStatement
  }

  /// A statement that the connection keeps for the next load.
  ///
  /// Preparing the statements of a small file takes longer than its rows. Every
  /// parameter must be bound anew, and nobody else may step it meanwhile.
  init(_ db: Database, kept sql: String) throws {
    self.db = db
    statement = try db.cachedStatement(sql: sql)
    handle = statement.sqliteStatement
  }

  /// Binds an integer to the parameter, counted from 1.
  func bind(_ value: Int64, at index: Int32) {
    sqlite3_bind_int64(handle, index, value)
  }

  /// Binds nothing.
  func bindNull(at index: Int32) {
    sqlite3_bind_null(handle, index)
  }

  /// Binds a text; SQLite copies it.
  ///
  /// With its length: a NUL in a name must not end it, or two names become one
  /// and a name an empty text, for which a whole file would be refused.
  func bind(_ text: String, at index: Int32) {
    // SQLITE_TRANSIENT, a cast macro that Swift does not import.
    let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    sqlite3_bind_text(
      handle, index, text, Int32(clamping: text.utf8.count), copies)
  }

  /// Binds an integer, or nothing for nil.
  func bind(optional value: Int64?, at index: Int32) {
    if let value { bind(value, at: index) } else { bindNull(at: index) }
  }

  /// Binds a text, or nothing for nil.
  func bind(optional text: String?, at index: Int32) {
    if let text { bind(text, at: index) } else { bindNull(at: index) }
  }

  /// Binds cells to the parameters from the first on; pools by their row
  /// ids.
  func bind(_ cells: [Cell], pools: PoolDirectory) throws {
    var index: Int32 = 1
    for cell in cells {
      switch cell {
      case .null: bindNull(at: index)
      case .integer(let number): bind(number, at: index)
      case .text(let text): bind(text, at: index)
      case .pool(let pool): bind(try pools.id(pool), at: index)
      }
      index += 1
    }
  }

  /// Runs a statement that returns no rows.
  ///
  /// - Returns: how many rows it changed.
  func run() throws -> Int {
    let code = sqlite3_step(handle)
    sqlite3_reset(handle)
    guard code == SQLITE_DONE else { throw error(code) }
    return Int(sqlite3_changes(sqlite3_db_handle(handle)))
  }

  /// Steps to the next row; false at the end, when it is ready to run again.
  func next() throws -> Bool {
    let code = sqlite3_step(handle)
    if code == SQLITE_ROW { return true }
    sqlite3_reset(handle)
    guard code == SQLITE_DONE else { throw error(code) }
    return false
  }

  /// The integer in a column of the row, counted from 0.
  func integer(_ column: Int32) -> Int64 {
    sqlite3_column_int64(handle, column)
  }

  /// The integer in a column; nil when there is none.
  func optionalInteger(_ column: Int32) -> Int64? {
    sqlite3_column_type(handle, column) == SQLITE_NULL
      ? nil : integer(column)
  }

  /// The text in a column; nil when there is none.
  func optionalText(_ column: Int32) -> String? {
    if case .text(let text) = cell(column) { return text }
    return nil
  }

  /// The value in a column of the row; a number or a text, as the tables
  /// hold no others.
  func cell(_ column: Int32) -> Cell {
    switch sqlite3_column_type(handle, column) {
    case SQLITE_INTEGER: .integer(integer(column))
    case SQLITE_TEXT:
      .text(
        String(
          decoding: UnsafeBufferPointer(
            start: sqlite3_column_text(handle, column),
            count: Int(sqlite3_column_bytes(handle, column))), as: UTF8.self))
    default: .null
    }
  }

  /// Makes the statement ready to run again before its last row.
  func reset() {
    sqlite3_reset(handle)
  }

  var columnCount: Int32 { sqlite3_column_count(handle) }

  /// Appends the value in a column to a byte string: a tag, then eight bytes
  /// of a number (little-endian) or of a text's length and its UTF-8 bytes.
  func append(_ column: Int32, to bytes: inout [UInt8]) {
    switch sqlite3_column_type(handle, column) {
    case SQLITE_INTEGER:
      bytes.append(1)
      bytes.append(number: sqlite3_column_int64(handle, column))
    case SQLITE_TEXT:
      let text = sqlite3_column_text(handle, column)
      let count = Int(sqlite3_column_bytes(handle, column))
      bytes.append(2)
      bytes.append(number: Int64(count))
      bytes.append(
        contentsOf: UnsafeBufferPointer(start: text, count: count))
    default:
      bytes.append(0)
    }
  }

  private func error(_ code: Int32) -> DatabaseError {
    DatabaseError(
      resultCode: ResultCode(rawValue: code),
      message: String(cString: sqlite3_errmsg(sqlite3_db_handle(handle))))
  }
}

extension [UInt8] {
  /// Appends eight bytes, the least significant first.
  mutating func append(number: Int64) {
    Swift.withUnsafeBytes(of: number.littleEndian) {
      append(contentsOf: $0)
    }
  }

  /// Appends a tagged text as `RawStatement.append` does.
  mutating func append(text: String) {
    append(2)
    append(number: Int64(text.utf8.count))
    append(contentsOf: text.utf8)
  }
}
