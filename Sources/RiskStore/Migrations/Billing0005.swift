extension Schema {
  // A bill repeats few accounts, machines and sets of labels on many lines:
  // they are numbered, so that a line is a row of integers. The key begins
  // with the resource: what an instance was billed lies together, without a
  // second index. `without_id` stands for the resource where the report has
  // no ids: lines of different labels are then different.
  //
  // Rows of the former table become a delivery that says of itself that it
  // is older; its coverage is unknown, so that any other one of the account
  // and period stands before it.
  static let billingSQL = """
    CREATE TABLE billing_delivery (
      delivery_id INTEGER PRIMARY KEY,
      provider TEXT NOT NULL CHECK (provider IN ('aws', 'gcp', 'azure')),
      account TEXT NOT NULL CHECK (account <> ''),
      period_start_ms INTEGER NOT NULL
        CHECK (period_start_ms BETWEEN -62167219200000 AND 253402300799999),
      format TEXT NOT NULL CHECK (format <> ''),
      version TEXT NOT NULL,
      is_final INTEGER NOT NULL CHECK (is_final IN (0, 1)),
      from_ms INTEGER,
      until_ms INTEGER,
      known_from_ms INTEGER,
      CHECK ((from_ms IS NULL) = (until_ms IS NULL)),
      CHECK ((from_ms IS NULL) = (known_from_ms IS NULL)),
      CHECK (until_ms >= from_ms),
      UNIQUE (provider, account, period_start_ms, format, version, is_final)
    ) STRICT;

    CREATE TABLE billing_subject (
      subject_id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL CHECK (kind IN (
        'usage', 'egress', 'storage', 'capacity-block-fee')),
      zone TEXT CHECK (zone <> ''),
      region TEXT CHECK (region <> ''),
      instance_type TEXT CHECK (instance_type <> ''),
      os TEXT CHECK (os <> ''),
      market TEXT CHECK (
        market IN ('spot', 'on-demand', 'capacity-block', 'reserved')),
      reservation_id TEXT,
      unit TEXT NOT NULL,
      currency TEXT NOT NULL CHECK (currency <> ''),
      CHECK (kind <> 'usage' OR (
        region IS NOT NULL AND instance_type IS NOT NULL AND os IS NOT NULL
        AND market IS NOT NULL))
    ) STRICT;

    CREATE UNIQUE INDEX billing_subject_key ON billing_subject (
      kind, ifnull(zone, ''), ifnull(region, ''), ifnull(instance_type, ''),
      ifnull(os, ''), ifnull(market, ''), ifnull(reservation_id, ''), unit,
      currency);

    CREATE TABLE billing_labels (
      labels_id INTEGER PRIMARY KEY,
      json TEXT NOT NULL UNIQUE CHECK (json_type(json) = 'object')
    ) STRICT;

    CREATE TABLE billing_resource (
      resource_ref INTEGER PRIMARY KEY,
      resource_id TEXT NOT NULL,
      without_id TEXT NOT NULL,
      UNIQUE (resource_id, without_id),
      CHECK ((resource_id = '') <> (without_id = ''))
    ) STRICT;

    CREATE TABLE billing_line (
      resource_ref INTEGER NOT NULL REFERENCES billing_resource,
      start_ms INTEGER NOT NULL
        CHECK (start_ms BETWEEN -62167219200000 AND 253402300799999),
      delivery_id INTEGER NOT NULL REFERENCES billing_delivery,
      subject_id INTEGER NOT NULL REFERENCES billing_subject,
      item INTEGER NOT NULL,
      end_ms INTEGER NOT NULL
        CHECK (end_ms BETWEEN -62167219200000 AND 253402300799999),
      revision INTEGER NOT NULL,
      billed_micro INTEGER NOT NULL,
      effective_micro INTEGER,
      list_micro INTEGER,
      quantity INTEGER,
      labels_id INTEGER NOT NULL REFERENCES billing_labels,
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      CHECK (end_ms >= start_ms),
      PRIMARY KEY (resource_ref, start_ms, delivery_id, subject_id, item)
    ) STRICT, WITHOUT ROWID;

    INSERT INTO billing_delivery (
      provider, account, period_start_ms, format, version, is_final)
    SELECT DISTINCT provider, account, period_start_ms, 'aws-cur',
      'before-0005', 0
    FROM billing_usage;

    INSERT OR IGNORE INTO billing_subject (
      kind, zone, region, instance_type, os, market, unit, currency)
    SELECT DISTINCT 'usage', zone, region, instance_type, os, market, 'ms',
      'USD'
    FROM billing_usage;

    INSERT INTO billing_labels (json) SELECT DISTINCT labels FROM billing_usage;

    INSERT INTO billing_resource (resource_id, without_id)
    SELECT DISTINCT ifnull(resource_id, ''),
      iif(resource_id IS NULL, labels, '')
    FROM billing_usage;

    INSERT INTO billing_line
    SELECT r.resource_ref, u.usage_start_ms, d.delivery_id, s.subject_id,
      row_number() OVER (
        ORDER BY u.provider, u.account, u.period_start_ms, u.line_item_id,
          u.usage_start_ms),
      u.usage_end_ms, 0, u.cost_usd_micro, NULL, u.on_demand_usd_micro,
      u.used_ms, l.labels_id, u.file_id, u.line
    FROM billing_usage u
    JOIN billing_delivery d
      ON d.provider = u.provider AND d.account = u.account
      AND d.period_start_ms = u.period_start_ms
    JOIN billing_subject s
      ON s.kind = 'usage' AND s.zone IS u.zone AND s.region = u.region
      AND s.instance_type = u.instance_type AND s.os = u.os
      AND s.market = u.market
    JOIN billing_labels l ON l.json = u.labels
    JOIN billing_resource r
      ON r.resource_id = ifnull(u.resource_id, '')
      AND r.without_id = iif(u.resource_id IS NULL, u.labels, '');

    DROP TABLE billing_usage;

    CREATE VIEW billing_standing AS
    SELECT delivery_id FROM (
      SELECT delivery_id, row_number() OVER (
        PARTITION BY provider, account, period_start_ms
        ORDER BY format = 'aws-spot-data-feed', is_final DESC,
          until_ms DESC, version <> '' DESC, from_ms, format, version
      ) AS place
      FROM billing_delivery)
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
