extension Schema {
  // What a reader of lives needs beside the spells: while its row stands, no
  // fact of which they are made has come or gone since.
  static let stampSQL = """
    CREATE TABLE attempt_count (
      pool_id INTEGER NOT NULL REFERENCES pool,
      size INTEGER NOT NULL CHECK (size >= 1),
      attempts INTEGER NOT NULL CHECK (attempts >= 1),
      successes INTEGER NOT NULL CHECK (successes BETWEEN 0 AND attempts),
      PRIMARY KEY (pool_id, size)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE lives_stamp (
      stamp_id INTEGER PRIMARY KEY CHECK (stamp_id = 1),
      basis TEXT NOT NULL CHECK (basis <> ''),
      through_ms INTEGER NOT NULL,
      document TEXT NOT NULL CHECK (json_type(document) = 'object')
    ) STRICT;
    """
}
