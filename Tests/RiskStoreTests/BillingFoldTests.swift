import Testing

@testable import RiskStore

/// Rows made of the lines of one file that have one key.
@Suite struct BillingFoldTests {
  private func line(
    _ statement: Int64, billed: Int64, end: Int64 = 10, item: Int64 = 7,
    table: Int32 = 0, line: Int64 = 2, labels: Int64 = 1
  ) -> BillingEntry {
    var entry = BillingEntry.zero
    entry.item = item
    entry.end = end
    entry.billed = billed
    entry.quantity = billed
    entry.statement = statement
    entry.table = table
    entry.line = line
    entry.labels = labels
    entry.count = 1
    return entry
  }

  private func fold(
    _ entries: [BillingEntry]
  ) throws -> (rows: [BillingEntry], repeated: Int) {
    var fold = BillingFold(labels: { max($0, $1) })
    for entry in entries.sorted(by: { $0.comesBefore($1) }) {
      try fold.take(entry)
    }
    let rows = BillingFold.ranked(try fold.finish())
    return (rows, fold.repeated)
  }

  @Test func differentIDsAddUpAndEqualOnesAreOne() throws {
    let (rows, repeated) = try fold([
      line(1, billed: 5, line: 9), line(2, billed: 3, line: 4, labels: 6),
      line(1, billed: 4, line: 3),
    ])
    // Of id 1 the dearer line stands: 5 + 3.
    #expect(rows.map(\.billed) == [8])
    #expect(rows.map(\.quantity) == [8 as Int64?])
    #expect(rows.map(\.count) == [2])
    #expect(rows.map(\.line) == [4])
    #expect(rows.map(\.labels) == [6])
    #expect(repeated == 1)
  }

  @Test func tablesOfAnArchiveDoNotAddUp() throws {
    let (rows, repeated) = try fold([
      line(1, billed: 5), line(2, billed: 6, table: 1),
    ])
    #expect(rows.map(\.billed) == [5, 6])
    #expect(rows.map(\.item) == [7, 7])
    #expect(repeated == 0)
  }

  /// The first end keeps the item, the next ones get others, the same ones in
  /// every file.
  @Test func everyEndIsARow() throws {
    let lines = [
      line(1, billed: 5, end: 10), line(2, billed: 6, end: 20),
      line(3, billed: 7, end: 20), line(4, billed: 8, end: 30),
    ]
    let (rows, _) = try fold(lines)
    #expect(rows.map(\.billed) == [5, 13, 8])
    #expect(rows.map(\.end) == [10, 20, 30])
    #expect(rows[0].item == 7)
    #expect(Set(rows.map(\.item)).count == 3)
    #expect(try fold(lines.reversed()).rows.map(\.item) == rows.map(\.item))
  }

  @Test func whatDoesNotFitIntoOneRowIsTwo() throws {
    let (rows, _) = try fold([
      line(1, billed: .max), line(2, billed: 1),
    ])
    #expect(rows.map(\.billed) == [1, .max])
    #expect(Set(rows.map(\.item)).count == 2)
  }

  /// 11 lines in runs of 3, taken one by one.
  @Test func lateLinesComeBackInOrder() throws {
    let runs = SortedRuns<LateLine>(folder: "/tmp", capacity: 3)
    #expect(runs.isEmpty)
    for index in 0..<11 as Range<Int64> {
      try runs.append(LateLine(line(index + 1, billed: index, item: index % 4)))
    }
    let next = try runs.sorted()
    var lines: [LateLine] = []
    while let line = try next() { lines.append(line) }
    #expect(lines.count == 11)
    for (left, right) in zip(lines, lines.dropFirst()) {
      #expect(!right.comesBefore(left))
    }
    // Items 0, 1 and 2 have 3 lines, item 3 has 2.
    #expect(Set(lines.map(\.key)).count == 4)
  }
}
