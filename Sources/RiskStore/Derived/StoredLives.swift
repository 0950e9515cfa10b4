import GRDB
public import RiskDomain

/// The lives of all facts as they were last made, with what was found beside
/// them.
public struct StoredLives: Hashable, Sendable {
  /// Pool by pool, in the order of listings.
  public var spells: [Spell]
  /// By pool and size.
  public var attempts: [StoredAttempts]
  /// The document that was kept with them.
  public var watch: String
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

/// What stands beside the spells: until when they hold all that is known.
public struct DerivedWatch: Hashable, Sendable {
  /// Of the program and its tables, where they decide how lives are made.
  public var basis: String
  /// No fact from which lives are made speaks of a later moment.
  public var through: UTCInstant
  /// A JSON object of whoever made the lives.
  public var watch: String

  public init(basis: String, through: UTCInstant, watch: String) {
    self.basis = basis
    self.through = through
    self.watch = watch
  }
}

extension RiskDatabase {
  /// The spells as they stand in their table, where they are those of all facts
  /// up to `until`.
  ///
  /// - Parameter basis: they must have been made with it.
  /// - Returns: nil where they were made otherwise, where facts came or went
  ///   since, and where some lie after `until`.
  public func storedLives(
    basis: String, until: UTCInstant?
  ) throws(StoreError) -> StoredLives? {
    try read { db in
      guard let watch = try Self.derivedWatch(db), watch.basis == basis,
        watch.through.unixMilliseconds <= horizon(until)
      else { return nil }
      let pools = try [Int64: PoolID].fetch(db)
      return StoredLives(
        spells: try Self.spells(db, pools),
        attempts: try Self.attempts(db, pools), watch: watch.watch)
    }
  }

  /// Whether lives stand beside the facts that were made with a basis.
  public func holdsLives(basis: String) throws(StoreError) -> Bool {
    try read { db in try Self.derivedWatch(db)?.basis == basis }
  }

  /// Notes that the lives are no longer those of the facts.
  static func outdateLives(_ db: Database) throws {
    try db.cachedStatement(sql: "DELETE FROM derived_watch").execute()
  }

  private static func derivedWatch(_ db: Database) throws -> DerivedWatch? {
    try StoredRows(
      db, sql: "SELECT basis, through_ms, watch FROM derived_watch"
    )
    .first {
      try DerivedWatch(
        basis: $0["basis"], through: $0.instant("through_ms"),
        watch: $0["watch"])
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
    return try rows.map { row in
      let counts = try StoredAttempts(
        pool: pools.known(row["pool_id"]), size: row["size"],
        attempts: row["attempts"], successes: row["successes"])
      guard counts.successes <= counts.attempts else {
        throw try row.damage(
          "successes", "holds more than there were attempts")
      }
      return counts
    }
  }
}
