import Foundation
import RiskDomain
import RiskIngest
import RiskNumerics
import RiskStore
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// What the database holds depends on what the files say, not on how often,
/// in which order and in which portions it is said.
struct ConformanceTests {
  @Test func everyFormatHasASample() {
    let sampled = Set(ConformanceSample.all.map(\.format))
    let missing = IngestFormat.all.filter { !sampled.contains($0) }
    #expect(
      missing.map(\.rawValue) == [],
      "these formats have no sample in ConformanceSamples.swift")
    #expect(sampled.count == 32)
    // Each but one, a trace, is also cut, turned round and shuffled.
    #expect(
      ConformanceSample.all.filter { $0.staysWhole != nil }.map(\.format)
        == [.availabilityTrace])
    #expect(ConformanceSample.all.allSatisfy { $0.rows.count >= 4 })
  }

  @Test(arguments: ConformanceSample.all)
  func readingTwiceChangesNothing(sample: ConformanceSample) throws {
    try withTemporaryFolder { folder in
      let whole = try Store(sample, folder, "whole")
      try whole.ingest([sample.rows])
      let digests = try whole.tables()
      #expect(try whole.contents().contains { $0.rows > 0 })
      let again = try whole.ingest([sample.rows])
      #expect(again.new == 0 && again.setAside == 0)
      #expect(again.loaded.map(\.format) == [sample.format.rawValue])
      #expect(try whole.tables() == digests)
      // Read again in earnest: forgotten is only that it was read.
      try whole.forgetReadings()
      let reread = try whole.ingest([sample.rows])
      #expect(reread.new == 0)
      #expect(reread.loaded[0].rows == again.loaded[0].rows)
      #expect(try whole.tables() == digests)
    }
  }

  @Test(arguments: ConformanceSample.all.filter { $0.staysWhole == nil })
  func orderAndPortionsDoNotMatter(sample: ConformanceSample) throws {
    try withTemporaryFolder { folder in
      let whole = try Store(sample, folder, "whole")
      try whole.ingest([sample.rows])
      let expected = try whole.contents()

      func expectSame(_ name: String, _ files: [[String]]) throws {
        let other = try Store(sample, folder, name)
        try other.ingest(files)
        #expect(try other.contents() == expected, "\(name)")
      }
      try expectSame("newest first", [sample.rows.reversed()])
      for seed in 1...3 as ClosedRange<UInt64> {
        var rng = SplitMix64(seed: seed)
        var rows = sample.rows
        for index in rows.indices.dropFirst() {
          rows.swapAt(index, Int(rng.next() % UInt64(index + 1)))
        }
        try expectSame("shuffled \(seed)", [rows])
      }

      // Two files that share the row in the middle, in both orders: here the
      // provenance must agree too.
      let middle = sample.rows.count / 2
      let halves = [
        Array(sample.rows[...middle]), Array(sample.rows[middle...]),
      ]
      let forth = try Store(sample, folder, "forth")
      let back = try Store(sample, folder, "back")
      for half in halves { try forth.ingest([half]) }
      for half in halves.reversed() { try back.ingest([half]) }
      #expect(try forth.contents() == expected, "split")
      #expect(try back.contents() == expected, "split, later half first")
      #expect(try back.tables() == forth.tables())
      // And the whole on top of the halves.
      try back.ingest([sample.rows])
      #expect(try back.contents() == expected, "halves and the whole")
    }
  }

  /// A database of its own for one way of reading a sample.
  private struct Store {
    private let sample: ConformanceSample
    private let folder: String
    private var path: String { folder + "/risk.sqlite" }

    init(
      _ sample: ConformanceSample, _ folder: String, _ name: String
    ) throws {
      self.sample = sample
      self.folder = folder + "/" + name
      try FileManager.default.createDirectory(
        atPath: self.folder, withIntermediateDirectories: true)
    }

    /// Ingests files, each of some rows; positional files keep their name.
    @discardableResult
    func ingest(_ files: [[String]]) throws -> IngestOutcome {
      let paths = try files.enumerated().map { index, rows in
        let inbox = folder + "/\(index)/" + sample.folder
        try FileManager.default.createDirectory(
          atPath: inbox, withIntermediateDirectories: true)
        return try write(sample.text(rows), to: sample.name, in: inbox)
      }
      return try IngestRun.run(
        files: InputFiles.list(paths), format: nil, hints: sample.hints,
        databasePath: path,
        context: try MonthPipeline.context(
          asOf: UTCInstant(parsing: "2026-03-01T00:00:00Z")))
    }

    func tables() throws -> [TableDigest] { try digests(ofDatabase: path) }

    /// Digests of what the tables say, without where it was read.
    func contents() throws -> [TableDigest] {
      let database = try RiskDatabase(path: path, access: .readOnly)
      defer { try? database.close() }
      return try database.tableDigests(withProvenance: false)
    }

    func forgetReadings() throws {
      let database = try RiskDatabase(path: path)
      // A purge that finds nothing so old.
      let longAgo = UTCInstant(unixSeconds: 0)
      _ = try database.purge(pricesBefore: longAgo, eventsBefore: longAgo)
      try database.close()
    }
  }
}
