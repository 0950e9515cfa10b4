public import RiskDomain
public import RiskExposure

import Foundation

/// Empirical-Bayes hazards: age pieces times nested multipliers.
///
/// The derivation is in methods/nested-gamma-poisson.md, the evidence and
/// known misuse in Models/cards/nested-gamma-poisson.md.
public enum NestedGammaPoisson {
  /// Fits every stratum (process, clock, provider) of an exposure table.
  ///
  /// - Parameters:
  ///   - exposures: cut as `spec` asks (`ModelSpec.exposures(from:)`).
  ///   - clusters: losses that fell together; they widen the intervals.
  ///   - spells: spells of probed pools, for the effect of recent losses and
  ///     the hazard with memory; empty leaves both out.
  ///   - cohorts: instances of one age that fell together; they tell how
  ///     gangs fall.
  ///   - attempts: launch attempts by pool.
  /// - Throws: `noExposure` when no age piece has an hour at risk,
  ///   `notConverged`, `invalidSpec`.
  public static func fit(
    exposures: [Exposure], clusters: [LossCluster] = [], spells: [Spell] = [],
    cohorts: [CohortLoss] = [], attempts: [AttemptCounts] = [],
    spec: ModelSpec, provenance: HazardArtifact.Provenance
  ) throws(FitError) -> HazardArtifact {
    var tables = try ExposureTables(spec)
    tables.add(exposures)
    return try fit(
      tables, clusters: clusters, spells: spells, cohorts: cohorts,
      attempts: attempts, spec: spec, provenance: provenance)
  }

  /// Fits every stratum of exposures that were summed, as
  /// `fit(exposures:)` does.
  public static func fit(
    _ tables: ExposureTables, clusters: [LossCluster] = [],
    spells: [Spell] = [], cohorts: [CohortLoss] = [],
    attempts: [AttemptCounts] = [], spec: ModelSpec,
    provenance: HazardArtifact.Provenance
  ) throws(FitError) -> HazardArtifact {
    try spec.validate()
    let facts = Facts(
      tables: tables.sorted(), clusters: clusters, spells: spells)
    var strata: [HazardStratum] = []
    for key in facts.tables.keys.sorted() {
      if let found = try fit(key, facts, spec: spec) {
        strata.append(found.stratum)
      }
    }
    guard !strata.isEmpty else {
      throw FitError(
        code: .noExposure, message: "No spell of known age is at risk.",
        hint: "Ingest probes, a launch log, instance operations, or a bill "
          + "with resource ids.")
    }
    var artifact = package(
      strata, clusters: clusters, attempts: attempts, spec: spec, provenance)
    artifact.gangs = GangModel.fitted(cohorts, artifact.strata, spec)
    try addCalendar(to: &artifact, facts, spec: spec)
    if let memory = spec.memory, memory.isWanted {
      artifact.memory = MemoryModel.fitted(
        spells, spec: spec, memory: memory)
      artifact.parameters += (artifact.memory ?? []).flatMap {
        $0.hazard?.parameters ?? []
      }
    }
    return artifact
  }

  /// What strata are fitted to.
  private struct Facts {
    var tables: [StratumKey: StratumTable]
    var clusters: [LossCluster]
    var spells: [Spell]

    func clusters(_ key: StratumKey) -> [LossCluster] {
      guard key.process == .loss else { return [] }
      return clusters.filter {
        $0.clock == key.clock && $0.pool.provider == key.provider
      }
    }

    func spells(_ key: StratumKey) -> [Spell] {
      spells.filter {
        $0.clock == key.clock && $0.pool.provider == key.provider
      }
    }
  }

  /// Rounds in which surges and hazards are told given each other.
  private static let surgeRounds = 2

