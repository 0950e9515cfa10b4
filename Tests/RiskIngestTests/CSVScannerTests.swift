import Testing

@testable import RiskIngest

@Suite("CSV scanner")
struct CSVScannerTests {
  private func rows(
    _ text: String, chunkBytes: Int
  ) throws -> (rows: [[String]], lines: [Int], openLine: Int?) {
    var scanner = CSVScanner()
    var rows: [[String]] = []
    var lines: [Int] = []
    func take(_ row: CSVRow) {
      rows.append((0..<row.fieldCount).map { row.text($0) })
      lines.append(row.line)
    }
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: chunkBytes) {
      try scanner.consume(
        Array(bytes[start..<min(start + chunkBytes, bytes.count)]), take)
    }
    let open = try scanner.finish(take)
    return (rows, lines, open)
  }

  @Test("follows RFC 4180 in chunks of any size", arguments: [1, 2, 3, 7, 999])
  func quoting(chunkBytes: Int) throws {
    let text =
      "a,b,c\r\n1,\"x,\"\"y\"\"\r\nz\",\n\n,\"\",\"q\"\nlast,5\" disk,end"
    let found = try rows(text, chunkBytes: chunkBytes)
    #expect(
      found.rows == [
        ["a", "b", "c"], ["1", "x,\"y\"\r\nz", ""], ["", "", "q"],
        ["last", "5\" disk", "end"],
      ])
    #expect(found.lines == [1, 2, 5, 6])
    #expect(found.openLine == nil)
  }

  @Test("tells where a quote was left open", arguments: [1, 7, 999])
  func openQuote(chunkBytes: Int) throws {
    let found = try rows("a,b\n1,2\n3,\"4\n5,6\n", chunkBytes: chunkBytes)
    #expect(found.rows == [["a", "b"], ["1", "2"]])
    #expect(found.openLine == 3)
  }
}
