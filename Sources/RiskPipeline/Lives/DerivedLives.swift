import RiskDomain
import RiskExposure
import RiskModels
import RiskStore

/// Makes spells and exposures of all facts, part by part and pool by pool, in
/// memory that does not grow with them.
///
/// The parts are surveyed first: when watching ended, which time the bills
/// cover and what records losses, all facts together tell of each single life.
struct DerivedLives {
  private let derivation: Derivation
  private let catalog: Catalog
  private let spec: ModelSpec
  private let coverage: [BillingCoverage]
  private let survey: WatchSurvey
  /// The only part there is, read for the survey; nil where there are more.
  private let onlyPart: InstanceFacts?
  private var ofProviders: [PoolID.Provider: SpellParts] = [:]
  private var traces, fleets: SpellParts?
  private var billed = BilledRates()

  init(
    _ derivation: Derivation, catalog: Catalog, spec: ModelSpec
  ) throws {
    self.derivation = derivation
    self.catalog = catalog
    self.spec = spec
    let coverage = try derivation.coverage()
    self.coverage = coverage
    var survey = WatchSurvey(
      InstanceFacts(coverage: coverage), until: Self.endOfTime)
    var withoutInstance: [PoolID.Provider: Int] = [:]
    var billed = BilledRates()
    try derivation.forEachUsageWithoutInstance { row in
      billed.see(row)
      survey.see(withoutInstance: row)
      withoutInstance[row.provider, default: 0] += 1
    }
    try derivation.forEachLaunchWithoutInstance {
      survey.merge(
        WatchSurvey(InstanceFacts(launches: $0), until: Self.endOfTime))
    }
    try derivation.forEachRequest {
      survey.merge(
        WatchSurvey(InstanceFacts(requests: $0), until: Self.endOfTime))
    }
    var onlyPart: InstanceFacts?
    try derivation.forEachPart { part in
      let facts = try Self.facts(of: part, derivation, coverage) {
        billed.see($0)
      }
      survey.merge(WatchSurvey(facts, until: Self.endOfTime))
      if derivation.partCount == 1 { onlyPart = facts }
    }
    self.survey = survey
    self.billed = billed
    self.onlyPart = onlyPart
    for (provider, end) in survey.lastSeen {
      var parts = SpellParts(catalog: catalog, until: end, survey: survey)
      parts.count(usageWithoutInstance: withoutInstance[provider] ?? 0)
      ofProviders[provider] = parts
    }
    traces = try derivation.probedUntil().map {
      SpellParts(catalog: catalog, until: $0)
    }
    fleets = try derivation.fleetsUntil().map {
      SpellParts(catalog: catalog, until: $0)
    }
  }

  /// No fact lies after it.
  private static let endOfTime = UTCInstant.writable.upperBound

  private static func facts(
    of part: PartOfInstances, _ derivation: Derivation,
    _ coverage: [BillingCoverage],
    seeing see: (BillingUsage) -> Void = { _ in }
  ) throws -> InstanceFacts {
    var usage = JoinedUsage(besides: part.aliases)
    try derivation.forEachUsage(ofPart: part.part) { row in
      see(row)
      usage.append(row)
    }
    return InstanceFacts(
      usage: usage.rows, coverage: coverage,
      events: part.events, instances: part.instances,
      launches: part.launches, aliases: part.aliases)
  }

  /// Writes the tables.
  ///
  /// - Parameter basis: see `KeptLives`.
  /// - Returns: what the facts could not say, as sentences.
  mutating func write(basis: String) throws -> [String] {
    if let onlyPart {
      try keepLives(of: onlyPart)
    } else {
      try derivation.forEachPart { part in
        try keepLives(of: Self.facts(of: part, derivation, coverage))
      }
    }
    try placeRequests()
    try derivation.forEachPool { facts in
      let (spells, attempts) = spells(of: facts)
      return Derivation.Made(
        spells: spells,
        exposures: Self.exposures(
          spells, facts.exposureCells, spec, byHourOfWeek: false),
        attempts: attempts)
    }
    try stamp(basis: basis)
    return notes
  }

