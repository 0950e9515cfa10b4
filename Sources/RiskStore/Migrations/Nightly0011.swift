extension Schema {
  // A nightly run may be killed and taken up again: what it was asked for is
  // kept until it has ended. `config` tells the configurations of one database
  // apart.
  static let nightlySQL = """
    CREATE TABLE nightly_run (
      run_id TEXT NOT NULL PRIMARY KEY CHECK (run_id <> ''),
      config TEXT NOT NULL CHECK (config <> ''),
      as_of_ms INTEGER NOT NULL,
      generated_at_ms INTEGER NOT NULL,
      valid_until_ms INTEGER NOT NULL CHECK (valid_until_ms >= as_of_ms),
      started_at_ms INTEGER NOT NULL,
      ended_at_ms INTEGER
    ) STRICT, WITHOUT ROWID;

    ALTER TABLE run_stage ADD COLUMN outcome TEXT CHECK (outcome <> '');
    ALTER TABLE run_stage ADD COLUMN files TEXT
      CHECK (json_type(files) = 'array');
    """
}
