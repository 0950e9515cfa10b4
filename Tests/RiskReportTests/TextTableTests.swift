import RiskReport
import Testing

struct TextTableTests {
  @Test func alignsColumnsAndCutsTrailingBlanks() {
    var table = TextTable([("pool", .left), ("n", .right), ("why", .left)])
    table.add(["aws/a", "7", "x"])
    table.add(["gcp/long", "1,234", ""])
    #expect(
      table.text == """
        pool          n  why
        aws/a         7  x
        gcp/long  1,234

        """)
    #expect(
      table.markdown == """
        | pool | n | why |
        | --- | ---: | --- |
        | aws/a | 7 | x |
        | gcp/long | 1,234 |  |

        """)
  }

  @Test func paragraphsBreakAtBlanks() {
    #expect(
      Paragraph.wrapped("one two three four", width: 9, indent: 2)
        == "one two\n  three\n  four\n")
  }
}

struct NumberTextTests {
  @Test func writesMoneyWithSeparators() {
    #expect(NumberText.usd(105_719.04) == "$105,719.04")
    #expect(NumberText.usd(-66.424) == "-$66.42")
    #expect(NumberText.usd(nil) == "-")
    #expect(NumberText.usd(1000, decimals: 0) == "$1,000")
  }

  @Test func writesCountsAndShares() {
    #expect(NumberText.count(8705) == "8,705")
    #expect(NumberText.count(12) == "12")
    #expect(NumberText.percent(0.8531, 1) == "85.3 %")
  }
}
