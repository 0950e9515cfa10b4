import GRDB
public import RiskDomain

/// Which delivery of each account and period stands.
///
/// A closed period stands over an open one, a longer coverage over a shorter
/// one, a delivery that its surroundings name over files without a name, the
/// one that the period's manifest names over others, the later made over the
/// earlier. A delivery with a name is one, whichever of its files name an
/// invoice. The Spot data feed, which bills a part of what the reports bill,
/// comes last, and after it what an older program read.
/// The rest of the order decides between deliveries that say the same of
/// themselves, so that the order of reading never does.
enum BillingStanding {
  /// Rows of `billing_delivery` that stand at `?1`; what they cover after it
  /// is not known then and does not decide.
  static let sql = """
    SELECT * FROM (
      SELECT *, dense_rank() OVER (
        PARTITION BY provider, account, period_start_ms
        ORDER BY version LIKE 'before-%', format = 'aws-spot-data-feed',
          all_final DESC, min(all_until_ms, ?1) DESC, version <> '' DESC,
          all_named DESC, all_made_ms DESC, all_from_ms, format, version
      ) AS place
      FROM (
        SELECT *, max(is_final) OVER parts AS all_final,
          max(until_ms) OVER parts AS all_until_ms,
          min(from_ms) OVER parts AS all_from_ms,
          max(is_named) OVER parts AS all_named,
          max(made_ms) OVER parts AS all_made_ms
        FROM billing_delivery
        WHERE known_from_ms IS NULL OR known_from_ms <= ?1
        WINDOW parts AS (
          PARTITION BY provider, account, period_start_ms, format, version,
            iif(version = '', is_final, 0))))
    WHERE place = 1
    """

  /// What the standing deliveries cover up to `until`.
  ///
  /// Of a coverage that goes on after it only this is known then: where the
  /// instance-hours begin and end that were over, and that some interval was
  /// over at `known_from_ms`.
  static func coverage(
    _ db: Database, until: UTCInstant?
  ) throws -> [BillingCoverage] {
    let rows = try StoredRows(
      db,
      sql: """
        WITH
          standing AS (\(sql)),
          known AS (
            SELECT l.delivery_id, min(l.start_ms) AS first_ms,
              max(l.end_ms) AS last_ms
            FROM billing_line l
            JOIN billing_subject USING (subject_id)
            WHERE EXISTS (SELECT 1 FROM standing WHERE until_ms > ?1)
              AND kind = 'usage' AND l.end_ms <= ?1
              AND l.delivery_id IN (
                SELECT delivery_id FROM standing WHERE until_ms > ?1)
            GROUP BY l.delivery_id)
        SELECT standing.*,
          CASE WHEN until_ms <= ?1 THEN from_ms
            ELSE min(known_from_ms, ifnull(first_ms, known_from_ms))
            END AS covered_from_ms,
          CASE WHEN until_ms <= ?1 THEN until_ms
            ELSE max(known_from_ms, ifnull(last_ms, known_from_ms))
            END AS covered_until_ms
        FROM standing LEFT JOIN known USING (delivery_id)
        WHERE from_ms IS NOT NULL
        ORDER BY provider, account, period_start_ms
        """, arguments: [horizon(until)])
    return try rows.map { row in
      try BillingCoverage(
        delivery: BillingDelivery(row: row),
        from: row.instant("covered_from_ms"),
        until: row.instant("covered_until_ms"),
        knownFrom: row.instant("known_from_ms"))
    }
  }
}

extension RiskDatabase {
  /// What each standing delivery covers up to `until`, by provider, account
  /// and period.
  ///
  /// A resource that is first billed after its account's coverage begins was
  /// absent before; one that is billed from the beginning on has an unknown
  /// past.
  public func billingCoverage(
    until: UTCInstant? = nil
  ) throws(StoreError) -> [BillingCoverage] {
    try read { db in try BillingStanding.coverage(db, until: until) }
  }

  /// Instance-time that standing deliveries bill and that has ended by
  /// `until`.
  ///
  /// One value per delivery, resource, interval and machine: lines of several
  /// rates, and the parts of a machine that Google bills apart, are added.
  /// Ordered by resource and time.
  public func billingUsage(
    until: UTCInstant? = nil
  ) throws(StoreError) -> [BillingUsage] {
    var result: [BillingUsage] = []
    try forEachBillingUsage(until: until) { result.append($0) }
    return result
  }

  /// Hands over what `billingUsage` returns one after the other, so that a
  /// long bill need not stand in memory.
  public func forEachBillingUsage(
    until: UTCInstant? = nil, _ body: (BillingUsage) -> Void
  ) throws(StoreError) {
    try read { db in
      try BillingLines(db, until: until).forEachUsage(body)
    }
  }

  /// Egress, storage and fees of standing deliveries that have ended by
  /// `until`, by resource and time.
  public func billingCharges(
    until: UTCInstant? = nil,
    kinds: Set<BillingCharge.Kind> = Set(BillingCharge.Kind.allCases)
  ) throws(StoreError) -> [BillingCharge] {
    try read { db in
      var result: [BillingCharge] = []
      try BillingLines(db, until: until).forEachCharge {
        if kinds.contains($0.kind) { result.append($0) }
      }
      return result
    }
  }
}

extension BillingDelivery {
  init(row: StoredRow) throws {
    try self.init(
      provider: row.known("provider"), account: row["account"],
      periodStart: row.instant("period_start_ms"), format: row["format"],
      version: row["version"], isFinal: row["is_final"])
  }
}
