import Foundation
import RiskDomain
import RiskStore
import Testing

/// What a user can ask the file with SQL alone.
@Suite struct PriceChangeTests {
  /// Observations of one pool in two overlapping pulls, hour → price in
  /// micro-dollars: 0 → 100, 2 → 100, 3 → 150, 5 → 150, 8 → 100, and of
  /// another pool one price.
  private func database(at path: String) throws {
    let database = try RiskDatabase(path: path)
    try database.load(
      [
        Sample.price(hour: 8, micro: 100, "a", line: 2),
        Sample.price(hour: 5, micro: 150, "a", line: 3),
        Sample.price(hour: 3, micro: 150, "a", line: 4),
      ], "a")
    try database.load(
      [
        Sample.price(hour: 3, micro: 150, "b", line: 2),
        Sample.price(hour: 2, micro: 100, "b", line: 3),
        Sample.price(hour: 0, micro: 100, "b", line: 4),
        Sample.price(Sample.otherPool, hour: 1, micro: 70, "b", line: 5),
      ], "b")
    try database.close()
  }

  private let hour: Int64 = 3_600_000
  private var start: Int64 { Sample.hour(0).unixMilliseconds }

  @Test func changesAreTheFirstAndEveryDifferentObservation() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("risk.sqlite").path
      try database(at: path)
      let rows = try RawDatabase.rows(
        """
        SELECT at_ms, until_ms, usd_micro_per_hour,
          previous_usd_micro_per_hour
        FROM price_change JOIN pool USING (pool_id)
        ORDER BY key, at_ms
        """, path: path)
      // By hand: 100 from 0 h, 150 from 3 h, 100 from 8 h.
      #expect(
        rows == [
          [start, start + 3 * hour, 100, nil],
          [start + 3 * hour, start + 8 * hour, 150, 100],
          [start + 8 * hour, nil, 100, 150],
          [start + hour, nil, 70, nil],
        ])
    }
  }

  @Test func theTimeWeightedMeanIsOneStatement() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("risk.sqlite").path
      try database(at: path)
      let end = start + 10 * hour
      let rows = try RawDatabase.rows(
        """
        SELECT sum(usd_micro_per_hour * (ifnull(until_ms, \(end)) - at_ms))
          / sum(ifnull(until_ms, \(end)) - at_ms)
        FROM price_change JOIN pool USING (pool_id)
        WHERE key = 'aws/us-west-2a/p3.2xlarge'
        """, path: path)
      // (3 h · 100 + 5 h · 150 + 2 h · 100) / 10 h = 125.
      #expect(rows == [[125]])
    }
  }

  @Test func kaplanMeierCountsComeFromTheSpellTable() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("risk.sqlite").path
      let database = try RiskDatabase(path: path)
      try database.load([Sample.launch()])
      // Loss at 2 h; watched from 1 h to a release at 2 h; loss at 5 h.
      try database.replaceDerived(
        spells: [
          DerivedTests.spell(after: 0, through: 2, exit: .interrupted),
          DerivedTests.spell(after: 1, through: 2, exit: .released),
          DerivedTests.spell(after: 0, through: 5, exit: .interrupted),
        ], exposures: [], inputDigest: "d")
      try database.close()
      let rows = try RawDatabase.rows(
        """
        SELECT t.age, (
          SELECT count(*) FROM spell s
          WHERE s.age_after_ms < t.age AND s.age_through_ms >= t.age),
          t.events
        FROM (
          SELECT age_through_ms AS age, count(*) AS events FROM spell
          WHERE process = 'loss' AND exit = 'interrupted' GROUP BY 1) t
        ORDER BY t.age
        """, path: path)
      // At risk: 3 just before 2 h, 1 just before 5 h; one event each.
      #expect(rows == [[2 * hour, 3, 1], [5 * hour, 1, 1]])
    }
  }
}