  /// Keeps what makes the spells readable without the facts.
  private func stamp(basis: String) throws {
    var records = LossRecords()
    for parts in [traces, fleets]
      + PoolID.Provider.allCases.map({ ofProviders[$0] })
    {
      if let parts { records.add(parts.records) }
    }
    let seen =
      [try derivation.through()].compactMap(\.self) + survey.lastSeen.values
    try derivation.stamp(
      LivesStamp(
        basis: basis, through: seen.max() ?? UTCInstant.writable.lowerBound,
        document: KeptLives(records: records, billed: billed, notes: notes)
          .document()))
  }

  private mutating func keepLives(of facts: InstanceFacts) throws {
    for provider in ofProviders.keys {
      let lived = ofProviders[provider]?.lives(
        of: WatchedFacts.instanceFacts(of: provider, in: facts))
      guard let lived else { continue }
      try derivation.keep(lives: lived.spells)
      try derivation.keep(granted: lived.granted)
    }
  }

  /// Finds the pools of requests, and counts those that tell of none.
  private mutating func placeRequests() throws {
    try derivation.forEachRequest { requests in
      for request in requests {
        if let pool = request.pool {
          try derivation.keep(request, of: pool)
        } else {
          _ = ofProviders[request.provider]?.tries(
            of: InstanceFacts(requests: [request]))
        }
      }
    }
  }

  private mutating func spells(
    of facts: PoolFacts
  ) -> ([Spell], [StoredAttempts]) {
    var spells = facts.lives
    var attempts: [StoredAttempts] = []
    if !facts.probes.isEmpty {
      spells += traces?.probed(facts.probes) ?? []
    }
    if !facts.fleetChanges.isEmpty || !facts.aliveCounts.isEmpty {
      spells += fleets?.fleets(facts.fleetChanges, facts.aliveCounts) ?? []
    }
    if !facts.launches.isEmpty || !facts.requests.isEmpty
      || !facts.granted.isEmpty
    {
      let tried = ofProviders[facts.pool.provider]?.tries(
        of: InstanceFacts(
          launches: facts.launches, requests: facts.requests,
          granted: facts.granted))
      spells += tried?.spells ?? []
      attempts = (tried?.attempts ?? []).flatMap(KeptLives.rows)
    }
    for cell in facts.lifeCells {
      spells += repeatElement(cell.spell, count: max(cell.count, 0))
    }
    return (inOrder(spells), attempts)
  }

  /// The exposures that a spec asks for: of spells, and of cells that were
  /// summed elsewhere.
  ///
  /// - Parameter byHourOfWeek: false sums the hours of the week. The stored
  ///   table does: a pool's lives are so few in each hour that it would hold a
  ///   row for nearly every hour lived, and the spells say the same.
  static func exposures(
    _ spells: [Spell], _ cells: [ExposureCell], _ spec: ModelSpec,
    byHourOfWeek: Bool
  ) -> [Exposure] {
    RiskExposure.exposures(
      spec.exposures(from: spells, byHourOfWeek: byHourOfWeek), adding: cells,
      cutAtHours: spec.ageCutsHours.edges,
      splitsByHourOfWeek: { clock in
        byHourOfWeek
          && (clock == .probe
            ? spec.hourOfWeek.probe : spec.hourOfWeek.instance)
      })
  }

  private var notes: [String] {
    func named(_ name: String, _ parts: SpellParts?) -> [String] {
      (parts?.notes ?? []).map { "\(name): \($0.message)" }
    }
    return named("traces", traces) + named("fleets", fleets)
      + PoolID.Provider.allCases.flatMap {
        named($0.rawValue, ofProviders[$0])
      }
  }
}
