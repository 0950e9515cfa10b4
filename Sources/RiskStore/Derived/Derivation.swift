import GRDB
public import RiskDomain

/// Facts in parts, and the spells and exposures that are made of them, in one
/// transaction.
///
/// Instances are dealt out to parts by their ids, so that a part holds all
/// facts of its instances; what is made of them is kept in temporary tables
/// until the pools are gone through. In memory are one part, one pool and
/// SQLite's pages, however many there are.
public final class Derivation {
  let db: Database
  let parts: InstanceParts
  private let pools: PoolDirectory
  private let origins: OriginDirectory
  private let lines: BillingLines
  private let usage: PartUsage
  /// Row ids by digest.
  private let files: [String: Int64]
  private let insertLife, insertSpell, insertExposure: RawStatement
  private let insertRequest, insertGranted, insertAttempts: RawStatement

  init(
    _ db: Database, namesPerPart: Int, widestUsageMilliseconds: Int64
  ) throws {
    self.db = db
    try db.execute(sql: Self.temporarySQL)
    try db.execute(
      sql: """
        DELETE FROM spell; DELETE FROM exposure; DELETE FROM attempt_count;
        DELETE FROM lives_stamp; DELETE FROM billed_subject;
        """)
    parts = try InstanceParts(db, namesPerPart: namesPerPart)
    pools = PoolDirectory(db)
    origins = try OriginDirectory(db)
    lines = try BillingLines(db, until: nil, readsLabels: false)
    usage = try PartUsage(
      db, parts: parts, lines: lines,
      widestMilliseconds: widestUsageMilliseconds)
    files = try Dictionary(
      StoredRows(db, sql: "SELECT digest, file_id FROM source_file").map {
        (try $0[0] as String, try $0[1] as Int64)
      }, uniquingKeysWith: min)
    insertLife = try Self.insert(db, "temp.part_spell", Spell.columns)
    insertSpell = try Self.insert(db, "spell", Spell.columns)
    insertExposure = try Self.insert(db, "exposure", Exposure.columns)
    insertRequest = try Self.insert(
      db, "temp.part_request", ["pool_id", "provider", "request_id"])
    insertGranted = try Self.insert(
      db, "temp.part_granted",
      ["pool_id", "instance_id", "event_id", "at_ms", "file_id", "line"])
    insertAttempts = try Self.insert(
      db, "attempt_count", ["pool_id", "size", "attempts", "successes"])
  }

  static let cacheKibibytes = 32768

  // The tables of a derivation that did not come to its end went with its
  // transaction.
  private static let temporarySQL = """
    CREATE TEMP TABLE part_spell AS SELECT * FROM spell WHERE FALSE;
    CREATE TEMP TABLE part_request (
      pool_id INTEGER NOT NULL, provider TEXT NOT NULL,
      request_id TEXT NOT NULL);
    CREATE TEMP TABLE part_granted (
      pool_id INTEGER NOT NULL, instance_id TEXT NOT NULL,
      event_id TEXT NOT NULL, at_ms INTEGER NOT NULL,
      file_id INTEGER NOT NULL, line INTEGER NOT NULL);
    """

  /// Notes what was derived from what, and lets the temporary tables go.
  func finish(inputDigest: String) throws {
    try db.execute(
      sql: """
        INSERT INTO derivation (derivation_id, input_digest) VALUES (1, ?)
        ON CONFLICT (derivation_id)
        DO UPDATE SET input_digest = excluded.input_digest
        """, arguments: [inputDigest])
    try db.execute(
      sql: """
        DROP TABLE temp.part_usage; DROP TABLE temp.part_spell;
        DROP TABLE temp.part_request; DROP TABLE temp.part_granted;
        DROP TABLE IF EXISTS temp.pool_place;
        """)
  }

  private static func insert(
    _ db: Database, _ table: String, _ columns: [String]
  ) throws -> RawStatement {
    try RawStatement(
      db,
      sql: "INSERT INTO \(table) (\(columns.joined(separator: ", "))) "
        + "VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))")
  }
}

extension Derivation {
  /// Parts of all instances, ≥ 1.
  public var partCount: Int { parts.count }

  /// What the standing bills cover.
  public func coverage() throws -> [BillingCoverage] {
    try BillingStanding.coverage(db, until: nil)
  }

  /// Goes through the parts of all instances.
  public func forEachPart(_ body: (PartOfInstances) throws -> Void) throws {
    let rows = try PartRows(
      db, parts: parts, pools: try pools.all(), origins)
    while let part = try rows.take() { try body(part) }
  }

