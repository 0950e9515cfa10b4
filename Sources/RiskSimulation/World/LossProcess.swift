import Foundation
import RiskDomain
import RiskNumerics

/// Draws when instances of one pool are taken back.
///
/// A shock comes with a severity u, uniform on (0, 1), at the rate
/// s · m · w(t) · max h. It hits every running instance whose age a obeys
/// u · max h < h(a). So each instance meets shocks at the rate s · m · w · h(a)
/// exactly, instances of one age fall together, and what survives a mild shock
/// is what is old.
struct LossProcess {
  /// One instant at which a part of the pool falls.
  struct Shock: Hashable, Sendable {
    var at: UTCInstant
    var severity: Double
  }

  let multiplier: Double
  private let factors: HourlyFactors
  let shocks: [Shock]

  private static let highestRate = RiskWorld.age.highestRate

  /// A process of a pool with its shocks of the whole span.
  init(
    pool: RiskWorld.Pool, world: RiskWorld, from start: UTCInstant,
    until end: UTCInstant, rng: inout SplitMix64
  ) {
    multiplier = pool.multiplier
    factors = HourlyFactors(pool, world, from: start, until: end)
    let peak = factors.highest
    let rate =
      RiskWorld.sharedShockShare * multiplier * peak * Self.highestRate
    var shocks: [Shock] = []
    var at = start.adding(hours: rng.exponential() / rate)
    while at < end {
      // Thinning: candidates come at the peak's rate.
      if rng.uniform() * peak < factors(at) {
        shocks.append(Shock(at: at, severity: rng.uniform()))
      }
      at = at.adding(hours: rng.exponential() / rate)
    }
    self.shocks = shocks
  }

  /// When an instance that is up at `start` is taken back; nil when not before
  /// `horizon`.
  func loss(
    launchedAt: UTCInstant, upAt start: UTCInstant, before horizon: UTCInstant,
    rng: inout SplitMix64
  ) -> UTCInstant? {
    let own = ownLoss(
      launchedAt: launchedAt, upAt: start, before: horizon,
      threshold: rng.exponential())
    let shared = shockLoss(
      launchedAt: launchedAt, after: start, before: own ?? horizon)
    return shared ?? own
  }

  /// ∫ of the whole hazard over a stretch of an instance's life.
  func cumulativeHazard(
    launchedAt: UTCInstant, from start: UTCInstant, until end: UTCInstant
  ) -> Double {
    var total = 0.0
    walk(launchedAt: launchedAt, from: start, until: end) { _, hours, rate in
      total += hours * rate
      return true
    }
    return total
  }

  /// First instant at which the hazard outside shocks has added up to
  /// `threshold`.
  private func ownLoss(
    launchedAt: UTCInstant, upAt start: UTCInstant, before horizon: UTCInstant,
    threshold: Double
  ) -> UTCInstant? {
    var left = threshold / (1 - RiskWorld.sharedShockShare)
    var found: UTCInstant?
    walk(launchedAt: launchedAt, from: start, until: horizon) {
      from, hours, rate in
      if left <= hours * rate {
        found = from.adding(hours: left / rate)
        return false
      }
      left -= hours * rate
      return true
    }
    return found.flatMap { $0 < horizon ? $0 : nil }
  }

  private func shockLoss(
    launchedAt: UTCInstant, after start: UTCInstant, before limit: UTCInstant
  ) -> UTCInstant? {
    var low = 0
    var high = shocks.count
    while low < high {
      let middle = (low + high) / 2
      if shocks[middle].at <= start { low = middle + 1 } else { high = middle }
    }
    for shock in shocks[low...] {
      if shock.at >= limit { return nil }
      let rate = RiskWorld.age.hazard(
        atAge: shock.at.hours(since: launchedAt))
      if shock.severity * Self.highestRate < rate { return shock.at }
    }
    return nil
  }

  /// Calls `visit` with start, hours and hazard per hour of each stretch in
  /// which the hazard is constant, until it answers false.
  private func walk(
    launchedAt: UTCInstant, from start: UTCInstant, until end: UTCInstant,
    _ visit: (UTCInstant, Double, Double) -> Bool
  ) {
    let cuts = RiskWorld.age.cutsHours.map { launchedAt.adding(hours: $0) }
    var at = start
    while at < end {
      let hourStart = at.unixMilliseconds - at.unixMilliseconds % 3_600_000
      var next = UTCInstant(unixMilliseconds: hourStart + 3_600_000)
      if let cut = cuts.first(where: { $0 > at }), cut < next { next = cut }
      if end < next { next = end }
      let rate =
        multiplier * factors(at)
        * RiskWorld.age.hazard(atAge: at.hours(since: launchedAt))
      if !visit(at, next.hours(since: at), rate) { return }
      at = next
    }
  }
}
