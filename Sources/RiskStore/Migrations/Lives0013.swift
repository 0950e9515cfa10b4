extension Schema {
  // Times first: a pool's counts are read in the order of its life, and all of
  // one delivery lie together.
  static let livesSQL = """
    CREATE TABLE life_cell (
      source TEXT NOT NULL,
      until_ms INTEGER NOT NULL
        CHECK (until_ms BETWEEN -62167219200000 AND 253402300799999),
      pool_id INTEGER NOT NULL REFERENCES pool,
      process TEXT NOT NULL CHECK (process IN ('loss', 'acquisition')),
      clock TEXT NOT NULL CHECK (clock IN ('probe', 'instance')),
      watched_from_ms INTEGER NOT NULL
        CHECK (watched_from_ms BETWEEN -62167219200000 AND 253402300799999),
      watched_until_ms INTEGER NOT NULL
        CHECK (watched_until_ms BETWEEN -62167219200000 AND 253402300799999),
      -- -1 stands for what is not known: a key holds no NULL.
      age_after_ms INTEGER NOT NULL CHECK (age_after_ms >= -1),
      start_uncertainty_ms INTEGER NOT NULL CHECK (start_uncertainty_ms >= 0),
      end_uncertainty_ms INTEGER NOT NULL CHECK (end_uncertainty_ms >= 0),
      exit TEXT NOT NULL CHECK (
        exit IN ('interrupted', 'released', 'lifetimeCap', 'observationEnded')),
      notice_ms INTEGER NOT NULL CHECK (notice_ms >= -1),
      lives INTEGER NOT NULL CHECK (lives >= 1),
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      CHECK (watched_until_ms >= watched_from_ms),
      CHECK (until_ms >= watched_until_ms),
      PRIMARY KEY (
        source, until_ms, pool_id, process, clock, watched_from_ms,
        watched_until_ms, age_after_ms, start_uncertainty_ms,
        end_uncertainty_ms, exit, notice_ms)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE attempt_cell (
      source TEXT NOT NULL,
      until_ms INTEGER NOT NULL
        CHECK (until_ms BETWEEN -62167219200000 AND 253402300799999),
      pool_id INTEGER NOT NULL REFERENCES pool,
      size INTEGER NOT NULL CHECK (size >= 1),
      is_success INTEGER NOT NULL CHECK (is_success IN (0, 1)),
      attempts INTEGER NOT NULL CHECK (attempts >= 1),
      file_id INTEGER NOT NULL REFERENCES source_file,
      line INTEGER NOT NULL CHECK (line >= 1),
      PRIMARY KEY (source, until_ms, pool_id, size, is_success)
    ) STRICT, WITHOUT ROWID;
    """
}
