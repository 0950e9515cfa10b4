extension Schema {
  // Times are milliseconds since 1970-01-01T00:00:00Z between the years 0 and
  // 9999, which RFC 3339 can write. Money is millionths of a US dollar. File
  // and line lie beside the facts and are part of no key.
  static let factsSQL = """
    CREATE TABLE source_file (
      file_id INTEGER PRIMARY KEY,
      digest TEXT NOT NULL UNIQUE
        CHECK (length(digest) = 64 AND digest NOT GLOB '*[^0-9a-f]*'),
      name TEXT NOT NULL CHECK (name <> ''),
      format TEXT NOT NULL CHECK (format <> ''),
      facts INTEGER NOT NULL DEFAULT 0 CHECK (facts >= 0),
      set_aside INTEGER NOT NULL DEFAULT 0 CHECK (set_aside >= 0),
      first_at_ms INTEGER,
      last_at_ms INTEGER,
      CHECK (first_at_ms <= last_at_ms)
    ) STRICT;

    CREATE TABLE pool (
      pool_id INTEGER PRIMARY KEY,
      provider TEXT NOT NULL CHECK (provider IN ('aws', 'gcp', 'azure')),
      zone TEXT NOT NULL CHECK (zone <> '' AND zone NOT GLOB '*[^ -.0-~]*'),
      instance_type TEXT NOT NULL
        CHECK (instance_type <> '' AND instance_type NOT GLOB '*[^ -.0-~]*'),
      os TEXT NOT NULL CHECK (os <> '' AND os NOT GLOB '*[^ -.0-~]*'),
      key TEXT NOT NULL GENERATED ALWAYS AS (
        provider || '/' || zone || '/' || instance_type
        || CASE os WHEN 'linux' THEN '' ELSE '/' || os END) VIRTUAL,
      UNIQUE (provider, zone, instance_type, os)
    ) STRICT;

    CREATE TABLE price_observation (
      pool_id INTEGER NOT NULL REFERENCES pool,
      at_ms INTEGER NOT NULL
        CHECK (at_ms BETWEEN -62167219200000 AND 253402300799999),
      usd_micro_per_hour INTEGER NOT NULL CHECK (usd_micro_per_hour >= 0),
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      PRIMARY KEY (pool_id, at_ms)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE availability_trace (
      pool_id INTEGER PRIMARY KEY REFERENCES pool,
      start_ms INTEGER NOT NULL
        CHECK (start_ms BETWEEN -62167219200000 AND 253402300799999),
      gap_ms INTEGER NOT NULL CHECK (gap_ms BETWEEN 1 AND 31622400000),
      file_id INTEGER NOT NULL REFERENCES source_file
    ) STRICT;

    CREATE TABLE availability_tick (
      pool_id INTEGER NOT NULL REFERENCES availability_trace,
      tick INTEGER NOT NULL CHECK (tick BETWEEN 0 AND 100000000),
      available INTEGER NOT NULL CHECK (available >= 0),
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      PRIMARY KEY (pool_id, tick)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE billing_usage (
      provider TEXT NOT NULL CHECK (provider IN ('aws', 'gcp', 'azure')),
      account TEXT NOT NULL,
      period_start_ms INTEGER NOT NULL
        CHECK (period_start_ms BETWEEN -62167219200000 AND 253402300799999),
      line_item_id TEXT NOT NULL,
      usage_start_ms INTEGER NOT NULL
        CHECK (usage_start_ms BETWEEN -62167219200000 AND 253402300799999),
      usage_end_ms INTEGER NOT NULL
        CHECK (usage_end_ms BETWEEN -62167219200000 AND 253402300799999),
      cost_usd_micro INTEGER NOT NULL,
      used_ms INTEGER NOT NULL CHECK (used_ms >= 0),
      on_demand_usd_micro INTEGER,
      zone TEXT CHECK (zone <> ''),
      region TEXT NOT NULL,
      instance_type TEXT NOT NULL CHECK (instance_type <> ''),
      os TEXT NOT NULL CHECK (os <> ''),
      market TEXT NOT NULL CHECK (
        market IN ('spot', 'on-demand', 'capacity-block', 'reserved')),
      resource_id TEXT CHECK (resource_id <> ''),
      labels TEXT NOT NULL CHECK (json_type(labels) = 'object'),
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      CHECK (usage_end_ms >= usage_start_ms),
      PRIMARY KEY (
        provider, account, period_start_ms, line_item_id, usage_start_ms)
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX billing_usage_by_resource
      ON billing_usage (resource_id, usage_end_ms)
      WHERE resource_id IS NOT NULL;

    CREATE TABLE instance_event (
      provider TEXT NOT NULL CHECK (provider IN ('aws', 'gcp', 'azure')),
      event_id TEXT NOT NULL CHECK (event_id <> ''),
      at_ms INTEGER NOT NULL
        CHECK (at_ms BETWEEN -62167219200000 AND 253402300799999),
      kind TEXT NOT NULL CHECK (kind IN (
        'launched', 'state-changed', 'interruption-warning',
        'rebalance-recommendation', 'preempted', 'stopped')),
      instance_id TEXT NOT NULL CHECK (instance_id <> ''),
      zone TEXT CHECK (zone <> ''),
      region TEXT CHECK (region <> ''),
      state TEXT,
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      PRIMARY KEY (provider, event_id)
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX instance_event_by_instance
      ON instance_event (instance_id, at_ms);

    CREATE TABLE instance (
      provider TEXT NOT NULL CHECK (provider IN ('aws', 'gcp', 'azure')),
      instance_id TEXT NOT NULL CHECK (instance_id <> ''),
      zone TEXT CHECK (zone <> ''),
      instance_type TEXT CHECK (instance_type <> ''),
      os TEXT CHECK (os <> ''),
      market TEXT CHECK (
        market IN ('spot', 'on-demand', 'capacity-block', 'reserved')),
      lifetime_cap_s INTEGER CHECK (lifetime_cap_s > 0),
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      PRIMARY KEY (provider, instance_id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE capacity_block_offering (
      offering_id TEXT NOT NULL CHECK (offering_id <> ''),
      captured_at_ms INTEGER NOT NULL
        CHECK (captured_at_ms BETWEEN -62167219200000 AND 253402300799999),
      upfront_usd_micro INTEGER NOT NULL CHECK (upfront_usd_micro >= 0),
      zone TEXT NOT NULL CHECK (zone <> ''),
      instance_type TEXT NOT NULL CHECK (instance_type <> ''),
      instance_count INTEGER NOT NULL CHECK (instance_count >= 1),
      start_ms INTEGER NOT NULL,
      end_ms INTEGER NOT NULL,
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      CHECK (end_ms > start_ms),
      PRIMARY KEY (offering_id, captured_at_ms)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE launch_attempt (
      launch_id TEXT NOT NULL PRIMARY KEY CHECK (launch_id <> ''),
      pool_id INTEGER NOT NULL REFERENCES pool,
      market TEXT NOT NULL CHECK (
        market IN ('spot', 'on-demand', 'capacity-block', 'reserved')),
      requested_at_ms INTEGER NOT NULL
        CHECK (requested_at_ms BETWEEN -62167219200000 AND 253402300799999),
      launched_at_ms INTEGER
        CHECK (launched_at_ms BETWEEN -62167219200000 AND 253402300799999),
      instance_id TEXT CHECK (instance_id <> ''),
      ended_at_ms INTEGER
        CHECK (ended_at_ms BETWEEN -62167219200000 AND 253402300799999),
      exit TEXT CHECK (exit IN (
        'interrupted', 'released', 'lifetimeCap', 'observationEnded')),
      job TEXT,
      gang TEXT,
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1)
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX launch_attempt_by_pool
      ON launch_attempt (pool_id, requested_at_ms);

    CREATE INDEX launch_attempt_by_instance
      ON launch_attempt (instance_id, launched_at_ms)
      WHERE instance_id IS NOT NULL;

    CREATE TABLE set_aside (
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      column_name TEXT,
      value TEXT,
      reason TEXT NOT NULL CHECK (reason <> '')
    ) STRICT;

    CREATE UNIQUE INDEX set_aside_key ON set_aside (
      file_id, line, column_name IS NULL, ifnull(column_name, ''),
      value IS NULL, ifnull(value, ''), reason);
    """
}
