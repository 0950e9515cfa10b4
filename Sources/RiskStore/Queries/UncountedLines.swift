import GRDB
public import RiskDomain

/// Lines of files without an invoice that a closed bill of the same account
/// and period leaves out.
///
/// Files without a name of their delivery are told apart by their invoices
/// alone: an earlier, open export and a part of the closed bill in which no
/// line names one look the same. What the closed bill states again was an
/// earlier export; what it does not may be missing from it.
public struct UncountedLines: Hashable, Sendable {
  public var provider: PoolID.Provider
  public var account: String
  public var periodStart: UTCInstant
  public var currency: String
  /// Lines, and how many of all lines of the open files they are.
  public var count, ofCount: Int
  /// As invoiced, in millionths of the currency.
  public var billedMicro: Int64
  /// The first file that holds one.
  public var file: String

  public init(
    provider: PoolID.Provider, account: String, periodStart: UTCInstant,
    currency: String, count: Int, ofCount: Int, billedMicro: Int64,
    file: String
  ) {
    self.provider = provider
    self.account = account
    self.periodStart = periodStart
    self.currency = currency
    self.count = count
    self.ofCount = ofCount
    self.billedMicro = billedMicro
    self.file = file
  }
}

extension RiskDatabase {
  /// Lines of open files that stand in no closed bill of their period.
  public func uncountedLines() throws(StoreError) -> [UncountedLines] {
    try read { db in
      let rows = try StoredRows(
        db,
        sql: """
          WITH
            closed AS (
              SELECT o.delivery_id AS open_id, c.delivery_id AS closed_id
              FROM billing_delivery o
              JOIN billing_delivery c
                ON c.provider = o.provider AND c.account = o.account
                AND c.period_start_ms = o.period_start_ms
                AND c.format = o.format AND c.version = o.version
              WHERE o.version = '' AND o.is_final = 0 AND c.is_final = 1),
            line AS (
              SELECT l.*, NOT EXISTS (
                SELECT 1 FROM billing_line m
                WHERE m.resource_ref = l.resource_ref
                  AND m.start_ms = l.start_ms
                  AND m.delivery_id = closed_id) AS is_alone
              FROM closed JOIN billing_line l ON l.delivery_id = open_id)
          SELECT provider, account, period_start_ms, currency,
            sum(is_alone) AS alone, count(*) AS lines,
            sum(iif(is_alone, billed_micro, 0)) AS billed,
            min(iif(is_alone, f.name, NULL)) AS file
          FROM line
          JOIN billing_delivery USING (delivery_id)
          JOIN billing_subject USING (subject_id)
          JOIN source_file f ON f.file_id = line.file_id
          GROUP BY provider, account, period_start_ms, currency
          HAVING alone > 0
          ORDER BY provider, account, period_start_ms, currency
          """)
      return try rows.map { row in
        try UncountedLines(
          provider: row.known("provider"), account: row["account"],
          periodStart: row.instant("period_start_ms"),
          currency: row["currency"], count: row["alone"],
          ofCount: row["lines"], billedMicro: row["billed"],
          file: row["file"])
      }
    }
  }
}
