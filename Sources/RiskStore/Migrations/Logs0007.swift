extension Schema {
  // The width of a launch's interval lies beside the age it blurs.
  static let logsSQL = """
    CREATE TABLE instance_alias (
      provider TEXT NOT NULL CHECK (provider IN ('aws', 'gcp', 'azure')),
      name TEXT NOT NULL CHECK (name <> ''),
      instance_id TEXT NOT NULL CHECK (instance_id <> ''),
      since_ms INTEGER NOT NULL
        CHECK (since_ms BETWEEN -62167219200000 AND 253402300799999),
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      PRIMARY KEY (provider, name, instance_id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE capacity_request (
      provider TEXT NOT NULL CHECK (provider IN ('aws', 'gcp', 'azure')),
      request_id TEXT NOT NULL CHECK (request_id <> ''),
      requested_at_ms INTEGER NOT NULL
        CHECK (requested_at_ms BETWEEN -62167219200000 AND 253402300799999),
      zone TEXT CHECK (zone <> ''),
      region TEXT CHECK (region <> ''),
      instance_type TEXT CHECK (instance_type <> ''),
      os TEXT CHECK (os <> ''),
      market TEXT CHECK (
        market IN ('spot', 'on-demand', 'capacity-block', 'reserved')),
      granted_at_ms INTEGER
        CHECK (granted_at_ms BETWEEN -62167219200000 AND 253402300799999),
      granted_zone TEXT CHECK (granted_zone <> ''),
      refused_at_ms INTEGER
        CHECK (refused_at_ms BETWEEN -62167219200000 AND 253402300799999),
      refusal TEXT CHECK (refusal IN ('no-capacity', 'price-too-low', 'other')),
      code TEXT,
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      CHECK ((refused_at_ms IS NULL) = (refusal IS NULL)),
      PRIMARY KEY (provider, request_id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE fleet_change (
      pool_id INTEGER NOT NULL REFERENCES pool,
      log_start_ms INTEGER NOT NULL
        CHECK (log_start_ms BETWEEN -62167219200000 AND 253402300799999),
      at_ms INTEGER NOT NULL
        CHECK (at_ms BETWEEN -62167219200000 AND 253402300799999),
      node TEXT NOT NULL CHECK (node <> ''),
      change TEXT NOT NULL CHECK (change IN ('added', 'removed')),
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      PRIMARY KEY (pool_id, log_start_ms, at_ms, node, change)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE alive_count (
      pool_id INTEGER NOT NULL REFERENCES pool,
      at_ms INTEGER NOT NULL
        CHECK (at_ms BETWEEN -62167219200000 AND 253402300799999),
      alive INTEGER NOT NULL CHECK (alive >= 0),
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      PRIMARY KEY (pool_id, at_ms)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE checkpoint_report (
      job TEXT NOT NULL CHECK (job <> ''),
      at_ms INTEGER NOT NULL
        CHECK (at_ms BETWEEN -62167219200000 AND 253402300799999),
      step INTEGER NOT NULL CHECK (step >= -1),
      checkpoint_ms INTEGER CHECK (checkpoint_ms >= 0),
      restart_ms INTEGER CHECK (restart_ms >= 0),
      step_ms INTEGER CHECK (step_ms >= 0),
      bytes INTEGER CHECK (bytes >= 0),
      instance_id TEXT CHECK (instance_id <> ''),
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      PRIMARY KEY (job, at_ms, step)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE exposure_cell (
      source TEXT NOT NULL,
      from_ms INTEGER NOT NULL
        CHECK (from_ms BETWEEN -62167219200000 AND 253402300799999),
      until_ms INTEGER NOT NULL
        CHECK (until_ms BETWEEN -62167219200000 AND 253402300799999),
      pool_id INTEGER NOT NULL REFERENCES pool,
      process TEXT NOT NULL CHECK (process IN ('loss', 'acquisition')),
      clock TEXT NOT NULL CHECK (clock IN ('probe', 'instance')),
      -- -1 stands for an unknown age and for a cell without an end: a key
      -- holds no NULL.
      age_after_ms INTEGER NOT NULL CHECK (age_after_ms >= -1),
      age_through_ms INTEGER NOT NULL CHECK (age_through_ms >= -1),
      hour_of_week_utc INTEGER NOT NULL
        CHECK (hour_of_week_utc BETWEEN -1 AND 167),
      at_risk_ms INTEGER NOT NULL CHECK (at_risk_ms >= 0),
      interruptions INTEGER NOT NULL CHECK (interruptions >= 0),
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      CHECK (until_ms > from_ms),
      CHECK (at_risk_ms > 0 OR interruptions > 0),
      PRIMARY KEY (
        source, from_ms, until_ms, pool_id, process, clock, age_after_ms,
        age_through_ms, hour_of_week_utc)
    ) STRICT, WITHOUT ROWID;

    ALTER TABLE spell ADD COLUMN start_uncertainty_ms INTEGER NOT NULL
      DEFAULT 0 CHECK (start_uncertainty_ms >= 0);
    """
}
