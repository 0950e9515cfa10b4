extension Schema {
  // The list of changes is derived, never stored: a second pull may begin in
  // the middle of a price, and would otherwise add a change that is none.
  static let priceChangeSQL = """
    CREATE VIEW price_change AS
    SELECT
      pool_id, at_ms,
      lead(at_ms) OVER (PARTITION BY pool_id ORDER BY at_ms) AS until_ms,
      usd_micro_per_hour, previous_usd_micro_per_hour
    FROM (
      SELECT
        pool_id, at_ms, usd_micro_per_hour,
        lag(usd_micro_per_hour) OVER (PARTITION BY pool_id ORDER BY at_ms)
          AS previous_usd_micro_per_hour
      FROM price_observation)
    WHERE previous_usd_micro_per_hour IS NULL
      OR previous_usd_micro_per_hour <> usd_micro_per_hour;
    """
}
