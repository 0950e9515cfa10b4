import RiskReport
import Testing

@testable import RiskReport

/// Text of others on a page.
struct PageTextTests {
  @Test(
    arguments: [
      ("p3.2xlarge", "p3.2xlarge"),
      ("a<b>c", "a&lt;b&gt;c"),
      ("Q&A", "Q&amp;A"),
      ("\" onload='x'", "&quot; onload=&#39;x&#39;"),
      // A quote and an accent are one character and still end an attribute.
      ("\"\u{301}", "&quot;\u{301}"),
      ("<\u{301}script", "&lt;\u{301}script"),
      ("\u{1B}[31mred", "\\u{1b}[31mred"),
      ("two\r\nlines", "two\\u{d}\\u{a}lines"),
      ("\u{2028}\u{202E}", "\\u{2028}\\u{202e}"),
      ("Zürich 東京", "Zürich 東京"),
    ] as [(String, String)])
  func nothingGetsOut(text: String, expected: String) {
    #expect(
      Array(PageText.html(text).unicodeScalars)
        == Array(expected.unicodeScalars))
  }
}
