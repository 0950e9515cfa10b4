extension Schema {
  // Lines of bills without a delivery's name have other keys from here on, and
  // so have rows of FOCUS and Azure. Their old lines stay, as deliveries that
  // any new reading of the account and period stands before.
  //
  // Parts that a manifest names are kept, so that a missing one is known.
  //
  // A delivery may be named by the manifest of its period, which always names
  // the newest, and have a time at which it was made.
  static let statementsSQL = """
    ALTER TABLE billing_delivery ADD COLUMN is_named INTEGER NOT NULL
      DEFAULT 0 CHECK (is_named IN (0, 1));
    ALTER TABLE billing_delivery ADD COLUMN made_ms INTEGER
      CHECK (made_ms BETWEEN -62167219200000 AND 253402300799999);

    UPDATE billing_delivery SET version = 'before-0010 ' || version
    WHERE format IN ('focus', 'azure-cost')
      OR format IN ('aws-cur', 'aws-cur2') AND version = '';

    CREATE TABLE delivery_part (
      version TEXT NOT NULL,
      name TEXT NOT NULL,
      is_read INTEGER NOT NULL CHECK (is_read IN (0, 1)),
      PRIMARY KEY (version, name)
    ) STRICT, WITHOUT ROWID;

    DROP VIEW billing_usage;
    DROP VIEW billing_charge;
    DROP VIEW billing_standing;

    CREATE VIEW billing_standing AS
    SELECT delivery_id FROM (
      SELECT delivery_id, dense_rank() OVER (
        PARTITION BY provider, account, period_start_ms
        ORDER BY version LIKE 'before-%', format = 'aws-spot-data-feed',
          all_final DESC, all_until_ms DESC, version <> '' DESC,
          all_named DESC, all_made_ms DESC, all_from_ms, format, version
      ) AS place
      FROM (
        SELECT *, max(is_final) OVER parts AS all_final,
          max(until_ms) OVER parts AS all_until_ms,
          min(from_ms) OVER parts AS all_from_ms,
          max(is_named) OVER parts AS all_named,
          max(made_ms) OVER parts AS all_made_ms
        FROM billing_delivery
        WINDOW parts AS (
          PARTITION BY provider, account, period_start_ms, format, version,
            iif(version = '', is_final, 0))))
    WHERE place = 1;

    CREATE VIEW billing_usage AS
    SELECT d.provider, d.account, d.period_start_ms,
      nullif(r.resource_id, '') AS resource_id, l.start_ms AS usage_start_ms,
      l.end_ms AS usage_end_ms, s.zone, s.region, s.instance_type, s.os,
      s.market, l.quantity AS used_ms, s.currency, l.billed_micro,
      l.effective_micro, l.list_micro, s.reservation_id, j.json AS labels
    FROM billing_standing
    JOIN billing_delivery d USING (delivery_id)
    JOIN billing_line l USING (delivery_id)
    JOIN billing_subject s USING (subject_id)
    JOIN billing_resource r USING (resource_ref)
    JOIN billing_labels j USING (labels_id)
    WHERE s.kind = 'usage';

    CREATE VIEW billing_charge AS
    SELECT d.provider, d.account, d.period_start_ms, s.kind,
      nullif(r.resource_id, '') AS resource_id, l.start_ms, l.end_ms,
      s.region, s.instance_type, s.reservation_id,
      l.quantity AS quantity_micro, s.unit, s.currency, l.billed_micro,
      l.effective_micro, l.list_micro, j.json AS labels
    FROM billing_standing
    JOIN billing_delivery d USING (delivery_id)
    JOIN billing_line l USING (delivery_id)
    JOIN billing_subject s USING (subject_id)
    JOIN billing_resource r USING (resource_ref)
    JOIN billing_labels j USING (labels_id)
    WHERE s.kind <> 'usage';
    """
}
