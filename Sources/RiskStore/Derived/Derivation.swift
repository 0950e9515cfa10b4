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
  /// Row ids by digest.
  private let files: [String: Int64]
  private let insertLife, insertSpell, insertExposure: RawStatement
  private let insertRequest, insertGranted: RawStatement

  init(_ db: Database, namesPerPart: Int) throws {
    self.db = db
    try db.execute(sql: Self.temporarySQL)
    try db.execute(sql: "DELETE FROM spell; DELETE FROM exposure;")
    parts = try InstanceParts(db, namesPerPart: namesPerPart)
    pools = PoolDirectory(db)
    origins = try OriginDirectory(db)
    lines = try BillingLines(db, until: nil, readsLabels: false)
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
  }

  // The tables of a derivation that did not come to its end went with its
  // transaction.
  private static let temporarySQL = """
    CREATE TEMP TABLE part_name (
      part INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (part, name)
    ) WITHOUT ROWID;
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
        DROP TABLE temp.part_name; DROP TABLE temp.part_spell;
        DROP TABLE temp.part_request; DROP TABLE temp.part_granted;
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

  /// Calls the body with the billed time of a part's instances, by resource
  /// and time; rows come without labels.
  public func forEachUsage(
    ofPart part: Int, _ body: (BillingUsage) throws -> Void
  ) throws {
    try lines.forEachUsage(
      resources: """
        (SELECT r.* FROM temp.part_name n
         CROSS JOIN billing_resource r ON r.resource_id = n.name
         WHERE n.part = \(part)) r
        """, body)
  }

  /// Calls the body with the billed time that names no instance.
  public func forEachUsageWithoutInstance(
    _ body: (BillingUsage) throws -> Void
  ) throws {
    try lines.forEachUsage(
      resources: "(SELECT * FROM billing_resource WHERE resource_id = '') r",
      body)
  }

  /// What happened to a part's instances.
  public func events(ofPart part: Int) throws -> [InstanceEvent] {
    try facts(ofPart: part, InstanceEvent.init)
  }

  /// What is known of a part's instances.
  public func instances(ofPart part: Int) throws -> [InstanceDescription] {
    try facts(
      ofPart: part, where: Self.ofAnyProvider, InstanceDescription.init)
  }

  /// Launches of a part's instances.
  public func launches(ofPart part: Int) throws -> [LaunchAttempt] {
    let known = try knownPools()
    return try facts(ofPart: part) {
      try LaunchAttempt(row: $0, pools: known, origins: $1)
    }
  }

  /// Names of a part's instances.
  public func aliases(ofPart part: Int) throws -> [InstanceAlias] {
    try facts(
      ofPart: part, name: "name", where: Self.ofAnyProvider,
      InstanceAlias.init)
  }

  /// Calls the body with portions of the launches that gave no instance.
  public func forEachLaunchWithoutInstance(
    _ body: ([LaunchAttempt]) throws -> Void
  ) throws {
    let known = try knownPools()
    let rows = try StoredRows(
      db,
      sql: "SELECT \(FactSelect.columns(of: LaunchAttempt.self)) "
        + "FROM launch_attempt WHERE instance_id IS NULL")
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

  // The keys of some tables begin with the provider.
  private static let ofAnyProvider =
    "AND v.provider IN ("
    + PoolID.Provider.allCases.map { "'\($0.rawValue)'" }
    .joined(separator: ", ") + ")"

  private func instant(_ sql: String) throws -> UTCInstant? {
    try db.storedValue(sql)
  }

  private func knownPools() throws -> [Int64: PoolID] {
    try pools.all()
  }

  private func facts<Value: StoredFact>(
    ofPart part: Int, name: String = "instance_id",
    where condition: String = "",
    _ decode: (StoredRow, OriginDirectory) throws -> Value
  ) throws -> [Value] {
    let columns = (Value.keyColumns + Value.valueColumns + ["file_id", "line"])
      .map { "v." + $0 }.joined(separator: ", ")
    let rows = try StoredRows(
      db,
      sql: """
        SELECT \(columns) FROM temp.part_name n
        CROSS JOIN \(Value.table) v ON v.\(name) = n.name
        WHERE n.part = ? \(condition)
        """, arguments: [part])
    var values: [Value] = []
    while let row = try rows.next() { values.append(try decode(row, origins)) }
    return values
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

  /// Goes through the pools in the order of their keys and writes what the
  /// body makes of each.
  ///
  /// - Throws: `.constraint` when a value breaks an invariant or a spell comes
  ///   from a file that was never loaded.
  public func forEachPool(
    _ body: (PoolFacts) throws -> (spells: [Spell], exposures: [Exposure])
  ) throws {
    let rows = try PoolRows(db, pools: try pools.all(), origins)
    while let facts = try rows.next() {
      let made = try body(facts)
      try write(spells: made.spells, exposures: made.exposures)
    }
  }

  /// Writes spells and exposures after those that were written before.
  ///
  /// - Throws: as `forEachPool`.
  public func write(spells: [Spell], exposures: [Exposure]) throws {
    for spell in spells { try put(spell, insertSpell) }
    for exposure in exposures {
      try insertExposure.bind(try exposure.cells(), pools: pools)
      _ = try insertExposure.run()
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
  /// - Throws: `StoreError` and what the body throws; then the old ones stay.
  public func derive<Result>(
    inputDigest: String, namesPerPart: Int = 2048,
    _ body: (Derivation) throws -> Result
  ) throws -> Result {
    var bodyError: (any Error)?
    do {
      return try inOwnTransaction(.immediate, checksForeignKeys: false) { db in
        let derivation = try Derivation(db, namesPerPart: namesPerPart)
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
