import RiskReport
import Testing

struct TerminalTextTests {
  // Columns counted by hand.
  @Test func linesOfTablesAreFoldedBetweenColumns() {
    let text = """
      pool                 hours  lost
        p3.2xlarge         1,510   143
      """
    #expect(
      TerminalText(columns: 28).fitted(text) == """
        pool                 hours
          lost
          p3.2xlarge         1,510
            143
        """)
    #expect(TerminalText(columns: 80).fitted(text) == text)
    #expect(TerminalText(columns: nil).fitted(text) == text)
  }

  @Test func sentencesAreFoldedAtBlanks() {
    #expect(
      TerminalText(columns: 24).fitted(
        "The newest fact is of the last night.\n")
        == "The newest fact is of\n  the last night.\n")
  }

  @Test func aLongWordIsNotCut() {
    let path = "/" + String(repeating: "a", count: 60)
    #expect(TerminalText(columns: 24).fitted(path) == path)
    #expect(
      TerminalText(columns: 24).fitted("wrote \(path)") == "wrote\n  \(path)")
  }

  @Test func signsHaveASCII() {
    let plain = TerminalText(showsUnicode: false)
    #expect(
      plain.fitted("3 × p3.2xlarge … ± 2, ≥ 1 – José")
        == "3 x p3.2xlarge ... +- 2, >= 1 - José")
  }
}
