public import RiskDomain
public import RiskModels

/// Outlooks of one pool at any number of moments.
///
/// Everything that does not depend on the moment is looked up once; each
/// outlook then costs two binary searches.
public struct PoolForecaster: Sendable {
  public let pool: PoolID
  /// Why nothing may be said of the pool's losses, whatever the model says;
  /// nil where it may.
  public var silence: String?
  let tracker: PoolStateTracker
  /// Histories of the probed pools of its family and region.
  let siblings: [PoolHistory]
  private let prices: PriceHistory
  private let catalog: Catalog
  private let loss: PoolHazard?
  private let acquisition: PoolHazard?
  private let recentLosses: RecentLossTrack?
  /// nil where the first model forecasts.
  private let memory: PoolMemoryTrack?
  private let sharedShockShare: Double
  private let gang: GangBelief?
  /// nil where no surges are told, and for probed pools.
  private let waves: WaveFilter?
  private let requests: GangRequests.Outlook?
  private let attemptSuccess: Double?
  private let billedOnDemandPerHour: Double?
  /// From when on the pool is known to end lives at a cap, and at which age.
  private let cap: (from: UTCInstant, hours: Double)?
  /// Whether the hazard is what the provider says of a pool never watched.
  public let restsOnAdvisor: Bool

  /// A forecaster of one pool.
  ///
  /// - Parameters:
  ///   - spells: spells of at least this pool, probes built with the gang's
  ///     size; they may reach past the moments asked for.
  ///   - artifact: nil when nothing could be fitted.
  ///   - siblings: histories of the probed pools of its family and region,
  ///     itself among them or not; they may reach past the moments asked for.
  ///   - waves: the filter of its region; it may reach past the moments asked
  ///     for.
  ///   - advisor: what the provider itself says of pools never watched.
  ///   - prices: observations of at least this pool.
  ///   - billedOnDemandPerHour: on-demand rate from the user's bill; used where
  ///     the catalog has no list price.
  public init(
    pool: PoolID, spells: [Spell], artifact: HazardArtifact?,
    siblings: [PoolHistory] = [], waves: WaveFilter? = nil,
    advisor: AdvisorPrior? = nil,
    prices: [PriceObservation], catalog: Catalog,
    billedOnDemandPerHour: Double? = nil
  ) {
    self.pool = pool
    self.siblings = siblings
    silence = nil
    self.catalog = catalog
    self.prices = PriceHistory(pool: pool, observations: prices)
    self.billedOnDemandPerHour = billedOnDemandPerHour
    let own = spells.filter { $0.pool == pool }
    tracker = PoolStateTracker(pool: pool, spells: own)
    let isProbed = !tracker.spells.isEmpty
    let known = Self.best(artifact, pool, .loss, prefersProbe: isProbed)
    loss = advisor.map { $0.hazard(of: pool, known: known) } ?? known
    restsOnAdvisor = known == nil && loss != nil
    let returning = Self.best(
      artifact, pool, .acquisition, prefersProbe: isProbed)
    // How soon other pools come back says nothing of a pool of which nobody
    // knows whether it is up.
    acquisition =
      isProbed || returning?.clock == .instance ? returning : nil
    attemptSuccess = artifact?.attemptSuccess[pool.key]
    // A probed pool is up or down as a whole, for the gang size it was
    // probed with.
    sharedShockShare =
      loss?.clock == .probe
      ? 1
      : artifact?.sharedShock[pool.provider.rawValue]?.share
        ?? artifact?.spec.sharedShock.priorShare ?? 1
    self.waves = loss?.clock == .instance ? waves : nil
    gang =
      loss?.clock == .probe
      ? .whole : artifact?.gangs?[pool.provider.rawValue]?.belief(of: pool)
    requests = artifact?.requests?[pool.provider.rawValue]?.outlook(
      of: pool, success: artifact?.attemptSuccess[pool.key])
    if let loss, loss.clock == .probe,
      let hazard = artifact?.memoryHazard(for: pool)
    {
      memory = PoolMemoryTrack(
        hazard, history: tracker.history, siblings: siblings)
    } else {
      memory = nil
    }
    if let loss, loss.clock == .probe, let recent = loss.recentLosses {
      recentLosses = RecentLossTrack(
        recent, hazard: loss.mean, tracker: tracker)
    } else {
      recentLosses = nil
    }
    let firstCap = own.filter { $0.exit == .lifetimeCap }
      .min { $0.watchedUntil < $1.watchedUntil }
    if let firstCap, let hours = firstCap.capHours(catalog) {
      cap = (firstCap.watchedUntil, hours)
    } else {
      cap = nil
    }
  }

  /// The clock of the source that losses are read from; nil where nothing is
  /// known of them.
  public var lossClock: Spell.Clock? { loss?.clock }

  /// Whether the pool itself was probed.
  public var isWatchedByProbes: Bool { !tracker.spells.isEmpty }

