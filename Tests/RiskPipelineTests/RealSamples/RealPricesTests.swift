import RiskTestSupport
import Testing

@testable import RiskPipeline

/// Prices of sa-east-1 from 2019-12-31 to 2020-03-29 as the AWS CLI gave them.
///
/// Figures counted from the files with Python's json module on 2026-11-21.
@Suite(.enabled(if: realData != nil, skipReason))
struct RealPricesTests {
  /// From the first to the last observation; the last price has no length.
  private func timeWeightedMean(_ key: String) -> String {
    """
    SELECT sum(usd_micro_per_hour * (until_ms - at_ms) / 1e6)
      / sum(until_ms - at_ms)
    FROM (
      SELECT at_ms, usd_micro_per_hour,
        lead(at_ms) OVER (ORDER BY at_ms) AS until_ms
      FROM price_observation JOIN pool USING (pool_id) WHERE key = '\(key)')
    WHERE until_ms IS NOT NULL
    """
  }

  @Test func figuresBySQL() throws {
    try withTemporaryFolder { folder in
      let data = try RealDatabase(
        "aws-spot-prices", at: folder + "/risk.sqlite")
      #expect(data.outcome.lines.reduce(0) { $0 + $1.rows } == 8705)
      #expect(data.outcome.lines.reduce(0) { $0 + $1.setAside } == 0)
      #expect(
        try data.number("SELECT count(*) FROM price_observation") == 8705)

      let m5 = "aws/sa-east-1a/m5.xlarge"
      let instants = try data.rows(
        """
        SELECT count(*), avg(usd_micro_per_hour) / 1e6
        FROM price_observation JOIN pool USING (pool_id) WHERE key = '\(m5)'
        """)
      #expect(instants[0][0] == 272)
      #expect(instants[0][1].rounded(decimals: 6) == 0.101565)
      #expect(try data.number(changes(m5)) == 219)
      #expect(
        try data.number(timeWeightedMean(m5)).rounded(decimals: 6) == 0.098989)

      let g4dn = "aws/sa-east-1c/g4dn.16xlarge"
      #expect(try data.number(changes(g4dn)) == 138)
      #expect(
        try data.number(timeWeightedMean(g4dn)).rounded(decimals: 6)
          == 4.363116)
    }
  }

  private func changes(_ key: String) -> String {
    """
    SELECT count(*) FROM price_change JOIN pool USING (pool_id)
    WHERE key = '\(key)'
    """
  }

  @Test func orderAndRepetitionDoNotMatter() throws {
    try RealDatabase.expectSameTables("aws-spot-prices")
  }
}
