/// Walks over one JSON value byte by byte.
struct JSONCursor {
  /// Deeper nesting than any export has.
  static let depthLimit = 64

  private let bytes: ArraySlice<UInt8>
  private var index: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    index = bytes.startIndex
  }

  private mutating func skipBlanks() {
    while index < bytes.endIndex, isBlankByte(bytes[index]) { index += 1 }
  }

  /// Steps over a byte and the blanks around it; false when another is there.
  @discardableResult
  mutating func skip(_ byte: UInt8) -> Bool {
    skipBlanks()
    guard index < bytes.endIndex, bytes[index] == byte else { return false }
    index += 1
    return true
  }

  /// A string with its quotes, still escaped.
  mutating func string() throws -> ArraySlice<UInt8> {
    skipBlanks()
    let start = index
    guard index < bytes.endIndex, bytes[index] == UInt8(ascii: "\"") else {
      throw JSONSyntaxError(reason: "a key in quotes is missing")
    }
    index += 1
    while index < bytes.endIndex {
      let byte = bytes[index]
      index += byte == UInt8(ascii: "\\") ? 2 : 1
      if byte == UInt8(ascii: "\"") { return bytes[start..<index] }
    }
    throw JSONSyntaxError(reason: "a string is not closed")
  }

  /// Any value, as it was written.
  mutating func value() throws -> ArraySlice<UInt8> {
    skipBlanks()
    guard index < bytes.endIndex else {
      throw JSONSyntaxError(reason: "a value is missing")
    }
    switch bytes[index] {
    case UInt8(ascii: "\""): return try string()
    case UInt8(ascii: "{"), UInt8(ascii: "["): return try container()
    default: return try bareScalar()
    }
  }

  /// A container; what lies inside is checked when it is read.
  private mutating func container() throws -> ArraySlice<UInt8> {
    let start = index
    var depth = 0
    while index < bytes.endIndex {
      switch bytes[index] {
      case UInt8(ascii: "\""):
        _ = try string()
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default: break
      }
      index += 1
      if depth == 0 { return bytes[start..<index] }
    }
    throw JSONSyntaxError(reason: "a bracket is not closed")
  }

  /// A number, true, false, null, or a word that some programs write (NaN).
  private mutating func bareScalar() throws -> ArraySlice<UInt8> {
    let start = index
    while index < bytes.endIndex {
      let byte = bytes[index]
      if isBlankByte(byte) || byte == UInt8(ascii: ",")
        || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
        || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "\"")
      {
        break
      }
      index += 1
    }
    guard index > start else {
      throw JSONSyntaxError(reason: "a value is missing")
    }
    return bytes[start..<index]
  }

  /// A string's content with its escapes resolved; a broken escape becomes
  /// U+FFFD.
  static func unescaped(_ inner: ArraySlice<UInt8>) -> [UInt8] {
    var units: [UInt16] = []
    var text: [UInt8] = []
    func flush() {
      text += Array(String(decoding: units, as: UTF16.self).utf8)
      units = []
    }
    var index = inner.startIndex
    while index < inner.endIndex {
      let byte = inner[index]
      index += 1
      guard byte == UInt8(ascii: "\\"), index < inner.endIndex else {
        if !units.isEmpty { flush() }
        text.append(byte)
        continue
      }
      let escape = inner[index]
      index += 1
      switch escape {
      case UInt8(ascii: "n"): units.append(10)
      case UInt8(ascii: "t"): units.append(9)
      case UInt8(ascii: "r"): units.append(13)
      case UInt8(ascii: "b"): units.append(8)
      case UInt8(ascii: "f"): units.append(12)
      case UInt8(ascii: "u"):
        let hex = String(decoding: inner[index...].prefix(4), as: UTF8.self)
        index = min(index + 4, inner.endIndex)
        units.append(UInt16(hex, radix: 16) ?? 0xFFFD)
      default: units.append(UInt16(escape))
      }
    }
    if !units.isEmpty { flush() }
    return text
  }
}
