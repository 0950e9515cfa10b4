import RiskDomain
import RiskExposure
import RiskModels
import RiskStore

/// Facts up to a moment, turned into spells.
///
/// Watching ends where the facts of a provider and clock end, not at the
/// moment asked for: an instance that still ran when the last file was written
/// was not watched any longer, and adding the silence since then to its hours
/// at risk would make every pool look safe.
struct WatchedLives: Sendable {
  var facts: InstanceFacts
  var report: SpellReport
  /// Exposure that another engine summed up to the moment.
  var cells: [ExposureCell]
  /// What the bills say of on-demand capacity.
  var billed: BilledRates

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
    self.billed = billed
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
    cells = try store { (db) throws(StoreError) in
      try db.exposureCells(until: until)
    }
    report = Self.report(facts, catalog, until, gangSize)
    let counted = try store { (db) throws(StoreError) in
      (try db.lifeCells(until: until), try db.attemptCells(until: until))
    }
    report.add(lives: counted.0, attempts: counted.1)
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

  /// The exposures of every pool, summed as a fit wants them.
  ///
  /// - Throws: `invalidSpec`.
  func exposureTables(_ spec: ModelSpec) throws(FitError) -> ExposureTables {
    var tables = try ExposureTables(spec)
    let cells = Dictionary(grouping: cells, by: \.pool)
    let spells = Dictionary(grouping: report.spells, by: \.pool)
    for pool in Set(cells.keys).union(spells.keys).sorted() {
      tables.add(
        DerivedLives.exposures(spells[pool] ?? [], cells[pool] ?? [], spec))
    }
    return tables
  }
}
