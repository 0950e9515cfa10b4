import RiskDomain
import RiskStore
import Testing

/// Rows that were set aside, by reason.
struct SetAsideReasonsTests {
  private func row(
    _ line: Int, _ column: String?, _ value: String?, _ reason: String,
    _ file: Character
  ) -> SetAsideRow {
    SetAsideRow(
      origin: RowOrigin(
        source: "\(file)", fileDigest: String(repeating: file, count: 64),
        line: line), column: column, value: value, reason: reason)
  }

  private func database(_ rows: [Character: [SetAsideRow]]) throws
    -> RiskDatabase
  {
    let database = try RiskDatabase.inMemory()
    for (file, rows) in rows {
      try database.load(
        file: SourceFile(
          name: "\(file).csv", digest: String(repeating: file, count: 64),
          format: "aws-cur")
      ) { try $0.setAside(rows) }
    }
    return database
  }

  @Test func valuesDoNotMakeReasons() throws {
    let database = try database([
      "a": [
        row(4, "cost", "x", "'x' is not a number", "a"),
        row(2, "cost", "n/a", "'n/a' is not a number", "a"),
        row(3, nil, nil, "the row has 3 fields where the header has 4", "a"),
      ],
      "b": [
        row(1, "cost", "it's", "'y' is not a number", "b"),
        row(2, "used", "z", "'z' is not a number", "b"),
      ],
    ])
    let reasons = try database.setAsideReasons(examples: 2)
    #expect(
      reasons.map { "\($0.rows) \($0.files) \($0.column ?? "-") \($0.reason)" }
        == [
          "3 2 cost '…' is not a number",
          "1 1 - the row has 3 fields where the header has 4",
          "1 1 used '…' is not a number",
        ])
    // The first two of three by file and line.
    #expect(reasons[0].examples.map(\.origin.line) == [2, 4])
    #expect(reasons[0].examples.map(\.value) == ["n/a", "x"])
  }

  @Test func reasonsAreBounded() throws {
    let rows = (1...50).map { row($0, nil, nil, "reason \($0)", "a") }
    let reasons = try database(["a": rows]).setAsideReasons(limit: 10)
    #expect(reasons.count == 11)
    #expect(reasons[0].reason == "other reasons")
    #expect(reasons[0].rows == 40)
    #expect(reasons[0].files == 1)
  }
}
