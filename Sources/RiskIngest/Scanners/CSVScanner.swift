/// Finds the rows of a CSV text that comes in chunks (RFC 4180).
///
/// Quoted fields may hold commas, doubled quotes and line breaks. Lines end
/// with LF or CRLF, the last one also with the file. Blank lines are no rows.
struct CSVScanner {
  /// A row beyond this is a missing quote, not data.
  static let rowLimitBytes = 16 << 20

  private var buffer: [UInt8] = []
  private var rowStart = 0
  private var kernel = CSVKernel()
  /// Ends of the current row's fields; only the first `kernel.endCount` count.
  private var ends = [Int](repeating: 0, count: 512)
  /// 1-based line on which the current row began.
  private(set) var rowLine = 1

  init() {}

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
    kernel.position -= rowStart
    kernel.fieldStart -= rowStart
    for index in 0..<kernel.endCount { ends[index] -= rowStart }
    rowStart = 0
    while advance() { try emit(body) }
    if kernel.position - rowStart > Self.rowLimitBytes {
      throw TooLong(line: rowLine, isQuoted: kernel.isQuoted)
    }
  }

  /// Hands over a last row without a line break.
  ///
  /// - Returns: the line of a row whose quoted field was never closed.
  mutating func finish(_ body: (CSVRow) throws -> Void) throws -> Int? {
    guard rowStart < buffer.count else { return nil }
    if kernel.isQuoted { return rowLine }
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
    var kernel = kernel
    defer { self.kernel = kernel }
    while true {
      let stop = buffer.withUnsafeBytes { bytes in
        ends.withUnsafeMutableBufferPointer { ends in
          kernel.advance(bytes, ends: ends)
        }
      }
      switch stop {
      case .rowEnd: return true
      case .needsBytes: return false
      case .needsRoom: growEnds()
      }
    }
  }

  private mutating func growEnds() {
    ends += [Int](repeating: 0, count: ends.count)
  }

  private mutating func addEnd(_ end: Int) {
    if kernel.endCount == ends.count { growEnds() }
    ends[kernel.endCount] = end
    kernel.endCount += 1
  }

  /// Ends the row at the kernel's position and starts the next behind it.
  private mutating func emit(_ body: (CSVRow) throws -> Void) throws {
    var end = kernel.position
    if end > rowStart, buffer[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    addEnd(end)
    let isBlank = kernel.endCount == 1 && end == rowStart
    if !isBlank {
      // The row shares `ends` and `buffer`, so it must be gone before they
      // change, else they would be copied.
      try CSVRow.lend(
        line: rowLine, bytes: buffer, start: rowStart, ends: ends,
        fieldCount: kernel.endCount, to: body)
    }
    rowStart = min(kernel.position + 1, buffer.count)
    skipBlankLines()
    kernel = CSVKernel(
      position: rowStart, fieldStart: rowStart, line: kernel.line)
    rowLine = kernel.line
  }

  /// Moves on to the next line that holds anything.
  ///
  /// Line by line, a packed file of nothing but line breaks would keep the
  /// scanner busy for 40 ns each.
  private mutating func skipBlankLines() {
    let (lf, cr) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
    while rowStart < buffer.count {
      if buffer[rowStart] == lf {
        rowStart += 1
      } else if buffer[rowStart] == cr, rowStart + 1 < buffer.count,
        buffer[rowStart + 1] == lf
      {
        rowStart += 2
      } else {
        return
      }
      kernel.line += 1
    }
  }

  /// The fields of the first row of a text, as far as they are complete.
  static func firstRow(_ bytes: [UInt8]) -> [String] {
    var scanner = CSVScanner()
    scanner.buffer = bytes
    let isWhole = scanner.advance()
    var end = scanner.kernel.position
    if end > 0, isWhole || end == bytes.count,
      bytes[end - 1] == UInt8(ascii: "\r")
    {
      end -= 1
    }
    if !scanner.kernel.isQuoted { scanner.addEnd(end) }
    return CSVRow.lend(
      line: 1, bytes: bytes, start: 0, ends: scanner.ends,
      fieldCount: scanner.kernel.endCount
    ) { row in (0..<row.fieldCount).map { row.text($0) } }
  }
}
