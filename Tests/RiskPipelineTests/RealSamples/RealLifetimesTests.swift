import RiskDomain
import RiskModels
import RiskStore
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// 605 preemptible VMs of 2019 in two zones.
///
/// Counts taken from the file with
/// Python's json module on 2026-11-21; ends at or after 86,300 s are the cap
/// of 24 h.
@Suite(.enabled(if: realData != nil, skipReason))
struct RealLifetimesTests {
  private func withLives(_ body: (RealDatabase) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try body(
        try RealDatabase("gcp-preemptions", at: folder + "/risk.sqlite"))
    }
  }

  @Test func exitsByZone() throws {
    try withLives { data in
      for (zone, machines, taken, capped) in [
        ("us-east1-b", 363.0, 212.0, 142.0), ("us-west1-a", 242, 135, 88),
      ] {
        let rows = try data.rows(
          """
          SELECT count(*), sum(exit IN ('interrupted', 'lifetimeCap')),
            sum(exit = 'lifetimeCap')
          FROM spell JOIN pool USING (pool_id)
          WHERE zone = '\(zone)' AND process = 'loss'
          """)
        #expect(rows == [[machines, taken, capped]])
      }
    }
  }

  @Test func exposureBySQL() throws {
    try withLives { data in
      let rows = try data.rows(
        """
        SELECT sum(exit = 'interrupted'),
          sum(min(age_through_ms, 86300000) - age_after_ms) / 3.6e6,
          sum(min(age_through_ms, 86400000) - age_after_ms) / 3.6e6
        FROM spell JOIN pool USING (pool_id)
        WHERE zone = 'us-east1-b' AND process = 'loss'
        """)
      #expect(rows[0].map { $0.rounded() } == [70, 3915, 3919])
    }
  }

  @Test func survivalByCodeAndBySQL() throws {
    try withLives { data in
      let database = try RiskDatabase(path: data.path, access: .readOnly)
      let spells = try database.spells().filter {
        $0.pool.zone == "us-east1-b" && $0.process == .loss
      }
      try database.close()
      let curve = KaplanMeier(spells: spells)
      // At every age of a loss: losses, and lives watched then.
      let steps = try data.rows(
        """
        WITH life AS (
          SELECT age_after_ms, age_through_ms, exit
          FROM spell JOIN pool USING (pool_id)
          WHERE zone = 'us-east1-b' AND process = 'loss')
        SELECT age_through_ms / 3.6e6 AS hours, count(*) AS losses, (
            SELECT count(*) FROM life other
            WHERE other.age_after_ms < life.age_through_ms
              AND other.age_through_ms >= life.age_through_ms) AS at_risk
        FROM life WHERE exit = 'interrupted'
        GROUP BY age_through_ms ORDER BY hours
        """)
      for (hours, survival) in [(1.0, 0.943), (6, 0.800)] {
        let bySQL = steps.filter { $0[0] <= hours }
          .reduce(1.0) { $0 * (1 - $1[1] / $1[2]) }
        #expect(bySQL.rounded(decimals: 3) == survival)
        #expect(
          curve.survival(throughHours: hours).rounded(decimals: 3) == survival)
        expectClose(
          curve.survival(throughHours: hours), bySQL, relative: 1e-12)
      }
    }
  }

  @Test func orderAndRepetitionDoNotMatter() throws {
    try RealDatabase.expectSameTables("gcp-preemptions")
  }
}