  /// Calls the body with the billed time of a part's instances, by resource
  /// and time.
  ///
  /// Rows come without labels; those of one machine's spot time between the
  /// first and the last are joined.
  public func forEachUsage(
    ofPart part: Int, _ body: (BillingUsage) throws -> Void
  ) throws {
    try usage.forEach(ofPart: part, body)
  }

  /// Calls the body with the billed time that names no instance.
  public func forEachUsageWithoutInstance(
    _ body: (BillingUsage) throws -> Void
  ) throws {
    try lines.forEachUsage(in: lines.rows(of: "r.resource_id = ''"), body)
  }

  /// Calls the body with portions of the launches that gave no instance.
  public func forEachLaunchWithoutInstance(
    _ body: ([LaunchAttempt]) throws -> Void
  ) throws {
    let known = try knownPools()
    let rows = try StoredRows(
      db,
      sql: "SELECT * FROM (\(FactSelect.launches.sql)) "
        + "WHERE instance_id IS NULL",
      arguments: [horizon(nil), nil])
    try portions(rows, body) {
      try LaunchAttempt(row: $0, pools: known, origins: origins)
    }
  }

  /// Calls the body with portions of all requests for capacity.
  public func forEachRequest(
    _ body: ([CapacityRequest]) throws -> Void
  ) throws {
    let rows = try StoredRows(
      db,
      sql: "SELECT \(FactSelect.columns(of: CapacityRequest.self)) "
        + "FROM capacity_request")
    try portions(rows, body) {
      try CapacityRequest(row: $0, origins: origins)
    }
  }

  /// The end of all traces and of all logs of fleets; nil without any.
  public func probedUntil() throws -> UTCInstant? {
    try instant(
      """
      SELECT max(start_ms + gap_ms * (1 + (
        SELECT max(tick) FROM availability_tick k
        WHERE k.pool_id = t.pool_id)))
      FROM availability_trace t
      """)
  }

  /// The last moment of which a log of a fleet speaks; nil without any.
  public func fleetsUntil() throws -> UTCInstant? {
    try instant(
      """
      SELECT max(at_ms) FROM (
        SELECT max(at_ms) AS at_ms FROM fleet_change
        UNION ALL SELECT max(at_ms) FROM alive_count)
      """)
  }

  /// The last moment that traces, logs of fleets, names, cells and deliveries of
  /// bills speak of; nil without any.
  ///
  /// Whoever goes through the parts, the launches, the requests and the bills
  /// sees the rest.
  ///
  /// The deliveries of bills count whole: which of them stands at a moment rests
  /// on what they cover after it.
  public func through() throws -> UTCInstant? {
    let others = try instant(
      """
      SELECT max(at_ms) FROM (
        SELECT max(since_ms) AS at_ms FROM instance_alias
        UNION ALL SELECT max(max(
          ifnull(until_ms, known_from_ms), ifnull(known_from_ms, until_ms)))
        FROM billing_delivery
        UNION ALL SELECT max(until_ms) FROM exposure_cell
        UNION ALL SELECT max(until_ms) FROM life_cell
        UNION ALL SELECT max(until_ms) FROM attempt_cell)
      """)
    return [others, try probedUntil(), try fleetsUntil()].compactMap(\.self)
      .max()
  }

  private func instant(_ sql: String) throws -> UTCInstant? {
    try db.storedValue(sql)
  }

  private func knownPools() throws -> [Int64: PoolID] {
    try pools.all()
  }

  private func portions<Value>(
    _ rows: StoredRows, _ body: ([Value]) throws -> Void,
    _ decode: (StoredRow) throws -> Value
  ) throws {
    var portion: [Value] = []
    while let row = try rows.next() {
      portion.append(try decode(row))
      if portion.count == 4096 {
        try body(portion)
        portion.removeAll(keepingCapacity: true)
      }
    }
    if !portion.isEmpty { try body(portion) }
  }
}

extension Derivation {
  /// Keeps the lives of a part until their pools are gone through.
  ///
  /// - Throws: `.constraint` when one comes from a file that was never loaded.
  public func keep(lives: [Spell]) throws {
    for life in lives { try put(life, insertLife) }
  }

  /// Keeps launches that only events tell of.
  public func keep(granted: [GrantedLaunch]) throws {
    for launch in granted {
      try insertGranted.bind(
        [
          .pool(launch.pool), .text(launch.instanceID), .text(launch.eventID),
          Cell(launch.at), .integer(try file(of: launch.origin, launch.pool)),
          .integer(Int64(launch.origin.line)),
        ], pools: pools)
      _ = try insertGranted.run()
    }
  }

