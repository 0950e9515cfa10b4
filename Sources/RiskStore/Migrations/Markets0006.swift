extension Schema {
  // Prices of whole regions, rates, grades and scores. A list may be read
  // twice or in another order: keys are the cloud's own, and the time is the
  // one from which the statement holds or at which it was captured.
  static let marketsSQL = """
    CREATE TABLE list_price (
      provider TEXT NOT NULL CHECK (provider IN ('aws', 'gcp', 'azure')),
      region TEXT NOT NULL CHECK (region <> ''),
      instance_type TEXT NOT NULL CHECK (instance_type <> ''),
      os TEXT NOT NULL CHECK (os <> ''),
      market TEXT NOT NULL CHECK (market IN ('spot', 'on-demand', 'reserved')),
      term_months INTEGER NOT NULL CHECK (term_months BETWEEN 0 AND 1200),
      from_ms INTEGER NOT NULL
        CHECK (from_ms BETWEEN -62167219200000 AND 253402300799999),
      usd_micro_per_hour INTEGER NOT NULL CHECK (usd_micro_per_hour > 0),
      until_ms INTEGER,
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      CHECK ((market = 'reserved') = (term_months > 0)),
      PRIMARY KEY (
        provider, region, instance_type, os, market, term_months, from_ms)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE capacity_block_rate (
      place TEXT NOT NULL CHECK (place <> ''),
      instance_type TEXT NOT NULL CHECK (instance_type <> ''),
      from_ms INTEGER NOT NULL
        CHECK (from_ms BETWEEN -62167219200000 AND 253402300799999),
      usd_micro_per_hour INTEGER NOT NULL CHECK (usd_micro_per_hour > 0),
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      PRIMARY KEY (place, instance_type, from_ms)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE advisor_grade (
      region TEXT NOT NULL CHECK (region <> ''),
      os TEXT NOT NULL CHECK (os <> ''),
      instance_type TEXT NOT NULL CHECK (instance_type <> ''),
      captured_at_ms INTEGER NOT NULL
        CHECK (captured_at_ms BETWEEN -62167219200000 AND 253402300799999),
      reclaim_share INTEGER NOT NULL CHECK (reclaim_share BETWEEN 0 AND 4),
      savings_percent INTEGER CHECK (savings_percent BETWEEN 0 AND 100),
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      PRIMARY KEY (region, os, instance_type, captured_at_ms)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE placement_score (
      region TEXT NOT NULL CHECK (region <> ''),
      zone TEXT NOT NULL,
      instance_types TEXT NOT NULL CHECK (instance_types <> ''),
      scale TEXT NOT NULL CHECK (scale IN ('request', 'spotlake')),
      captured_at_ms INTEGER NOT NULL
        CHECK (captured_at_ms BETWEEN -62167219200000 AND 253402300799999),
      score INTEGER NOT NULL CHECK (score BETWEEN 1 AND 10),
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      PRIMARY KEY (region, zone, instance_types, scale, captured_at_ms)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE eviction_band (
      region TEXT NOT NULL CHECK (region <> ''),
      instance_type TEXT NOT NULL CHECK (instance_type <> ''),
      captured_at_ms INTEGER NOT NULL
        CHECK (captured_at_ms BETWEEN -62167219200000 AND 253402300799999),
      low_percent_per_hour INTEGER NOT NULL
        CHECK (low_percent_per_hour IN (0, 5, 10, 15, 20)),
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      PRIMARY KEY (region, instance_type, captured_at_ms)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE zone_alias (
      account TEXT NOT NULL,
      zone_name TEXT NOT NULL CHECK (zone_name <> ''),
      zone_id TEXT NOT NULL CHECK (zone_id <> ''),
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      PRIMARY KEY (account, zone_name)
    ) STRICT, WITHOUT ROWID;
    """
}
