extension Schema {
  // How well a spec forecast what followed, beside its artifacts.
  static let backtestsSQL = """
    CREATE TABLE backtest (
      backtest_id INTEGER PRIMARY KEY AUTOINCREMENT,
      digest TEXT NOT NULL
        CHECK (length(digest) = 64 AND digest NOT GLOB '*[^0-9a-f]*'),
      spec_digest TEXT NOT NULL CHECK (spec_digest <> ''),
      as_of_ms INTEGER NOT NULL,
      data_through_ms INTEGER NOT NULL CHECK (data_through_ms <= as_of_ms),
      json TEXT NOT NULL CHECK (json_type(json) = 'object')
    ) STRICT;

    CREATE INDEX backtest_by_spec ON backtest (spec_digest, data_through_ms);
    """
}
