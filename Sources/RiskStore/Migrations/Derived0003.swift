extension Schema {
  // Ages are whole milliseconds, so that anyone can recompute Kaplan-Meier
  // and exposures with SQL and sums come out the same in any order.
  static let derivedSQL = """
    CREATE TABLE derivation (
      derivation_id INTEGER PRIMARY KEY CHECK (derivation_id = 1),
      input_digest TEXT NOT NULL CHECK (input_digest <> '')
    ) STRICT;

    CREATE TABLE spell (
      spell_id INTEGER PRIMARY KEY,
      pool_id INTEGER NOT NULL REFERENCES pool,
      process TEXT NOT NULL CHECK (process IN ('loss', 'acquisition')),
      clock TEXT NOT NULL CHECK (clock IN ('probe', 'instance')),
      instance_id TEXT,
      launched_at_ms INTEGER,
      watched_from_ms INTEGER NOT NULL,
      watched_until_ms INTEGER NOT NULL,
      age_after_ms INTEGER CHECK (age_after_ms >= 0),
      age_through_ms INTEGER,
      end_uncertainty_ms INTEGER NOT NULL CHECK (end_uncertainty_ms >= 0),
      exit TEXT NOT NULL CHECK (exit IN (
        'interrupted', 'released', 'lifetimeCap', 'observationEnded')),
      notice_ms INTEGER,
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      CHECK (watched_until_ms >= watched_from_ms),
      CHECK ((age_after_ms IS NULL) = (age_through_ms IS NULL)),
      CHECK (age_through_ms >= age_after_ms)
    ) STRICT;

    CREATE TABLE exposure (
      exposure_id INTEGER PRIMARY KEY,
      pool_id INTEGER NOT NULL REFERENCES pool,
      process TEXT NOT NULL CHECK (process IN ('loss', 'acquisition')),
      clock TEXT NOT NULL CHECK (clock IN ('probe', 'instance')),
      age_after_ms INTEGER CHECK (age_after_ms >= 0),
      age_through_ms INTEGER,
      hour_of_week_utc INTEGER CHECK (hour_of_week_utc BETWEEN 0 AND 167),
      at_risk_ms INTEGER NOT NULL CHECK (at_risk_ms >= 0),
      interruptions INTEGER NOT NULL CHECK (interruptions >= 0),
      CHECK ((age_after_ms IS NULL) = (age_through_ms IS NULL)),
      CHECK (age_through_ms > age_after_ms),
      CHECK (at_risk_ms > 0 OR interruptions > 0)
    ) STRICT;

    CREATE TABLE model_artifact (
      artifact_id INTEGER PRIMARY KEY AUTOINCREMENT,
      digest TEXT NOT NULL CHECK (length(digest) = 64),
      spec_digest TEXT NOT NULL CHECK (spec_digest <> ''),
      data_digest TEXT NOT NULL CHECK (data_digest <> ''),
      fit_as_of_ms INTEGER NOT NULL,
      json TEXT NOT NULL CHECK (json_valid(json)),
      UNIQUE (spec_digest, data_digest, fit_as_of_ms)
    ) STRICT;
    """
}
