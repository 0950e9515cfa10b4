import RiskDomain

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// One row of a CSV file, its fields still undecoded.
///
/// Lent for the time of one call: nobody keeps it.
struct CSVRow {
  /// 1-based physical line on which the row begins.
  let line: Int
  /// The buffer that the offsets point into.
  ///
  /// By pointer, as a row that held the array would count a reference at each
  /// of its copies, which for every line takes longer than finding its fields.
  private let bytes: UnsafePointer<[UInt8]>
  /// The bytes of the buffer.
  private let lent: UnsafeBufferPointer<UInt8>
  private let start: Int
  /// End of each field, exclusive; the next begins one byte later.
  private let ends: UnsafeBufferPointer<Int>
  let fieldCount: Int

  /// Lends a row to the body.
  ///
  /// - Parameter ends: ends of the fields; those past `fieldCount` are not
  ///   looked at.
  static func lend<Result>(
    line: Int, bytes: [UInt8], start: Int, ends: [Int], fieldCount: Int,
    to body: (CSVRow) throws -> Result
  ) rethrows -> Result {
    try withUnsafePointer(to: bytes) { all in
      try bytes.withUnsafeBufferPointer { lent in
        try ends.withUnsafeBufferPointer { ends in
          try body(
            CSVRow(
              line: line, bytes: all, lent: lent, start: start,
              ends: UnsafeBufferPointer(rebasing: ends[..<fieldCount]),
              fieldCount: fieldCount))
        }
      }
    }
  }

  /// Where a field lies; a field that the row lacks is empty.
  private func range(_ index: Int) -> Range<Int> {
    guard index < fieldCount else { return start..<start }
    return (index == 0 ? start : ends[index - 1] + 1)..<ends[index]
  }

  /// A field's bytes without its quotes.
  func field(_ index: Int) -> ArraySlice<UInt8> {
    let quote = UInt8(ascii: "\"")
    let raw = bytes.pointee[range(index)]
    guard raw.first == quote else { return raw }
    let inner = raw.dropFirst()
    if let only = inner.firstIndex(of: quote), only == inner.endIndex - 1 {
      return inner.dropLast()
    }
    return Self.unquoted(inner)[...]
  }

  /// Lends a field's bytes without its quotes.
  func withField<Result>(
    _ index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    let range = range(index)
    if !range.isEmpty, lent[range.lowerBound] == UInt8(ascii: "\"") {
      return field(index).withUnsafeBufferPointer(body)
    }
    return body(UnsafeBufferPointer(rebasing: lent[range]))
  }

  /// Whether a field holds nothing.
  func isEmpty(_ index: Int) -> Bool { withField(index) { $0.isEmpty } }

  /// Whether a field holds these ASCII characters and no others.
  func field(_ index: Int, is text: StaticString) -> Bool {
    withField(index) { field in
      field.count == text.utf8CodeUnitCount && Self.begins(field, text)
    }
  }

  /// Whether a field begins with these ASCII characters.
  func field(_ index: Int, beginsWith text: StaticString) -> Bool {
    withField(index) { Self.begins($0, text) }
  }

  /// Whether a field holds these bytes and no others.
  func field(_ index: Int, isEqualTo known: [UInt8]) -> Bool {
    withField(index) { field in
      field.count == known.count
        && known.withUnsafeBufferPointer {
          Self.areEqual(field, $0, count: field.count)
        }
    }
  }

  /// Whether fields hold these bytes, a zero behind each, and no others.
  func fields(_ indices: [Int], areEqualTo known: [UInt8]) -> Bool {
    known.withUnsafeBufferPointer { known in
      var place = 0
      for index in indices {
        let isEqual = withField(index) { field in
          let end = place + field.count
          guard end < known.count, known[end] == 0,
            Self.areEqual(
              field, UnsafeBufferPointer(rebasing: known[place..<end]),
              count: field.count)
          else { return false }
          place = end + 1
          return true
        }
        guard isEqual else { return false }
      }
      return place == known.count
    }
  }

  /// A field's decimal number times a power of ten, rounded; nil for what is
  /// no number or out of range.
  func scaled(_ index: Int, byPowerOfTen power: Int) -> Int64? {
    withField(index) { field in
      (try? DecimalNumber(parsing: field))?.scaled(byPowerOfTen: power)
    }
  }

  /// Adds a field's bytes to a key.
  func append(_ index: Int, to key: inout [UInt8]) {
    withField(index) { key.append(contentsOf: $0) }
  }

  /// Adds a field to a digest.
  func add(_ index: Int, to digest: inout TextDigest) {
    withField(index) { digest.add($0) }
  }

  private static func begins(
    _ field: UnsafeBufferPointer<UInt8>, _ text: StaticString
  ) -> Bool {
    let count = text.utf8CodeUnitCount
    return field.count >= count
      && text.withUTF8Buffer { areEqual(field, $0, count: count) }
  }

  private static func areEqual(
    _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>,
    count: Int
  ) -> Bool {
    guard count > 0, let left = left.baseAddress, let right = right.baseAddress
    else { return count == 0 }
    return memcmp(left, right, count) == 0
  }

  /// The fields as names of columns, without the byte order mark that a file
  /// brings along when files are put one behind the other.
  var headerNames: [String] {
    (0..<fieldCount).map { index in
      let name = text(index)
      return index == 0 && name.hasPrefix("\u{FEFF}")
        ? String(name.dropFirst()) : name
    }
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
