extension Schema {
  // The key makes digests of names that cannot be undone by trying all names
  // there are: account ids have twelve digits. The seal stands for as long as
  // nothing is written.
  static let guardsSQL = """
    CREATE TABLE redaction_key (
      key_id INTEGER PRIMARY KEY CHECK (key_id = 1),
      key BLOB NOT NULL CHECK (length(key) = 32)
    ) STRICT;

    INSERT INTO redaction_key VALUES (1, randomblob(32));

    CREATE TABLE seal (
      seal_id INTEGER PRIMARY KEY CHECK (seal_id = 1),
      content_digest TEXT NOT NULL CHECK (
        length(content_digest) = 64
        AND content_digest NOT GLOB '*[^0-9a-f]*')
    ) STRICT;
    """
}
