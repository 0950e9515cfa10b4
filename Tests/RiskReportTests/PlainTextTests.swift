import RiskDomain
import RiskReport
import Testing

struct PlainTextTests {
  @Test(arguments: [
    ("prices 2026.json", "prices 2026.json"),
    ("Überblick 価格 ☂", "Überblick 価格 ☂"),
    ("a\nb\tc\u{7F}", "a\\u{a}b\\u{9}c\\u{7f}"),
    // Clear the screen; a control of the second set.
    ("\u{1B}[2J\u{9B}", "\\u{1b}[2J\\u{9b}"),
    // Right-to-left override: "gpj.exe" would read "exe.jpg".
    ("\u{202E}gpj", "\\u{202e}gpj"),
    // An invisible letter, and the separator of lines.
    ("a\u{200B}b\u{2028}", "a\\u{200b}b\\u{2028}"),
    ("", ""),
  ])
  func whatWouldMoveTheCursorIsEscaped(text: String, shown: String) {
    #expect(PlainText.escaped(text) == shown)
  }
}

struct DateSpanTests {
  private func day(_ text: String) throws -> UTCInstant {
    try UTCInstant(parsing: text + "T12:00:00Z")
  }

  @Test func theYearIsSaidOnceWhereItIsOne() throws {
    let first = try day("2026-01-03")
    #expect(
      DateSpan.text(first, try day("2026-02-14")) == "2026-01-03..02-14")
    #expect(
      DateSpan.text(first, try day("2027-02-14")) == "2026-01-03..2027-02-14")
    #expect(DateSpan.text(first, first) == "2026-01-03..01-03")
    #expect(DateSpan.text(nil, first) == "-")
  }
}
