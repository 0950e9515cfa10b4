import Foundation
import GRDB
import RiskDomain

/// The rows of a query, one after the other.
final class StoredRows {
  fileprivate let statement: RawStatement
  private let columns: [String]
  /// Values are mostly asked for in the order of their columns.
  private var likelyColumn = 0

  init(
    _ db: Database, sql: String, arguments: StatementArguments = []
  ) throws {
    statement = try RawStatement(db, sql: sql, arguments: arguments)
    columns = statement.columnNames
  }

  /// The next row, which holds until the one after it is asked for; nil at the
  /// end.
  func next() throws -> StoredRow? {
    try statement.next() ? StoredRow(rows: self) : nil
  }

  /// What is made of all rows.
  func map<Value>(_ body: (StoredRow) throws -> Value) throws -> [Value] {
    var values: [Value] = []
    while let row = try next() { values.append(try body(row)) }
    return values
  }

  /// What is made of the first row; nil where there is none.
  func first<Value>(_ body: (StoredRow) throws -> Value) throws -> Value? {
    defer { statement.reset() }
    return try next().map(body)
  }

  fileprivate func place(of column: String) throws -> Int32 {
    if likelyColumn < columns.count, columns[likelyColumn] == column {
      likelyColumn += 1
      return Int32(likelyColumn - 1)
    }
    guard let place = columns.firstIndex(of: column) else {
      throw StoreError(
        code: .fault, message: "A query has no column '\(column)'.")
    }
    likelyColumn = place + 1
    return Int32(place)
  }
}

/// A row, whose values must be what their columns say.
///
/// SQLite checks its tables when rows are written. On a page that was damaged
/// later it finds rows without values, with texts where numbers belong and with
/// numbers that no CHECK admits; here they become errors, never a trap and never
/// a zero.
struct StoredRow {
  fileprivate let rows: StoredRows

  /// The value of a column; an optional one may be missing.
  ///
  /// - Throws: `.corrupt` where it is missing, of another type or out of its
  ///   column's bounds.
  subscript<Value: StoredValue>(column: String) -> Value {
    get throws {
      try Value(stored: rows.statement, try rows.place(of: column))
    }
  }

  /// The value of a column, counted from 0.
  subscript<Value: StoredValue>(column: Int32) -> Value {
    get throws { try Value(stored: rows.statement, column) }
  }

  func instant(_ column: String) throws -> UTCInstant { try self[column] }

  func optionalInstant(_ column: String) throws -> UTCInstant? {
    try self[column]
  }

  /// A text of a closed list; the tables' CHECKs admit no other.
  func known<Value: RawRepresentable>(
    _ column: String
  ) throws -> Value where Value.RawValue == String {
    let place = try rows.place(of: column)
    return try known(rows.statement.text(place), place)
  }

  /// A text of a closed list; nil where there is none.
  func optionalKnown<Value: RawRepresentable>(
    _ column: String
  ) throws -> Value? where Value.RawValue == String {
    let place = try rows.place(of: column)
    return try rows.statement.optionalText(place).map { try known($0, place) }
  }

  func isMissing(_ column: String) throws -> Bool {
    rows.statement.isNull(try rows.place(of: column))
  }

  /// What a column's JSON says.
  func document<Value: Decodable>(_ column: String) throws -> Value {
    let place = try rows.place(of: column)
    let text = try rows.statement.text(place)
    do {
      return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    } catch {
      throw rows.statement.damage(place, "holds a text that cannot be read")
    }
  }

  /// An error that tells what is wrong with a column of this row.
  ///
  /// - Parameter what: goes on behind the column's name: "holds 7, which …".
  func damage(_ column: String, _ what: String) throws -> StoreError {
    rows.statement.damage(try rows.place(of: column), what)
  }

  private func known<Value: RawRepresentable>(
    _ text: String, _ place: Int32
  ) throws -> Value where Value.RawValue == String {
    guard let value = Value(rawValue: text) else {
      throw rows.statement.damage(
        place, "holds '\(text.prefix(40))', which is no \(Value.self)")
    }
    return value
  }
}

/// A value that a column can hold.
protocol StoredValue {
  /// - Throws: `.corrupt` where the column holds something else.
  init(stored row: RawStatement, _ column: Int32) throws
}

extension Int64: StoredValue {
  init(stored row: RawStatement, _ column: Int32) throws {
    self = try row.integer(column)
  }
}

extension Int: StoredValue {
  init(stored row: RawStatement, _ column: Int32) throws {
    self = Int(try row.integer(column))
  }
}

extension Bool: StoredValue {
  init(stored row: RawStatement, _ column: Int32) throws {
    let number = try row.integer(column)
    guard number == 0 || number == 1 else {
      throw row.damage(column, "holds \(number), which is neither 0 nor 1")
    }
    self = number == 1
  }
}

extension String: StoredValue {
  init(stored row: RawStatement, _ column: Int32) throws {
    self = try row.text(column)
  }
}

extension UTCInstant: StoredValue {
  init(stored row: RawStatement, _ column: Int32) throws {
    self = try row.instant(column)
  }
}

extension Optional: StoredValue where Wrapped: StoredValue {
  init(stored row: RawStatement, _ column: Int32) throws {
    self = row.isNull(column) ? nil : try Wrapped(stored: row, column)
  }
}

extension Database {
  /// The first value of a query; nil where it has no row or the value is
  /// missing.
  func storedValue<Value: StoredValue>(
    _ sql: String, _ arguments: StatementArguments = []
  ) throws -> Value? {
    try StoredRows(self, sql: sql, arguments: arguments).first {
      try $0[0] as Value?
    } ?? nil
  }
}
