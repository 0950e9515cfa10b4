import GRDB
public import RiskDomain

/// The lives of all facts as they were last made, with what was found beside
/// them.
public struct StoredLives: Hashable, Sendable {
  /// Pool by pool, in the order of listings.
  public var spells: [Spell]
  /// By pool and size.
  public var attempts: [StoredAttempts]
  /// Cells up to the moment that were summed or counted elsewhere; the lives of
  /// such counts are among the spells.
  public var cells: [ExposureCell]
  public var attemptCells: [AttemptCell]
}

/// Launch attempts of one size in one pool whose outcome is known.
public struct StoredAttempts: Hashable, Sendable {
  public var pool: PoolID
  /// Instances asked for at once, ≥ 1.
  public var size: Int
  /// ≥ 1.
  public var attempts: Int
  /// 0...attempts.
  public var successes: Int

  public init(pool: PoolID, size: Int, attempts: Int, successes: Int) {
    self.pool = pool
    self.size = size
    self.attempts = attempts
    self.successes = successes
  }
}

/// What stands beside the spells for as long as they are those of all facts.
public struct LivesStamp: Hashable, Sendable {
  /// Of the program and its tables, where they decide how lives are made.
  public var basis: String
  /// No fact from which lives are made speaks of a later moment.
  public var through: UTCInstant
  /// A JSON object of whoever made the lives.
  public var document: String

  public init(basis: String, through: UTCInstant, document: String) {
    self.basis = basis
    self.through = through
    self.document = document
  }
}

extension RiskDatabase {
  /// The stamp of the spells; nil where facts of which lives are made came or
  /// went since.
  public func livesStamp() throws(StoreError) -> LivesStamp? {
    try read { db in try Self.livesStamp(db) }
  }

  /// The spells as they stand in their table, in one look with what belongs to
  /// them.
  ///
  /// - Parameters:
  ///   - stamp: they must stand under it still.
  ///   - until: a moment from which on they hold all that is known.
  /// - Returns: nil where another stamp stands by now, or none.
  public func storedLives(
    under stamp: LivesStamp, until: UTCInstant?
  ) throws(StoreError) -> StoredLives? {
    try read { db in
      guard try Self.livesStamp(db) == stamp else { return nil }
      let pools = try [Int64: PoolID].fetch(db)
      return StoredLives(
        spells: try Self.spells(db, pools),
        attempts: try Self.attempts(db, pools),
        cells: try Self.logRows(
          db, FactSelect.cells, until, ExposureCell.init),
        attemptCells: try Self.logRows(
          db, FactSelect.attempts, until, AttemptCell.init))
    }
  }

  /// Notes that the lives are no longer those of the facts; whatever adds or
  /// removes a fact that makes lives calls it in its transaction.
  static func outdateLives(_ db: Database) throws {
    for table in ["lives_stamp", "billed_subject"] {
      try db.cachedStatement(sql: "DELETE FROM \(table)").execute()
    }
  }

  private static func livesStamp(_ db: Database) throws -> LivesStamp? {
    try StoredRows(
      db, sql: "SELECT basis, through_ms, document FROM lives_stamp"
    ).first {
      try LivesStamp(
        basis: $0["basis"], through: $0.instant("through_ms"),
        document: $0["document"])
    }
  }

  private static func attempts(
    _ db: Database, _ pools: [Int64: PoolID]
  ) throws -> [StoredAttempts] {
    let rows = try StoredRows(
      db,
      sql: """
        SELECT a.* FROM pool p CROSS JOIN attempt_count a USING (pool_id)
        ORDER BY p.provider, p.zone, p.instance_type, p.os, a.size
        """)
    var sum = 0
    return try rows.map { row in
      let counts = try StoredAttempts(
        pool: pools.known(row["pool_id"]), size: row["size"],
        attempts: row["attempts"], successes: row["successes"])
      guard counts.successes <= counts.attempts else {
        throw try row.damage(
          "successes", "holds more than there were attempts")
      }
      let (next, isTooMany) = sum.addingReportingOverflow(counts.attempts)
      guard !isTooMany else {
        throw try row.damage("attempts", "holds more than can be added up")
      }
      sum = next
      return counts
    }
  }
}
