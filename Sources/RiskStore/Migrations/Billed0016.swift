extension Schema {
  // What every command searched all bills for: where they end, and of which
  // machines they are. Whoever makes the lives goes through them anyway. A
  // stamp of before knows neither, which would say that there are no bills.
  // What the dropped table told, the stamp tells.
  static let billedSQL = """
    ALTER TABLE lives_stamp ADD COLUMN billed_through_ms INTEGER;
    DELETE FROM lives_stamp;
    CREATE TABLE billed_subject (
      delivery_id INTEGER NOT NULL,
      subject_id INTEGER NOT NULL,
      PRIMARY KEY (delivery_id, subject_id)
    ) STRICT, WITHOUT ROWID;
    DROP TABLE derivation_basis;
    """
}