  /// Keeps of a request which pool it is for.
  public func keep(_ request: CapacityRequest, of pool: PoolID) throws {
    try insertRequest.bind(
      [
        .pool(pool), .text(request.provider.rawValue),
        .text(request.requestID),
      ], pools: pools)
    _ = try insertRequest.run()
  }

  /// What is made of one pool.
  public struct Made: Sendable {
    public var spells: [Spell]
    public var exposures: [Exposure]
    public var attempts: [StoredAttempts]

    public init(
      spells: [Spell], exposures: [Exposure], attempts: [StoredAttempts] = []
    ) {
      self.spells = spells
      self.exposures = exposures
      self.attempts = attempts
    }
  }

  /// Goes through the pools in the order of their keys and writes what the
  /// body makes of each.
  ///
  /// - Throws: `.constraint` when a value breaks an invariant or a spell comes
  ///   from a file that was never loaded.
  public func forEachPool(
    _ body: (PoolFacts) throws -> Made
  ) throws {
    let rows = try PoolRows(db, pools: try pools.all(), origins)
    while let facts = try rows.next() {
      try write(try body(facts))
    }
  }

  /// Writes spells, exposures and attempts after those that were written
  /// before.
  ///
  /// - Throws: as `forEachPool`.
  public func write(_ made: Made) throws {
    for spell in made.spells { try put(spell, insertSpell) }
    for exposure in made.exposures {
      try insertExposure.bind(try exposure.cells(), pools: pools)
      _ = try insertExposure.run()
    }
    for counts in made.attempts {
      try insertAttempts.bind(
        [
          .pool(counts.pool), .integer(Int64(counts.size)),
          .integer(Int64(counts.attempts)), .integer(Int64(counts.successes)),
        ], pools: pools)
      _ = try insertAttempts.run()
    }
  }

  /// Notes that what was written holds all that is known; comes last.
  public func stamp(_ stamp: LivesStamp) throws {
    try db.execute(
      sql: """
        INSERT INTO lives_stamp (
          stamp_id, basis, through_ms, document, billed_through_ms)
        VALUES (1, ?, ?, ?, ?)
        """,
      arguments: [
        stamp.basis, stamp.through.unixMilliseconds, stamp.document,
        usage.end?.unixMilliseconds,
      ])
    let insert = try RawStatement(
      db, sql: "INSERT INTO billed_subject VALUES (?, ?)")
    for billed in usage.billed {
      insert.bind(billed.delivery, at: 1)
      insert.bind(billed.subject, at: 2)
      _ = try insert.run()
    }
  }

  private func put(_ spell: Spell, _ statement: RawStatement) throws {
    try statement.bind(
      try spell.cells(file: try file(of: spell.origin, spell.pool)),
      pools: pools)
    _ = try statement.run()
  }

  private func file(of origin: RowOrigin, _ pool: PoolID) throws -> Int64 {
    guard let file = files[origin.fileDigest] else {
      throw StoreError(
        code: .constraint,
        message: "A spell of \(pool) comes from \(origin.source):"
          + "\(origin.line), but no file with the digest "
          + "'\(origin.fileDigest)' was loaded. Ingest that file first.")
    }
    return file
  }
}

extension RiskDatabase {
  /// Replaces all spells and exposures by new ones.
  ///
  /// - Parameters:
  ///   - inputDigest: digest of what they were derived from; a later run with
  ///     the same one need not derive them again.
  ///   - namesPerPart: about as many instances stand in memory at once.
  ///   - widestUsageMilliseconds: rows of spot time that follow each other
  ///     become one up to this width; 0 leaves all apart.
  /// - Throws: `StoreError` and what the body throws; then the old ones stay.
  public func derive<Result>(
    inputDigest: String, namesPerPart: Int = 2048,
    widestUsageMilliseconds: Int64 = 0, _ body: (Derivation) throws -> Result
  ) throws -> Result {
    var bodyError: (any Error)?
    do {
      return try inOwnTransaction(.immediate, checksForeignKeys: false) { db in
        // Tables are gone through in order; several are sorted at a time, each
        // in as much.
        try Self.cache(Derivation.cacheKibibytes, db)
        defer {
          InstanceParts.unregister(db)
          try? Self.cache(Self.loadCacheKibibytes, db)
        }
        let derivation = try Derivation(
          db, namesPerPart: namesPerPart,
          widestUsageMilliseconds: widestUsageMilliseconds)
        let result: Result
        do {
          result = try body(derivation)
        } catch {
          bodyError = error
          throw error
        }
        try derivation.finish(inputDigest: inputDigest)
        return result
      }
    } catch {
      if let bodyError, !(bodyError is DatabaseError) { throw bodyError }
      throw StoreError(error, path: path)
    }
  }
}