  /// Surges of regions, then the present hazards of instances given them.
  ///
  /// Surges are measured around hazards that stand still: a drift that was told
  /// first would have taken its part of them. But they are told only where
  /// hazards that drift leave them: what drifts for days looks like a surge of
  /// days around what stands still.
  private static func addCalendar(
    to artifact: inout HazardArtifact, _ facts: Facts, spec: ModelSpec
  ) throws(FitError) {
    var isTold: Bool {
      artifact.waves?.values.contains(where: \.isTaken) == true
    }
    /// Surges around hazards that moved as given.
    func look(
      _ moving: [PoolID: DailyFactors] = [:]
    ) -> (series: [LossSeries], waves: [String: WaveModel]?) {
      guard spec.waves != nil else { return ([], nil) }
      let series = artifact.lossSeries(of: facts.spells, moving: moving)
      return (series, WaveModel.fitted(series, spec.waves))
    }
    func refit(
      _ series: [LossSeries], _ drift: DriftPrior?
    ) throws(FitError) -> [CalendarFit] {
      var fits: [(index: Int, fit: CalendarFit)] = []
      for (i, stratum) in artifact.strata.enumerated()
      where stratum.process == .loss && stratum.clock == .instance {
        let surges = SurgeHours(
          artifact.waves?[stratum.provider.rawValue], series)
        if surges == nil, drift == nil { continue }
        let found = try fit(
          StratumKey(stratum), facts, drift: drift, surges: surges, spec: spec)
        guard let found else { continue }
        artifact.strata[i] = found.stratum
        if let calendar = found.calendar { fits.append((i, calendar)) }
      }
      return shareDrift(fits, &artifact)
    }
    var (seen, waves) = look()
    artifact.waves = waves
    guard let calendar = spec.calendar else { return }
    let prior = DriftPrior(calendar)
    var refused: [String: WaveModel] = [:]
    if isTold {
      let still = artifact.strata
      let moving = try refit([], prior).reduce(into: [:]) {
        $0.merge($1.dailyFactors) { first, _ in first }
      }
      refused = look(moving).waves?.filter { !$0.value.isTaken } ?? [:]
      artifact.strata = still
      artifact.waves?.merge(refused) { _, around in around }
    }
    for _ in 0..<surgeRounds {
      guard isTold else { break }
      _ = try refit(seen, nil)
      (seen, waves) = look()
      artifact.waves = waves?.merging(refused) { _, around in around }
    }
    _ = try refit(seen, prior)
  }

  /// How fast single pools' hazards move is one number for all providers: few
  /// pools tell little of it.
  private static func shareDrift(
    _ fits: [(index: Int, fit: CalendarFit)], _ artifact: inout HazardArtifact
  ) -> [CalendarFit] {
    let gains = fits.compactMap(\.fit.driftGains)
    guard gains.count > 1 else { return fits.map(\.fit) }
    let sums = gains.dropFirst().reduce(gains[0]) { zip($0, $1).map(+) }
    return fits.map { index, alone in
      var fit = alone
      fit.shareDrift(by: sums)
      let old = artifact.strata[index]
      artifact.strata[index] = fit.stratum(
        StratumKey(old), groupCuts: old.groupCutsHours)
      return fit
    }
  }

  private static func fit(
    _ key: StratumKey, _ facts: Facts, drift: DriftPrior? = nil,
    surges: SurgeHours? = nil, spec: ModelSpec
  ) throws(FitError) -> (stratum: HazardStratum, calendar: CalendarFit?)? {
    let cuts = spec.ageCutsHours.edges(key.clock, key.process)
    let groupCuts = spec.ageGroupCutsHours.edges(key.clock, key.process)
    guard let table = facts.tables[key],
      table.hours.joined().joined().contains(where: { $0 > 0 })
    else { return nil }
    let tree = PoolTree(
      pools: table.pools, levels: spec.levels, cuts: cuts, groupCuts: groupCuts)
    let shock = SharedShock(facts.clusters(key), prior: spec.sharedShock)
    var fit = StratumFit(
      table, tree: tree, spec: spec, dispersion: shock.dispersion)
    try fit.run()
    let isByHour =
      key.process == .loss
      && (key.clock == .probe
        ? spec.hourOfWeek.probe : spec.hourOfWeek.instance)
    let effect = isByHour ? try fit.addHourOfWeek() : nil
    if key.process == .loss, key.clock == .instance, spec.calendar != nil,
      let found = CalendarFit(
        fit, effect, isByHour: isByHour, spells: facts.spells(key),
        prior: drift, surges: surges)
    {
      return (found.stratum(key, groupCuts: groupCuts), found)
    }
    var stratum = fit.stratum(key, groupCuts: groupCuts, effect: effect)
    if key.process == .loss, key.clock == .probe {
      stratum.recentLosses = RecentLosses.fitted(
        spells: facts.spells(key),
        hazard: { stratum.poolHazard($0).hazard }, spec: spec.recentLosses)
    }
    return (stratum, nil)
  }

