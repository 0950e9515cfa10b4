/// One row of a CSV file, its fields still undecoded.
struct CSVRow {
  /// 1-based physical line on which the row begins.
  let line: Int
  /// The buffer that the offsets point into.
  fileprivate let bytes: [UInt8]
  fileprivate let start: Int
  /// End of each field, exclusive; the next begins one byte later.
  fileprivate let ends: [Int]
  let fieldCount: Int

  /// - Parameter ends: ends of the fields; those past `fieldCount` are not
  ///   looked at.
  init(
    line: Int, bytes: [UInt8], start: Int, ends: [Int], fieldCount: Int
  ) {
    self.line = line
    self.bytes = bytes
    self.start = start
    self.ends = ends
    self.fieldCount = fieldCount
  }

  /// A field's bytes without its quotes.
  func field(_ index: Int) -> ArraySlice<UInt8> {
    let quote = UInt8(ascii: "\"")
    let from = index == 0 ? start : ends[index - 1] + 1
    let raw = bytes[from..<ends[index]]
    guard raw.first == quote else { return raw }
    let inner = raw.dropFirst()
    if let only = inner.firstIndex(of: quote), only == inner.endIndex - 1 {
      return inner.dropLast()
    }
    return Self.unquoted(inner)[...]
  }

  /// A field as text.
  func text(_ index: Int) -> String {
    String(decoding: field(index), as: UTF8.self)
  }

  /// Bytes after the opening quote, with doubled quotes halved and the closing
  /// quote dropped.
  private static func unquoted(_ inner: ArraySlice<UInt8>) -> [UInt8] {
    let quote = UInt8(ascii: "\"")
    var text: [UInt8] = []
    text.reserveCapacity(inner.count)
    var index = inner.startIndex
    while index < inner.endIndex {
      let byte = inner[index]
      let next = index + 1
      if byte != quote {
        text.append(byte)
      } else if next < inner.endIndex, inner[next] == quote {
        text.append(quote)
        index = next
      }
      index += 1
    }
    return text
  }
}
