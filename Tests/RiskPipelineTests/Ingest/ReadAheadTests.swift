import RiskDomain
import RiskIngest
import RiskStore
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
    let source = ReadAhead.Source(
      path: path, name: "bill.csv", rowDigest: "d", format: .awsCUR,
      hints: IngestHints())
    return isLong
      ? try ReadAhead(source).deliver(take: take)
      : try source.readHere(take: take)
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

  /// The rows are read before the digest is known, and name it in the end.
  @Test func aLongFileIsReadOnceUnderItsDigest() throws {
    try withTemporaryFolder { folder in
      let path = try write(Self.bill, to: "bill.csv", in: folder)
      let digest = try FileDigest.sha256(path: path)
      #expect(digest.byteCount >= ReadAhead.longBytes)
      func ingest() throws -> IngestOutcome {
        try IngestRun.run(
          files: InputFiles.list([path]), format: nil,
          hints: IngestRun.Hints(), databasePath: folder + "/risk.sqlite",
          context: try MonthPipeline.context(
            asOf: UTCInstant(parsing: "2026-02-01T00:00:00Z")))
      }
      let first = try ingest()
      #expect(first.lines[0].rows == 60_000)
      #expect(first.lines[0].setAside == 6_000)
      #expect(
        first.setAsideExamples.map(\.origin.fileDigest)
          == Array(repeating: digest.sha256, count: IngestRun.shownRows))
      let second = try ingest()
      #expect(second.lines[0].rows == 60_000)
      #expect(second.lines[0].new == 0)
      #expect(
        second.lines[0].repeated == first.lines[0].new
          + first.lines[0].repeated)
      let store = try RiskDatabase(
        path: folder + "/risk.sqlite", access: .readOnly)
      #expect(
        try store.sourceFiles().map(\.file.digest) == [digest.sha256])
    }
  }

  @Test func nothingNeedsToBeTaken() throws {
    try withTemporaryFolder { folder in
      let path = try write(Self.bill, to: "bill.csv", in: folder)
      let ahead = ReadAhead(
        ReadAhead.Source(
          path: path, name: "bill.csv", rowDigest: "", format: .awsCUR,
          hints: IngestHints()))
      // Returns when the reading has ended, though nobody took a row of it.
      ahead.abandon()
      #expect(throws: (any Error).self) {
        _ = try ahead.deliver { _ in }
      }
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
