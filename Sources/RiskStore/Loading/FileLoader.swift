import GRDB
public import RiskDomain

/// Takes the rows of one file into the transaction of its load.
public final class FileLoader {
  let db: Database
  let path: String
  private let file: SourceFile
  /// What the rows' origins call the file.
  private let rowDigest: String
  let fileID: Int64
  private let pools: PoolDirectory
  private let gathered: GatheredPrices
  private let prices, ticks: BulkRows
  private let timeBases: TimeBases
  private let billing: BillingWriter
  private let events: SortedWriter<InstanceEvent>
  private let instances: SortedWriter<InstanceDescription>
  private let offerings: KeyedWriter<CapacityBlockOffering>
  private let launches: SortedWriter<LaunchAttempt>
  private let markets: MarketWriters
  private let logs: LogWriter
  private var summary = LoadSummary()
  private var failure: StoreError?
  /// Whether a fact came of which lives are made.
  private var bringsLives = false

  init(
    _ db: Database, file: SourceFile, rowDigest: String,
    gathered: GatheredPrices?, path: String
  ) throws {
    self.db = db
    self.path = path
    self.file = file
    self.rowDigest = rowDigest
    let isReread = try Self.isKnown(file, db)
    fileID = try Self.register(file, db)
    pools = PoolDirectory(db)
    self.gathered =
      gathered ?? GatheredPrices(of: file.name, besideDatabase: path)
    prices = try BulkRows(
      db, table: "price_observation", position: "at_ms",
      value: "usd_micro_per_hour", standing: .greater, file: file,
      fileID: fileID, path: path)
    ticks = try BulkRows(
      db, table: "availability_tick", position: "tick", value: "available",
      standing: .lesser, file: file, fileID: fileID, path: path)
    timeBases = TimeBases(db, file: file, fileID: fileID)
    billing = try BillingWriter(
      db, file: file, fileID: fileID, isReread: isReread, path: path)
    events = SortedWriter(
      try KeyedWriter(db, file: file, fileID: fileID, pools: pools),
      file: file, path: path)
    instances = SortedWriter(
      try KeyedWriter(db, file: file, fileID: fileID, pools: pools),
      file: file, path: path)
    offerings = try KeyedWriter(db, file: file, fileID: fileID, pools: pools)
    launches = SortedWriter(
      try KeyedWriter(db, file: file, fileID: fileID, pools: pools),
      file: file, path: path)
    markets = MarketWriters(db, file: file, fileID: fileID, pools: pools)
    logs = LogWriter(db, file: file, fileID: fileID, pools: pools)
  }

  /// Takes facts, in any order and any portions.
  ///
  /// - Throws: `.constraint` when a row breaks an invariant, `.timeBase` for
  ///   a second time base, `.origin` when a fact names another file. The load
  ///   is then lost, whether the error is passed on or not.
  public func add(_ facts: [Fact]) throws(StoreError) {
    for fact in facts {
      let origin = fact.origin
      do {
        try requireOwn(origin)
        try add(fact)
      } catch {
        throw failed(
          StoreError(error, path: path, file: file, line: origin.line))
      }
    }
  }

  /// Takes prices in columns, all from one reading of the file.
  ///
  /// - Throws: `.io` when the temporary file cannot be written; the load is
  ///   then lost.
  public func add(_ columns: PriceColumns) throws(StoreError) {
    do {
      try gathered.add(columns)
    } catch {
      throw failed(error)
    }
  }

  /// Takes the time that the file's bills cover.
  ///
  /// - Throws: `.constraint` when a span ends before it begins.
  public func cover(_ coverage: [BillingCoverage]) throws(StoreError) {
    bringsLives = bringsLives || !coverage.isEmpty
    for span in coverage {
      do {
        try billing.cover(span)
      } catch {
        throw failed(StoreError(error, path: path, file: file, line: 1))
      }
    }
  }

  /// Takes rows that could not be read.
  ///
  /// - Throws: `.constraint` or `.origin`, as `add(_:)` does.
  public func setAside(_ rows: [SetAsideRow]) throws(StoreError) {
    for row in rows {
      summary.setAside += 1
      do {
        try requireOwn(row.origin)
        try db.cachedStatement(
          sql: """
            INSERT INTO set_aside (file_id, line, column_name, value, reason)
            VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """
        ).execute(arguments: [
          fileID, row.origin.line, row.column, row.value, row.reason,
        ])
      } catch {
        throw failed(
          StoreError(error, path: path, file: file, line: row.origin.line))
      }
    }
  }

