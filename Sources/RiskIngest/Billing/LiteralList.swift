/// A list of flat objects as programs print it into a CSV field: JSON, or
/// Python's notation with single quotes and None.
enum LiteralList {
  /// The members of each object, numbers as they are written.
  ///
  /// nil when the text is no such list. Members without a value are left out.
  static func parse(_ bytes: ArraySlice<UInt8>) -> [[String: String]]? {
    var reader = Reader(bytes: bytes, index: bytes.startIndex)
    guard let list = reader.list() else { return nil }
    reader.skipBlanks()
    return reader.index == bytes.endIndex ? list : nil
  }

  private struct Reader {
    let bytes: ArraySlice<UInt8>
    var index: Int

    mutating func skipBlanks() {
      while index < bytes.endIndex, isBlankByte(bytes[index]) { index += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
      skipBlanks()
      guard index < bytes.endIndex, bytes[index] == UInt8(ascii: character)
      else { return false }
      index += 1
      return true
    }

    mutating func list() -> [[String: String]]? {
      guard take("[") else { return nil }
      var objects: [[String: String]] = []
      if take("]") { return objects }
      repeat {
        guard let object = object() else { return nil }
        objects.append(object)
      } while take(",")
      return take("]") ? objects : nil
    }

    private mutating func object() -> [String: String]? {
      guard take("{") else { return nil }
      var members: [String: String] = [:]
      if take("}") { return members }
      repeat {
        guard let key = scalar(), take(":"), let value = scalar() else {
          return nil
        }
        if !value.isAbsent { members[key.text] = value.text }
      } while take(",")
      return take("}") ? members : nil
    }

    private mutating func scalar() -> (text: String, isAbsent: Bool)? {
      skipBlanks()
      guard index < bytes.endIndex else { return nil }
      let quote = bytes[index]
      if quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") {
        index += 1
        return quoted(until: quote).map { ($0, false) }
      }
      let start = index
      while index < bytes.endIndex, !",:]}[{".utf8.contains(bytes[index]) {
        index += 1
      }
      let word = Fields.text(bytes[start..<index])
      return word.isEmpty ? nil : (word, word == "None" || word == "null")
    }

    private mutating func quoted(until quote: UInt8) -> String? {
      var text: [UInt8] = []
      while index < bytes.endIndex {
        let byte = bytes[index]
        index += 1
        if byte == quote { return String(decoding: text, as: UTF8.self) }
        guard byte == UInt8(ascii: "\\") else {
          text.append(byte)
          continue
        }
        guard index < bytes.endIndex else { return nil }
        text.append(bytes[index] == UInt8(ascii: "n") ? 0x0A : bytes[index])
        index += 1
      }
      return nil
    }
  }
}
