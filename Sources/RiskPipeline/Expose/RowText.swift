import RiskDomain

/// Lines of fields between tabs, as `COPY` of PostgreSQL writes them: `\N` is
/// an unknown value, and a tab, a line break or a backslash in a text has a
/// backslash before it.
struct RowText {
  private(set) var bytes: [UInt8] = []

  /// Ends the field before and begins a text.
  mutating func add(_ text: String?) {
    if !bytes.isEmpty, bytes.last != UInt8(ascii: "\n") {
      bytes.append(UInt8(ascii: "\t"))
    }
    guard let text else { return bytes.append(contentsOf: Self.unknown) }
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\t"): bytes.append(contentsOf: Array("\\t".utf8))
      case UInt8(ascii: "\n"): bytes.append(contentsOf: Array("\\n".utf8))
      case UInt8(ascii: "\r"): bytes.append(contentsOf: Array("\\r".utf8))
      case UInt8(ascii: "\\"): bytes.append(contentsOf: Array("\\\\".utf8))
      default: bytes.append(byte)
      }
    }
  }

  mutating func add(_ number: Int64?) { add(number.map(String.init)) }

  mutating func add(_ instant: UTCInstant?) {
    add(instant?.unixMilliseconds)
  }

  mutating func endLine() { bytes.append(UInt8(ascii: "\n")) }

  /// Hands the bytes over and keeps their memory.
  mutating func take() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }

  private static let unknown = Array("\\N".utf8)
}

/// Why a line between engines cannot be taken.
struct RowTextProblem: Error, Hashable {
  var column: String
  var value: String?
  var reason: String
}

/// Takes the fields of a line one after the other.
struct RowFields {
  private let fields: [ArraySlice<UInt8>]
  private var index = 0

  /// - Parameter line: without its line break.
  init(_ line: some Sequence<UInt8>) {
    fields = Array(line).split(
      separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
  }

  /// The next text; nil when it is unknown.
  mutating func text(_ column: String) throws(RowTextProblem) -> String? {
    guard index < fields.count else {
      throw RowTextProblem(
        column: column, value: nil, reason: "the line ends before it")
    }
    defer { index += 1 }
    let field = fields[index]
    if field.elementsEqual(Array("\\N".utf8)) { return nil }
    guard field.contains(UInt8(ascii: "\\")) else {
      return String(decoding: field, as: UTF8.self)
    }
    var bytes: [UInt8] = []
    var isEscaped = false
    for byte in field {
      if isEscaped {
        switch byte {
        case UInt8(ascii: "t"): bytes.append(UInt8(ascii: "\t"))
        case UInt8(ascii: "n"): bytes.append(UInt8(ascii: "\n"))
        case UInt8(ascii: "r"): bytes.append(UInt8(ascii: "\r"))
        default: bytes.append(byte)
        }
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  mutating func needed(_ column: String) throws(RowTextProblem) -> String {
    guard let text = try text(column) else {
      throw RowTextProblem(
        column: column, value: nil, reason: "the value is missing")
    }
    return text
  }

  mutating func number(_ column: String) throws(RowTextProblem) -> Int64? {
    guard let text = try text(column) else { return nil }
    guard let number = Int64(text) else {
      throw RowTextProblem(
        column: column, value: text,
        reason: "'\(text)' is not a whole number")
    }
    return number
  }

  mutating func neededNumber(
    _ column: String
  ) throws(RowTextProblem) -> Int64 {
    guard let number = try number(column) else {
      throw RowTextProblem(
        column: column, value: nil, reason: "the value is missing")
    }
    return number
  }

  /// Milliseconds since 1970 that RFC 3339 can write; nil when unknown.
  mutating func instant(
    _ column: String
  ) throws(RowTextProblem) -> UTCInstant? {
    guard let number = try number(column) else { return nil }
    let instant = UTCInstant(unixMilliseconds: number)
    guard UTCInstant.writable.contains(instant) else {
      throw RowTextProblem(
        column: column, value: "\(number)",
        reason: "'\(number)' ms lie outside the years 0 to 9999")
    }
    return instant
  }

  mutating func neededInstant(
    _ column: String
  ) throws(RowTextProblem) -> UTCInstant {
    guard let instant = try instant(column) else {
      throw RowTextProblem(
        column: column, value: nil, reason: "the value is missing")
    }
    return instant
  }

  /// One of a closed list of words; nil when unknown.
  mutating func word<Value: RawRepresentable>(
    _ column: String, _: Value.Type
  ) throws(RowTextProblem) -> Value? where Value.RawValue == String {
    guard let text = try text(column) else { return nil }
    guard let value = Value(rawValue: text) else {
      throw RowTextProblem(
        column: column, value: text,
        reason: "'\(text)' is no \(Value.self)")
    }
    return value
  }

  mutating func neededWord<Value: RawRepresentable>(
    _ column: String, _ type: Value.Type
  ) throws(RowTextProblem) -> Value where Value.RawValue == String {
    guard let value = try word(column, type) else {
      throw RowTextProblem(
        column: column, value: nil, reason: "the value is missing")
    }
    return value
  }

  mutating func pool(_ column: String) throws(RowTextProblem) -> PoolID {
    let key = try needed(column)
    do {
      return try PoolID(key: key)
    } catch {
      throw RowTextProblem(column: column, value: key, reason: error.message)
    }
  }
}
