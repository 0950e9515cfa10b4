import Foundation
import RiskNumerics
import RiskSimulation
import RiskStore
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// What is in the database depends on the files alone, not on how often and
/// in which order they were read.
struct RepeatedIngestTests {
  private func withMonth(
    _ body: (MonthPipeline) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      let month = try GPUMonth(days: 8, seed: 11, scale: 0.4)
      try body(try MonthPipeline(month, in: folder))
    }
  }

  @Test func aSecondRunFindsNothingNew() throws {
    try withMonth { pipeline in
      let first = try pipeline.ingest()
      let digests = try pipeline.tableDigests()
      #expect(first.lines.reduce(0) { $0 + $1.new } > 1000)
      let second = try pipeline.ingest()
      for line in second.lines { #expect(line.new == 0, "\(line.name)") }
      #expect(
        second.lines.map(\.rows) == first.lines.map(\.rows))
      #expect(try pipeline.tableDigests() == digests)
    }
  }

  @Test func orderAndPortionsDoNotMatter() throws {
    try withMonth { pipeline in
      let whole = try pipeline.ingest()
      let digests = try pipeline.tableDigests()
      // Every kind of fact of the month is there, and what is made of it.
      let filled = Set(digests.filter { $0.rows > 0 }.map(\.table))
      #expect(
        filled.isSuperset(of: [
          "source_file", "price_observation", "billing_usage",
          "instance_event", "launch_attempt", "capacity_block_offering",
          "spell", "exposure",
        ]))
      for seed in [1, 2] as [UInt64] {
        var rng = SplitMix64(seed: seed)
        var paths = whole.lines.filter { $0.problem == nil }.map(\.name)
        for index in paths.indices.dropFirst() {
          paths.swapAt(index, Int(rng.next() % UInt64(index + 1)))
        }
        let shuffled = pipeline.named("shuffled-\(seed).sqlite")
        try shuffled.ingest(paths)
        #expect(try shuffled.tableDigests() == digests)
        let single = pipeline.named("single-\(seed).sqlite")
        for path in paths.reversed() { try single.ingest([path]) }
        #expect(try single.tableDigests() == digests)
      }
    }
  }
}
