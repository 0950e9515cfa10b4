import RiskTestSupport
import Testing

@testable import RiskPipeline

/// Availability of eight pools in us-west-2 from 2022-10-26 on; losses counted
/// from the files with Python's json module on 2026-11-21.
@Suite(.enabled(if: realData != nil, skipReason))
struct RealTraceFilesTests {
  /// Losses in the order of the pool keys.
  ///
  /// p2 carries K80, p3 V100; the
  /// larger type of each carries eight.
  static let losses = [
    ("aws/us-west-2a/p2.8xlarge", 135.0), ("aws/us-west-2a/p2.xlarge", 132),
    ("aws/us-west-2a/p3.16xlarge", 269), ("aws/us-west-2a/p3.2xlarge", 126),
    ("aws/us-west-2b/p2.8xlarge", 246), ("aws/us-west-2b/p2.xlarge", 47),
    ("aws/us-west-2b/p3.16xlarge", 399), ("aws/us-west-2b/p3.2xlarge", 171),
  ]

  @Test func lossesBySQL() throws {
    try withTemporaryFolder { folder in
      let data = try RealDatabase(
        "availability-traces", at: folder + "/risk.sqlite")
      for (key, losses) in Self.losses {
        let found = try data.number(
          """
          SELECT count(*) FROM spell JOIN pool USING (pool_id)
          WHERE key = '\(key)' AND process = 'loss' AND exit = 'interrupted'
          """)
        #expect(found == losses, "\(key)")
      }
      #expect(
        try data.number(
          """
          SELECT count(*) FROM spell
          WHERE process = 'loss' AND exit = 'interrupted'
          """) == 1525)
    }
  }

  @Test func orderAndRepetitionDoNotMatter() throws {
    try RealDatabase.expectSameTables("availability-traces")
  }
}
