import RiskDomain
import Testing

@testable import RiskPipeline

struct RowTextTests {
  @Test(arguments: [
    "plain", "", "a\tb", "line\nbreak", "back\\slash", "\\N", "\r", "ü/é",
  ])
  func aTextComesBackAsItWas(text: String) throws {
    var row = RowText()
    row.add("key")
    row.add(text)
    row.add(nil as String?)
    row.add(-7 as Int64)
    row.endLine()
    #expect(row.bytes.count { $0 == UInt8(ascii: "\n") } == 1)
    var fields = RowFields(row.bytes.dropLast())
    #expect(try fields.needed("key") == "key")
    #expect(try fields.text("text") == text)
    #expect(try fields.text("none") == nil)
    #expect(try fields.number("number") == -7)
  }

  @Test(arguments: [
    ("", "kind"), ("aws/i/i-1\tnothing", "kind"),
    ("aws/i/i-1\tevent\tnot-hex\t1", "file"),
    ("aws/i/i-1\tevent\t0123456789abcdef\tx", "line"),
    ("aws/i/i-1\tevent\t0123456789abcdef\t1\tmoon", "provider"),
    ("*\tseen\taws\t99999999999999999", "at"),
    ("*\tseen\taws\t1e3", "at"), ("*\tseen\taws", "at"),
    ("p\tgranted\tnowhere\ti\te\t1", "pool"),
  ])
  func aBrokenLineNamesItsColumn(line: String, column: String) {
    let problem = #expect(throws: RowTextProblem.self) {
      try PartRow(Array(line.utf8))
    }
    #expect(problem?.column == column)
  }

  @Test func linesAreCutWhereverChunksEnd() throws {
    let text = Array("ab\n\nc\nlast".utf8)
    for size in 1...text.count {
      var position = 0
      var lines = LineReader {
        guard position < text.count else { return nil }
        defer { position += size }
        return Array(text[position..<min(position + size, text.count)])
      }
      var found: [String] = []
      while let line = try lines.next() {
        found.append(String(decoding: line, as: UTF8.self))
      }
      #expect(found == ["ab", "", "c", "last"])
    }
  }
}
