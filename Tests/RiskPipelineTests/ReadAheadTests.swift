import RiskDomain
import RiskIngest
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// A thread of its own changes when rows are read and nothing else.
struct ReadAheadTests {
  /// A bill of more portions than may wait.
  ///
  /// 60,000 lines of 2,000 instances, every tenth without a number of hours.
  private static let bill = CURLines(
    lines: (0..<60_000).map { i in
      CURLines.Line(
        id: "l\(i)", resource: "i-\(i % 2_000)", hour: "14 0\(i % 9)",
        amount: i % 10 == 3 ? "n/a" : "1.0", cost: "0.5")
    }
  ).text

  private struct Refused: Error {}

  private func read(
    _ path: String, isLong: Bool, take: (ReadAhead.Portion) throws -> Void
  ) throws -> FileReport {
    try ReadAhead.read(
      path: path, name: "bill.csv", digest: "d", format: .awsCUR,
      hints: IngestHints(), isLong: isLong, take: take)
  }

  @Test func theRowsAreTheSame() throws {
    try withTemporaryFolder { folder in
      let path = try write(Self.bill, to: "bill.csv", in: folder)
      func rows(isLong: Bool) throws -> (FileReport, [Fact], [SetAsideRow]) {
        var (facts, rejected): ([Fact], [SetAsideRow]) = ([], [])
        let report = try read(path, isLong: isLong) { portion in
          switch portion {
          case .facts(let more): facts += more
          case .setAside(let more): rejected += more
          case .prices, .progress: break
          }
        }
        return (report, facts, rejected)
      }
      let beside = try rows(isLong: true)
      let alone = try rows(isLong: false)
      #expect(beside.0 == alone.0)
      #expect(beside.1 == alone.1)
      #expect(beside.2 == alone.2)
      #expect([beside.0.rowsRead, beside.1.count] == [60_000, 54_000])
      #expect(beside.2.count == 6_000)
    }
  }

  @Test func aRefusalEndsTheReading() throws {
    try withTemporaryFolder { folder in
      let path = try write(Self.bill, to: "bill.csv", in: folder)
      var taken = 0
      #expect(throws: Refused.self) {
        _ = try read(path, isLong: true) { portion in
          guard case .facts = portion else { return }
          taken += 1
          if taken == 2 { throw Refused() }
        }
      }
      #expect(taken == 2)
    }
  }

  @Test func whatTheFileLacksIsSaid() throws {
    try withTemporaryFolder { folder in
      let path = try write(
        Self.bill.replacing("lineItem/UsageAmount", with: "other"),
        to: "bill.csv", in: folder)
      let error = #expect(throws: IngestError.self) {
        _ = try read(path, isLong: true) { _ in }
      }
      #expect(error?.code == .malformedDocument)
    }
  }
}
