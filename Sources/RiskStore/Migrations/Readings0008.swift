extension Schema {
  // What reading a file came to, so that the same bytes read in the same way
  // need not be read again; what the derived tables rest on; and prices that
  // were stated twice and differently. All three can be made anew from the
  // files.
  static let readingsSQL = """
    CREATE TABLE file_reading (
      file_id INTEGER NOT NULL REFERENCES source_file,
      manner TEXT NOT NULL CHECK (manner <> ''),
      format TEXT NOT NULL CHECK (format <> ''),
      rows INTEGER NOT NULL CHECK (rows >= 0),
      facts INTEGER NOT NULL CHECK (facts >= 0),
      set_aside INTEGER NOT NULL CHECK (set_aside >= 0),
      ignored TEXT NOT NULL CHECK (json_type(ignored) = 'object'),
      first_at_ms INTEGER,
      last_at_ms INTEGER,
      PRIMARY KEY (file_id, manner)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE derivation_basis (
      derivation_id INTEGER PRIMARY KEY CHECK (derivation_id = 1),
      digest TEXT NOT NULL CHECK (digest <> ''),
      notes TEXT NOT NULL CHECK (json_type(notes) = 'array')
    ) STRICT;

    CREATE TABLE price_disagreement (
      pool_id INTEGER NOT NULL REFERENCES pool,
      at_ms INTEGER NOT NULL,
      lowest_usd_micro_per_hour INTEGER NOT NULL,
      highest_usd_micro_per_hour INTEGER NOT NULL,
      CHECK (highest_usd_micro_per_hour > lowest_usd_micro_per_hour),
      PRIMARY KEY (pool_id, at_ms)
    ) STRICT, WITHOUT ROWID;
    """
}