  private static func package(
    _ strata: [HazardStratum], clusters: [LossCluster],
    attempts: [AttemptCounts], spec: ModelSpec,
    _ provenance: HazardArtifact.Provenance
  ) -> HazardArtifact {
    let losses = strata.filter { $0.process == .loss }
    let instanceClusters = Dictionary(
      grouping: clusters.filter { $0.clock == .instance },
      by: \.pool.provider.rawValue)
    return HazardArtifact(
      schemaVersion: 1, family: spec.family, spec: spec,
      parameters: strata.flatMap(\.parameters),
      logLikelihood: strata.reduce(0) { $0 + $1.logLikelihood },
      interruptions: losses.reduce(0) { $0 + $1.interruptions },
      hoursAtRisk: hours(
        milliseconds: losses.reduce(0) { $0 + $1.millisecondsAtRisk }),
      observedFrom: provenance.observedFrom,
      observedUntil: provenance.observedUntil,
      dataDigest: provenance.dataDigest, codeVersion: provenance.codeVersion,
      seed: provenance.seed,
      convergence: HazardArtifact.Convergence(
        iterations: strata.reduce(0) { $0 + $1.iterations },
        gradientNorm: strata.map(\.lastChange).max() ?? 0),
      strata: strata,
      sharedShock: instanceClusters.mapValues {
        SharedShock($0, prior: spec.sharedShock)
      },
      gangs: nil, waves: nil, attemptSuccess: attemptSuccess(attempts),
      requests: GangRequests.fitted(attempts), memory: nil)
  }

  /// Success shares, each pool's shrunk by two attempts' worth of its
  /// provider's share, which itself starts from one success in two.
  ///
  /// A log without a single failure may be one that only lists what ran: it
  /// tells nothing of success.
  private static func attemptSuccess(
    _ attempts: [AttemptCounts]
  ) -> [String: Double] {
    var result: [String: Double] = [:]
    for (_, pools) in Dictionary(grouping: attempts, by: \.pool.provider) {
      let tried = Double(pools.reduce(0) { $0 + $1.attempts })
      let got = Double(pools.reduce(0) { $0 + $1.successes })
      guard got < tried else { continue }
      let common = (got + 1) / (tried + 2)
      for pool in pools where pool.attempts > 0 {
        result[pool.pool.key] =
          (Double(pool.successes) + 2 * common) / (Double(pool.attempts) + 2)
      }
    }
    return result
  }
}

/// What separates one fit from another.
struct StratumKey: Hashable, Comparable {
  var process: Spell.Process
  var clock: Spell.Clock
  var provider: PoolID.Provider

  init(_ exposure: Exposure) {
    process = exposure.process
    clock = exposure.clock
    provider = exposure.pool.provider
  }

  init(_ stratum: HazardStratum) {
    process = stratum.process
    clock = stratum.clock
    provider = stratum.provider
  }

  static func < (left: Self, right: Self) -> Bool {
    (left.process.rawValue, left.clock.rawValue, left.provider.rawValue)
      < (right.process.rawValue, right.clock.rawValue, right.provider.rawValue)
  }
}

extension HazardStratum {
  /// Base rates and spreads with their standard errors.
  var parameters: [HazardArtifact.Parameter] {
    let place = "\(process.rawValue).\(clock.rawValue).\(provider.rawValue)"
    let rates = cutsHours.indices.map { k in
      HazardArtifact.Parameter(
        name: "\(place).base[\(cutsHours[k]) h", unit: "log(1/h)",
        estimate: log(baseRatesPerHour[k]),
        standardError: (dispersion / (Double(baseEvents[k]) + 0.5))
          .squareRoot())
    }
    return rates
  }
}
