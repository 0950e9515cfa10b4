import RiskDomain
import RiskExposure
import RiskStore

/// Facts up to a moment, and the spells that they make.
struct WatchedFacts: Sendable {
  var facts: InstanceFacts
  var lives: WatchedLives
  /// Events of instances of which no source tells the pool.
  var eventsWithoutPool: Int

  /// Reads the facts up to `until` and makes spells of them.
  ///
  /// - Parameters:
  ///   - gangSize: a probed pool is up where so many are available.
  ///   - joinsUsage: keeps of billed time only what spells need; the spells
  ///     are the same, and a bill of any length fits into memory.
  init(
    _ store: StoreAccess, catalog: Catalog, until: UTCInstant?,
    gangSize: Int = 1, joinsUsage: Bool = false
  ) throws(UseCaseFailure) {
    let (aliases, usage, billed) = try store { (db) throws(StoreError) in
      let aliases = try db.aliases(until: until)
      let (usage, billed) = try Self.usage(
        db, until: until, joinedBesides: joinsUsage ? aliases : nil)
      return (aliases, usage, billed)
    }
    facts = try store { (db) throws(StoreError) in
      InstanceFacts(
        usage: usage, coverage: try db.billingCoverage(until: until),
        events: try db.events(until: until),
        instances: try db.instances(until: until),
        launches: try db.launches(until: until),
        probes: try db.probes(until: until),
        aliases: aliases,
        requests: try db.capacityRequests(until: until),
        fleetChanges: try db.fleetChanges(until: until),
        aliveCounts: try db.aliveCounts(until: until))
    }
    let cells = try store { (db) throws(StoreError) in
      try db.exposureCells(until: until)
    }
    var report = Self.report(facts, catalog, until, gangSize)
    let counted = try store { (db) throws(StoreError) in
      (try db.lifeCells(until: until), try db.attemptCells(until: until))
    }
    report.add(lives: counted.0, attempts: counted.1)
    eventsWithoutPool = report.eventsWithoutPool
    // Each part is in order; together they are as they are read from their
    // table.
    lives = WatchedLives(
      spells: inOrder(report.spells),
      attempts: report.attempts.sorted { $0.pool < $1.pool },
      records: report.records, notes: report.notes.map(\.message),
      cells: cells, billed: billed)
  }

  /// - Parameter aliases: rows are joined with regard to them; nil keeps each
  ///   row.
  private static func usage(
    _ db: RiskDatabase, until: UTCInstant?,
    joinedBesides aliases: [InstanceAlias]?
  ) throws(StoreError) -> ([BillingUsage], BilledRates) {
    var rows: [BillingUsage] = []
    var joined = aliases.map(JoinedUsage.init(besides:))
    var billed = BilledRates()
    try db.forEachBillingUsage(until: until) { row in
      billed.see(row)
      if joined == nil { rows.append(row) } else { joined?.append(row) }
    }
    return (joined?.rows ?? rows, billed)
  }

  private static func report(
    _ facts: InstanceFacts, _ catalog: Catalog, _ until: UTCInstant?,
    _ gangSize: Int
  ) -> SpellReport {
    var whole = SpellReport(spells: [], attempts: [], notes: [])
    func add(_ name: String, _ part: InstanceFacts, end: UTCInstant?) {
      guard let end else { return }
      let report = RiskExposure.spells(
        from: part, catalog: catalog, until: min(until ?? end, end),
        gangSize: gangSize, keepsUnrecorded: false)
      whole.records.add(report.records)
      whole.spells += report.spells
      whole.attempts += report.attempts
      whole.eventsWithoutPool += report.eventsWithoutPool
      whole.notes += report.notes.map {
        SpellReport.Note(count: $0.count, message: "\(name): \($0.message)")
      }
    }
    let probeEnd = facts.probes.map { probe in
      probe.traceStart.adding(
        milliseconds: Int64(probe.tick + 1) * probe.gapMilliseconds)
    }.max()
    add("traces", InstanceFacts(probes: facts.probes), end: probeEnd)
    // Each log of a fleet ends its own watching.
    let fleets = InstanceFacts(
      fleetChanges: facts.fleetChanges, aliveCounts: facts.aliveCounts)
    add(
      "fleets", fleets,
      end: (fleets.fleetChanges.map(\.at) + fleets.aliveCounts.map(\.at)).max()
    )
    for provider in PoolID.Provider.allCases {
      let part = instanceFacts(of: provider, in: facts)
      add(provider.rawValue, part, end: part.lastSeen(of: provider))
    }
    return whole
  }

  /// Lives of all instances, whatever their market, each watched as long as
  /// its provider's facts go on; with the end of the facts, nil without any.
  func jobLives(
    catalog: Catalog, labels: CostLabels, until: UTCInstant
  ) -> (lives: [JobLife], end: UTCInstant?) {
    var lives: [JobLife] = []
    var last: UTCInstant?
    for provider in PoolID.Provider.allCases {
      let part = Self.instanceFacts(of: provider, in: facts)
      guard let end = part.lastSeen(of: provider).map({ min($0, until) }) else {
        continue
      }
      lives += RiskExposure.jobLives(
        from: part, catalog: catalog, labels: labels, until: end)
      last = max(last ?? end, end)
    }
    return (
      lives.sorted {
        ($0.launchedAt, $0.instanceID) < ($1.launchedAt, $1.instanceID)
      }, last
    )
  }

  static func instanceFacts(
    of provider: PoolID.Provider, in facts: InstanceFacts
  ) -> InstanceFacts {
    // Most databases hold one provider's facts, of which no copy is needed.
    func only<Row>(_ rows: [Row], _ isWanted: (Row) -> Bool) -> [Row] {
      rows.allSatisfy(isWanted) ? rows : rows.filter(isWanted)
    }
    return InstanceFacts(
      usage: only(facts.usage) { $0.provider == provider },
      coverage: only(facts.coverage) { $0.delivery.provider == provider },
      events: only(facts.events) { $0.provider == provider },
      instances: only(facts.instances) { $0.provider == provider },
      launches: only(facts.launches) { $0.pool.provider == provider },
      aliases: only(facts.aliases) { $0.provider == provider },
      requests: only(facts.requests) { $0.provider == provider })
  }
}
