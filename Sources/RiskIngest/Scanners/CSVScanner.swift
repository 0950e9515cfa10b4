/// Finds the rows of a CSV text that comes in chunks (RFC 4180).
///
/// Quoted fields may hold commas, doubled quotes and line breaks. Lines end
/// with LF or CRLF, the last one also with the file. Blank lines are no rows.
struct CSVScanner {
  /// A row beyond this is a missing quote, not data.
  static let rowLimitBytes = 16 << 20

  private var buffer: [UInt8] = []
  private var rowStart = 0
  private var position = 0
  private var ends: [Int] = []
  private var isQuoted = false
  /// The field began with a quote; a quote elsewhere is plain text.
  private var isQuotedField = false
  private var isFieldStart = true
  /// 1-based line on which the current row began, and that of `position`.
  private(set) var rowLine = 1
  private var line = 1

  init() { ends.reserveCapacity(512) }

  /// Takes a chunk and hands over each row that it completes.
  ///
  /// - Throws: `CSVScanner.TooLong` for a row over 16 MiB, and whatever the
  ///   body throws.
  mutating func consume(
    _ chunk: [UInt8], _ body: (CSVRow) throws -> Void
  ) throws {
    if rowStart == buffer.count {
      buffer = chunk
    } else {
      buffer.removeFirst(rowStart)
      buffer += chunk
    }
    position -= rowStart
    for index in ends.indices { ends[index] -= rowStart }
    rowStart = 0
    while advance() { try emit(body) }
    if position - rowStart > Self.rowLimitBytes {
      throw TooLong(line: rowLine, isQuoted: isQuoted)
    }
  }

  /// Hands over a last row without a line break.
  ///
  /// - Returns: the line of a row whose quoted field was never closed.
  mutating func finish(_ body: (CSVRow) throws -> Void) throws -> Int? {
    guard rowStart < buffer.count else { return nil }
    if isQuoted { return rowLine }
    try emit(body)
    return nil
  }

  /// A row that is longer than any row can be.
  struct TooLong: Error {
    var line: Int
    var isQuoted: Bool
  }

  /// Moves to the next line break outside quotes; false at the buffer's end.
  private mutating func advance() -> Bool {
    buffer.withUnsafeBufferPointer { bytes in
      var index = position
      defer { position = index }
      while index < bytes.count {
        let byte = bytes[index]
        if byte == UInt8(ascii: "\"") {
          if isFieldStart { isQuotedField = true }
          if isQuotedField { isQuoted.toggle() }
          isFieldStart = false
        } else if byte == UInt8(ascii: "\n") {
          line += 1
          if !isQuoted { return true }
        } else if byte == UInt8(ascii: ","), !isQuoted {
          ends.append(index)
          isFieldStart = true
          isQuotedField = false
        } else {
          isFieldStart = false
        }
        index += 1
      }
      return false
    }
  }

  /// Ends the row at `position` and starts the next behind it.
  private mutating func emit(_ body: (CSVRow) throws -> Void) throws {
    var end = position
    if end > rowStart, buffer[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    ends.append(end)
    let isBlank = ends.count == 1 && end == rowStart
    if !isBlank {
      // The row shares `ends` and `buffer`, so it must be gone before they
      // change, else they would be copied.
      try body(
        CSVRow(line: rowLine, bytes: buffer, start: rowStart, ends: ends))
    }
    ends.removeAll(keepingCapacity: true)
    rowStart = min(position + 1, buffer.count)
    position = rowStart
    rowLine = line
    isFieldStart = true
    isQuotedField = false
    isQuoted = false
  }

  /// The fields of the first row of a text, as far as they are complete.
  static func firstRow(_ bytes: [UInt8]) -> [String] {
    var scanner = CSVScanner()
    scanner.buffer = bytes
    let isWhole = scanner.advance()
    var end = scanner.position
    if end > 0, isWhole || end == bytes.count,
      bytes[end - 1] == UInt8(ascii: "\r")
    {
      end -= 1
    }
    if !scanner.isQuoted { scanner.ends.append(end) }
    let row = CSVRow(line: 1, bytes: bytes, start: 0, ends: scanner.ends)
    return (0..<row.fieldCount).map { row.text($0) }
  }
}
