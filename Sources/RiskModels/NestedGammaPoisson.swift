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
    try spec.validate()
    var strata: [HazardStratum] = []
    let grouped = Dictionary(grouping: exposures, by: StratumKey.init)
    for (key, cells) in grouped.sorted(by: { $0.key < $1.key }) {
      if let stratum = try fit(
        key, cells: cells,
        clusters: clusters.filter {
          $0.clock == key.clock && $0.pool.provider == key.provider
            && key.process == .loss
        },
        spells: spells, spec: spec)
      {
        strata.append(stratum)
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
    artifact.waves = WaveModel.fitted(
      spec.waves == nil ? [] : artifact.lossSeries(of: spells), spec.waves)
    if let memory = spec.memory, memory.isWanted {
      artifact.memory = MemoryModel.fitted(
        spells, spec: spec, memory: memory)
      artifact.parameters += (artifact.memory ?? []).flatMap {
        $0.hazard?.parameters ?? []
      }
    }
    return artifact
  }

  private static func fit(
    _ key: StratumKey, cells: [Exposure], clusters: [LossCluster],
    spells: [Spell], spec: ModelSpec
  ) throws(FitError) -> HazardStratum? {
    let cuts = spec.ageCutsHours.edges(key.clock, key.process)
    let groupCuts = spec.ageGroupCutsHours.edges(key.clock, key.process)
    let table = StratumTable(cells, cuts: cuts)
    guard table.hours.joined().joined().contains(where: { $0 > 0 }) else {
      return nil
    }
    let tree = PoolTree(
      pools: table.pools, levels: spec.levels, cuts: cuts, groupCuts: groupCuts)
    let shock = SharedShock(clusters, prior: spec.sharedShock)
    var fit = StratumFit(
      table, tree: tree, spec: spec, dispersion: shock.dispersion)
    try fit.run()
    let isByHour =
      key.process == .loss
      && (key.clock == .probe
        ? spec.hourOfWeek.probe : spec.hourOfWeek.instance)
    let effect = isByHour ? try addHourOfWeek(to: &fit) : nil
    var stratum = fit.stratum(key, groupCuts: groupCuts, effect: effect)
    if key.process == .loss, key.clock == .probe {
      stratum.recentLosses = RecentLosses.fitted(
        spells: spells.filter { $0.pool.provider == key.provider },
        hazard: { stratum.poolHazard($0).hazard }, spec: spec.recentLosses)
    }
    return stratum
  }

  /// Alternates between the tree and the hours of the week; when the hours
  /// gain too little or do not settle, the fit is left without them.
  private static func addHourOfWeek(
    to fit: inout StratumFit
  ) throws(FitError) -> HourOfWeekEffect? {
    let without = fit
    var effect = HourOfWeekEffect(fit)
    let ratio = effect.likelihoodRatio
    guard effect.isTold else { return effect }
    var change = Double.infinity
    for _ in 0..<20 where change > fit.spec.convergence.tolerance {
      fit.hours = fit.table.weightedHours(effect.blocks(of:))
      try fit.run()
      let next = HourOfWeekEffect(fit, after: effect)
      change = next.largestChange(from: effect, pools: fit.table.pools)
      effect = next
    }
    guard change <= fit.spec.convergence.acceptableChange else {
      fit = without
      return nil
    }
    // The gain is over no effect at all, not over the round before.
    effect.likelihoodRatio = ratio
    return effect
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

  static func < (left: Self, right: Self) -> Bool {
    (left.process.rawValue, left.clock.rawValue, left.provider.rawValue)
      < (right.process.rawValue, right.clock.rawValue, right.provider.rawValue)
  }
}

extension StratumFit {
  /// The fit as values to keep.
  func stratum(
    _ key: StratumKey, groupCuts: [Double], effect: HourOfWeekEffect?
  ) -> HazardStratum {
    let regions = effect?.regions ?? [:]
    return HazardStratum(
      process: key.process, clock: key.clock, provider: key.provider,
      cutsHours: table.cuts, baseRatesPerHour: base,
      baseEvents: table.cuts.indices.map { k in
        Int(table.events.reduce(0) { $0 + $1[k] })
      },
      groupCutsHours: groupCuts, dispersion: dispersion,
      baseRelativeVariance: rootVariance, levels: levels,
      pools: table.evidence, unknownAge: table.unknownAge,
      hourOfWeek: effect?.byHour,
      hourOfWeekByRegion: regions.isEmpty ? nil : regions.mapValues(\.byHour),
      hourOfWeekLikelihoodRatio: effect?.likelihoodRatio, recentLosses: nil,
      interruptions: table.interruptions,
      millisecondsAtRisk: table.millisecondsAtRisk,
      logLikelihood: logLikelihood, iterations: iterations,
      lastChange: lastChange)
  }

  private var levels: [HazardStratum.LevelFit] {
    var result = tree.layers.indices.map { l in
      let layer = tree.layers[l]
      return HazardStratum.LevelFit(
        name: layer.level.rawValue, shape: populations[l].shapeAtMaximum,
        priorVariance: populations[l].priorVariance,
        nodes: nodes(
          layer.keys, multipliers[l], variances[l], inheritances[l]))
    }
    if usesFamilies, let familyPopulation {
      result.append(
        HazardStratum.LevelFit(
          name: "family", shape: familyPopulation.shapeAtMaximum,
          priorVariance: familyPopulation.priorVariance,
          nodes: nodes(
            families, family, familyVariance, families.map { _ in 0 })))
    }
    return result
  }

  private func nodes(
    _ keys: [String], _ means: [Double], _ variances: [Double],
    _ inheritances: [Double]
  ) -> [String: HazardStratum.Node] {
    Dictionary(
      uniqueKeysWithValues: keys.indices.map { i in
        (
          keys[i],
          HazardStratum.Node(
            multiplier: means[i], relativeVariance: variances[i],
            inheritance: inheritances[i])
        )
      })
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
