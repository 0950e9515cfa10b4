import GRDB
import GRDBSQLite
import RiskDomain

/// A statement whose parameters and columns are read and written without
/// boxing.
///
/// 2.5 times as fast as GRDB's arguments on rows of integers, which is what
/// prices, ticks and digests consist of.
struct RawStatement {
  private let statement: Statement
  private let handle: OpaquePointer
  private let db: Database
  /// What the columns admit; empty where that is not looked at.
  private let bounds: [ClosedRange<Int64>]

  init(
    _ db: Database, sql: String, arguments: StatementArguments = []
  ) throws {
    self.db = db
    statement = try db.makeStatement(sql: sql)
    if !arguments.isEmpty { try statement.setArguments(arguments) }
    handle = statement.sqliteStatement
    bounds = statement.columnNames.map(StoredBounds.of)
  }

  /// A statement that the connection keeps for the next load.
  ///
  /// Preparing the statements of a small file takes longer than its rows. Every
  /// parameter must be bound anew, and nobody else may step it meanwhile.
  init(_ db: Database, kept sql: String) throws {
    self.db = db
    statement = try db.cachedStatement(sql: sql)
    handle = statement.sqliteStatement
    bounds = []
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
  ///
  /// - Throws: `.corrupt` where the column holds none, or one that it does not
  ///   admit.
  func integer(_ column: Int32) throws -> Int64 {
    guard sqlite3_column_type(handle, column) == SQLITE_INTEGER else {
      throw damage(column, "holds no number where one must be")
    }
    let number = sqlite3_column_int64(handle, column)
    guard bounds.isEmpty || bounds[Int(column)].contains(number) else {
      throw damage(column, "holds \(number), which it does not admit")
    }
    return number
  }

  /// The integer in a column; nil when there is none.
  func optionalInteger(_ column: Int32) throws -> Int64? {
    isNull(column) ? nil : try integer(column)
  }

  /// The instant in a column.
  func instant(_ column: Int32) throws -> UTCInstant {
    let number = try integer(column)
    guard StoredBounds.instants.contains(number) else {
      throw damage(column, "holds \(number), which is no instant")
    }
    return UTCInstant(unixMilliseconds: number)
  }

  /// The text in a column.
  func text(_ column: Int32) throws -> String {
    guard case .text(let text) = try cell(column) else {
      throw damage(column, "holds no text where one must be")
    }
    return text
  }

  /// The text in a column; nil when there is none.
  func optionalText(_ column: Int32) throws -> String? {
    isNull(column) ? nil : try text(column)
  }

  func isNull(_ column: Int32) -> Bool {
    sqlite3_column_type(handle, column) == SQLITE_NULL
  }

  /// The value in a column of the row; a number or a text, as the tables
  /// hold no others.
  func cell(_ column: Int32) throws -> Cell {
    switch sqlite3_column_type(handle, column) {
    case SQLITE_INTEGER: .integer(try integer(column))
    case SQLITE_TEXT:
      .text(
        String(
          decoding: UnsafeBufferPointer(
            start: sqlite3_column_text(handle, column),
            count: Int(sqlite3_column_bytes(handle, column))), as: UTF8.self))
    case SQLITE_NULL: .null
    default:
      throw damage(column, "holds neither a number nor a text")
    }
  }

  /// An error that names a column and its table.
  ///
  /// - Parameter what: what it holds, as the sentence goes on.
  func damage(_ column: Int32, _ what: String) -> StoreError {
    let name = sqlite3_column_name(handle, column).map(String.init(cString:))
    let table = sqlite3_column_table_name(handle, column)
      .map { " of table \(String(cString: $0))" }
    return StoreError(
      code: .corrupt,
      message: "The database is damaged: column \(name ?? "\(column)")"
        + "\(table ?? "") \(what). See what else is with `riskctl verify`, "
        + "then restore the file from a copy, or move it away and ingest the "
        + "source files again.")
  }

  /// Makes the statement ready to run again before its last row.
  func reset() {
    sqlite3_reset(handle)
  }

  var columnCount: Int32 { sqlite3_column_count(handle) }

  var columnNames: [String] { statement.columnNames }

  /// Appends the value in a column to a byte string: a tag, then eight bytes
  /// of a number (little-endian) or of a text's or blob's length and its bytes.
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
    case SQLITE_NULL:
      bytes.append(0)
    default:
      // A key for --redact; a number with a fraction only where it is damaged.
      let blob = sqlite3_column_blob(handle, column)
      let count = Int(sqlite3_column_bytes(handle, column))
      bytes.append(4)
      bytes.append(number: Int64(count))
      bytes.append(
        contentsOf: UnsafeRawBufferPointer(start: blob, count: count))
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