  /// What is known of the pool at a moment.
  ///
  /// - Parameter isStateUsed: false leaves the pool's past out of its hazard,
  ///   for answers about later moments whose states are told then.
  public func outlook(
    asOf instant: UTCInstant, isStateUsed: Bool = true
  ) -> PoolOutlook {
    let state = tracker.state(asOf: instant)
    let list = catalog.listPricePerHour(
      pool: pool, market: .onDemand, at: instant)
    var outlook = PoolOutlook(
      pool: pool, asOf: instant, state: state.state,
      stateAgeHours: state.ageHours,
      stateAgeIsLowerBound: state.ageIsLowerBound,
      evidence: loss.map { PoolOutlook.Evidence($0.evidence) } ?? .none,
      interruptions: loss?.interruptions ?? 0,
      hoursAtRisk: loss?.hoursAtRisk ?? 0, clock: loss?.clock,
      loss: lossHazard(
        isStateUsed ? state : .unknown, asOf: instant),
      acquisition: acquisition.map {
        .init(mean: $0.mean, multiplierShape: $0.multiplierShape)
      },
      attemptSuccess: attemptSuccess,
      // The memory hazard has the hours of the day in itself.
      hourOfWeekMultiplier: memory == nil ? loss?.hourOfWeek : nil,
      sharedShockShare: sharedShockShare, gang: gang, requests: requests,
      spotPrice: prices.outlook(asOf: instant) ?? listedSpot(at: instant),
      onDemandPerHour: list ?? billedOnDemandPerHour)
    if let waves, isStateUsed {
      outlook.surge = .init(waves, asOf: instant)
    }
    if loss == nil {
      outlook.reason =
        "no interruption and no hour at risk is known of any pool: ingest "
        + "probes, a launch log, instance events, or a bill with resource ids"
    }
    if let silence { outlook.silence(silence) }
    return outlook
  }

  /// What the stored prices say of the hours ahead; nil where none is stored.
  public func priceForecast(
    asOf instant: UTCInstant, aheadHours: [Double]
  ) -> PriceForecast? {
    prices.forecast(asOf: instant, aheadHours: aheadHours)
  }

  /// The stored prices of the last days; nil where none is stored.
  public func priceTrail(
    asOf instant: UTCInstant, days: Double, steps: Int,
    through: UTCInstant? = nil
  ) -> PriceTrail? {
    prices.trail(asOf: instant, days: days, steps: steps, through: through)
  }

  private func lossHazard(
    _ state: PoolStateTracker.State, asOf instant: UTCInstant
  ) -> PoolOutlook.UncertainHazard? {
    guard let loss else { return nil }
    if let memory {
      var hazard = memory.hazard(state, asOf: instant)
      if let cap, cap.from <= instant { hazard.mean.capHours = cap.hours }
      return hazard
    }
    var mean = loss.mean
    var variance = 1 / loss.multiplierShape
    if let recentLosses, state.state == .up, !state.ageIsLowerBound,
      let age = state.ageHours,
      let index = tracker.history.lastIndex(startedBy: instant)
    {
      let moved = recentLosses.moved(spellIndex: index, ageHours: age)
      mean = moved.hazard
      variance += moved.variance
    }
    if let cap, cap.from <= instant { mean.capHours = cap.hours }
    return .init(mean: mean, multiplierShape: 1 / variance)
  }

  private func listedSpot(
    at instant: UTCInstant
  ) -> PoolOutlook.PriceOutlook? {
    catalog.listPricePerHour(pool: pool, market: .spot, at: instant).map {
      .init(
        currentUSDPerHour: $0, expectedUSDPerHour: $0, lowUSDPerHour: $0,
        highUSDPerHour: $0, source: "catalog")
    }
  }

  /// The hazard with the best evidence; between equals, the clock that the
  /// pool is watched on.
  private static func best(
    _ artifact: HazardArtifact?, _ pool: PoolID, _ process: Spell.Process,
    prefersProbe: Bool
  ) -> PoolHazard? {
    let clocks: [Spell.Clock] =
      prefersProbe ? [.probe, .instance] : [.instance, .probe]
    let found = clocks.compactMap {
      artifact?.hazard(for: pool, process: process, clock: $0)
    }
    // A probed pool's ages are those of its probes: evidence cannot outweigh
    // a clock that runs differently.
    if prefersProbe, let probe = found.first, probe.clock == .probe,
      probe.evidence != .prior
    {
      return probe
    }
    let order: [PoolHazard.Evidence] = [.own, .pooled, .prior]
    for evidence in order {
      if let hazard = found.first(where: { $0.evidence == evidence }) {
        return hazard
      }
    }
    return nil
  }
}

extension Spell {
  /// The catalog's cap that a life which ended at its cap points to, hours.
  fileprivate func capHours(_ catalog: Catalog) -> Double? {
    guard let watched else { return nil }
    return catalog.lifetimeCaps.filter {
      $0.provider == pool.provider
        && watched.through * 3600 >= $0.atomFromSeconds
    }.map { $0.capSeconds / 3600 }.max() ?? watched.through
  }
}

extension PoolOutlook.Evidence {
  init(_ evidence: PoolHazard.Evidence) {
    switch evidence {
    case .own: self = .own
    case .pooled: self = .pooled
    case .prior: self = .prior
    }
  }
}
