import Foundation
import GRDB
import RiskDomain
import RiskStore
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// Files share a transaction, and each stands or falls by itself.
struct FilesTogetherTests {
  /// A trace of two ticks; its folder's name says when it begins.
  private static func trace(gapSeconds: Int) -> String {
    "{\"metadata\": {\"gap_seconds\": \(gapSeconds)}, \"data\": [1, 0]}\n"
  }

  private static func price(_ dollars: String, day: Int) -> String {
    """
    {"SpotPriceHistory": [
      {"AvailabilityZone": "us-west-2a", "InstanceType": "p3.2xlarge",
       "ProductDescription": "Linux/UNIX", "SpotPrice": "\(dollars)",
       "Timestamp": "2026-01-0\(day)T12:00:00Z"}]}
    """
  }

  /// Five files, of which the third says another time base of the first's
  /// trace; the fourth is of no known format.
  private func files(in folder: String) throws -> [String] {
    for place in ["", "/again"] {
      try FileManager.default.createDirectory(
        atPath: folder + place + "/aws-10-26-2022",
        withIntermediateDirectories: true)
    }
    return try [
      write(
        Self.trace(gapSeconds: 600), to: "us-west-2a_v100_1.json",
        in: folder + "/aws-10-26-2022"),
      write(Self.price("0.95", day: 1), to: "1.json", in: folder),
      write(
        Self.trace(gapSeconds: 300), to: "us-west-2a_v100_1.json",
        in: folder + "/again/aws-10-26-2022"),
      write("nothing that is known\n", to: "4.txt", in: folder),
      write(Self.price("0.96", day: 2), to: "2.json", in: folder),
    ]
  }

  private func loading(
    _ store: StoreAccess, longest: Duration
  ) throws -> FilesTogether {
    let context = try MonthPipeline.context(
      asOf: UTCInstant(parsing: "2026-02-01T00:00:00Z"))
    return FilesTogether(
      loader: try FileLoading(
        store: store, format: nil,
        hints: IngestRun.Hints(instanceType: "p3.2xlarge"), context: context,
        digestAhead: nil, progress: nil),
      store: store, log: context.log, longest: longest)
  }

  /// The lines of every transaction, and the tables at the end.
  private func load(
    _ paths: [String], into path: String, longest: Duration
  ) throws -> (lines: [[IngestOutcome.Line]], tables: [TableDigest]) {
    let store = try StoreAccess(path, for: .load)
    let together = try loading(store, longest: longest)
    var rest = try InputFiles.list(paths)[...]
    var lines: [[IngestOutcome.Line]] = []
    while !rest.isEmpty {
      let reading = try together.load(firstOf: rest)
      lines.append(reading.lines)
      rest = rest.dropFirst(reading.lines.count)
    }
    let tables = try store.database.tableDigests()
    try store.database.close()
    return (lines, tables)
  }

  @Test func aFileThatCannotBeLoadedCostsNoOther() throws {
    try withTemporaryFolder { folder in
      let paths = try files(in: folder)
      let apart = try load(paths, into: folder + "/a.sqlite", longest: .zero)
      let together = try load(
        paths, into: folder + "/b.sqlite", longest: .seconds(3600))
      #expect(apart.lines.map(\.count) == [1, 1, 1, 1, 1])
      // The third takes the first two along; they are loaded without it. A file
      // of no format does not come to the transaction.
      #expect(together.lines.map(\.count) == [2, 1, 2])
      let (one, other) = (apart.lines.joined(), together.lines.joined())
      #expect(one.map(\.new) == [2, 1, 0, 0, 1])
      #expect(other.map(\.new) == [2, 1, 0, 0, 1])
      #expect(one.map(\.problem) == other.map(\.problem))
      #expect(
        one.map { $0.problem == nil } == [true, true, false, false, true])
      #expect(apart.tables == together.tables)
    }
  }

  @Test func knownFilesWriteNothing() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/risk.sqlite"
      let prices = [
        try write(Self.price("0.95", day: 1), to: "1.json", in: folder),
        try write(Self.price("0.96", day: 2), to: "2.json", in: folder),
      ]
      _ = try load(prices, into: path, longest: .seconds(3600))
      let database = try RiskDatabase(path: path)
      try database.seal()
      try database.close()
      let again = try load(prices, into: path, longest: .seconds(3600))
      #expect(again.lines.joined().map(\.repeated) == [1, 1])
      // Every write of ours drops the seal.
      let queue = try DatabaseQueue(path: path)
      let seals = try queue.read {
        try Int.fetchOne($0, sql: "SELECT count(*) FROM seal")
      }
      try queue.close()
      #expect(seals == 1)
    }
  }
}