  /// Writes what is still in memory and the file's own row.
  func finish() throws -> LoadSummary {
    if let failure { throw failure }
    if bringsLives { try RiskDatabase.outdateLives(db) }
    try writeGathered()
    try prices.flush()
    try ticks.flush()
    try billing.finish()
    try events.flush()
    try instances.flush()
    try launches.flush()
    summary.new +=
      prices.new + ticks.new + billing.new + events.new + instances.new
      + launches.new
    summary.repeated +=
      prices.repeated + ticks.repeated + billing.repeated + events.repeated
      + instances.repeated + launches.repeated
    // Without the last line every file that is read again would be written
    // again, and 1,000 files would wait for the disk 1,000 times.
    try db.execute(
      sql: """
        UPDATE source_file SET
          facts = max(facts, ?1), set_aside = max(set_aside, ?2),
          first_at_ms = min(ifnull(first_at_ms, ?3), ifnull(?3, first_at_ms)),
          last_at_ms = max(ifnull(last_at_ms, ?4), ifnull(?4, last_at_ms))
        WHERE file_id = ?5 AND (
          facts < ?1 OR set_aside < ?2 OR ifnull(first_at_ms > ?3, ?3 NOT NULL)
          OR ifnull(last_at_ms < ?4, ?4 NOT NULL))
        """,
      arguments: [
        summary.new + summary.repeated, summary.setAside,
        summary.first?.unixMilliseconds, summary.last?.unixMilliseconds,
        fileID,
      ])
    return summary
  }

  private func writeGathered() throws {
    if let span = gathered.span {
      note(span.lowerBound)
      note(span.upperBound)
    }
    try gathered.drain(
      poolIDs: try gathered.pools.map(pools.id), prices.write)
  }

  private func requireOwn(_ origin: RowOrigin) throws(StoreError) {
    guard origin.fileDigest == rowDigest else {
      throw StoreError(
        code: .origin,
        message: "\(file.name):\(origin.line): a row names the digest "
          + "'\(origin.fileDigest)' of another file. This is a fault of "
          + "riskctl; please report it with the file's format.")
    }
  }

  private func failed(_ error: StoreError) -> StoreError {
    failure = failure ?? error
    return error
  }

  private func add(_ fact: Fact) throws {
    bringsLives = bringsLives || fact.makesLives
    switch fact {
    case .price(let price):
      note(price.effectiveFrom)
      try prices.append(
        pool: try pools.id(price.pool),
        position: price.effectiveFrom.unixMilliseconds,
        value: price.pricePerHour.rawValue, line: Int64(price.origin.line))
    case .probe(let probe):
      try addProbe(probe)
    case .usage(let fact):
      note(fact.usageEnd)
      try billing.append(fact)
    case .charge(let fact):
      note(fact.end)
      try billing.append(fact)
    case .event(let fact):
      note(fact.at)
      try events.append(fact)
    case .instance(let fact):
      try instances.append(fact)
    case .offering(let fact):
      note(fact.capturedAt)
      count(isNew: try offerings.write(fact))
    case .launch(let fact):
      note(fact.requestedAt)
      try launches.append(fact)
    case .market(let fact):
      if let instant = fact.instant { note(instant) }
      count(isNew: try markets.write(fact))
    case .log(let fact):
      for instant in fact.instants { note(instant) }
      count(isNew: try logs.write(fact))
    }
  }

  private func addProbe(_ probe: AvailabilityProbe) throws {
    let pool = try pools.id(probe.pool)
    try timeBases.accept(probe, poolID: pool)
    // The table refuses any other tick at the flush; here the bound keeps
    // the product inside 63 bits.
    if Schema.ticks.contains(probe.tick) {
      note(
        probe.traceStart.adding(
          milliseconds: Int64(probe.tick) * probe.gapMilliseconds))
    }
    try ticks.append(
      pool: pool, position: Int64(probe.tick), value: Int64(probe.available),
      line: Int64(probe.origin.line))
  }

  private func count(isNew: Bool) {
    if isNew { summary.new += 1 } else { summary.repeated += 1 }
  }

  private func note(_ instant: UTCInstant) {
    summary.first = min(summary.first ?? instant, instant)
    summary.last = max(summary.last ?? instant, instant)
  }

  private static func isKnown(
    _ file: SourceFile, _ db: Database
  ) throws -> Bool {
    try db.storedValue(
      "SELECT EXISTS (SELECT 1 FROM source_file WHERE digest = ?)",
      [file.digest]) ?? false
  }

  /// The row of the file; one digest under two names keeps the lesser name.
  private static func register(
    _ file: SourceFile, _ db: Database
  ) throws -> Int64 {
    let known: Int64? = try db.storedValue(
      """
      SELECT file_id FROM source_file
      WHERE digest = ? AND name <= ? AND format <= ?
      """, [file.digest, file.name, file.format])
    if let known { return known }
    return try db.storedValue(
      """
      INSERT INTO source_file (digest, name, format) VALUES (?, ?, ?)
      ON CONFLICT (digest) DO UPDATE SET
        name = min(name, excluded.name),
        format = min(format, excluded.format)
      RETURNING file_id
      """, [file.digest, file.name, file.format]) ?? 0
  }
}
