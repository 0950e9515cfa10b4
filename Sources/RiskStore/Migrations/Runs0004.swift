extension Schema {
  static let runsSQL = """
    CREATE TABLE run_stage (
      run_id TEXT NOT NULL CHECK (run_id <> ''),
      ordinal INTEGER NOT NULL CHECK (ordinal >= 0),
      stage TEXT NOT NULL CHECK (stage <> ''),
      state TEXT NOT NULL CHECK (state IN ('started', 'done', 'failed')),
      input_digest TEXT,
      output_digest TEXT,
      started_at_ms INTEGER NOT NULL,
      duration_ms INTEGER CHECK (duration_ms >= 0),
      detail TEXT,
      PRIMARY KEY (run_id, stage)
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX run_stage_by_start ON run_stage (started_at_ms);
    """
}
