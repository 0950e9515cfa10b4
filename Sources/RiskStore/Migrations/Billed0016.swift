extension Schema {
  // The end of all bills is known once all of them were gone through. A stamp
  // of before knows none, which would say that there are no bills. What the
  // dropped table told, the stamp tells.
  static let billedSQL = """
    ALTER TABLE lives_stamp ADD COLUMN billed_through_ms INTEGER;
    DELETE FROM lives_stamp;
    DROP TABLE derivation_basis;
    """
}
