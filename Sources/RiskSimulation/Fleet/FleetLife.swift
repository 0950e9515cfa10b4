import RiskDomain
import RiskNumerics

/// One try to get an instance, and its life where it succeeded.
struct FleetLife {
  /// Counts the pool's tries from 0.
  var number: Int
  var requestedAt: UTCInstant
  /// nil when there was no capacity.
  var launchedAt: UTCInstant?
  /// The end of the span where it still runs.
  var endedAt: UTCInstant
  var exit: Spell.Exit

  var milliseconds: Int64 {
    launchedAt.map { endedAt.milliseconds(since: $0) } ?? 0
  }
}

/// Draws the lives of one pool in the order of their requests.
struct FleetLives {
  /// Requests per pool and day; with a mean life of about a day they give 500
  /// billed hours and 50 events in 90 days.
  static let requestsPerDay = 0.25
  /// Mean hours after which a user is done.
  static let meanJobHours = 44.0
  static let failureProbability = 0.08

  private let multiplier: Double
  private let end: UTCInstant
  private var at: UTCInstant
  private var number = 0

  init(_ pool: FleetPool, from start: UTCInstant, until end: UTCInstant) {
    multiplier = pool.multiplier
    at = start
    self.end = end
  }

  /// The next try; nil when the span is over.
  mutating func next(_ rng: inout SplitMix64) -> FleetLife? {
    at = Self.wholeSecond(
      at.adding(hours: 24 * rng.exponential() / Self.requestsPerDay))
    guard at < end else { return nil }
    defer { number += 1 }
    let isRefused = rng.uniform() < Self.failureProbability
    let launchedAt = at.adding(
      milliseconds: 1000 * Int64(20 + rng.index(below: 100)))
    // Both are drawn in any case: whether one try fails moves no other draw.
    let threshold = rng.exponential()
    let jobHours = rng.exponential() * Self.meanJobHours
    guard !isRefused, launchedAt < end else {
      return FleetLife(
        number: number, requestedAt: at, launchedAt: nil, endedAt: at,
        exit: .released)
    }
    let lossHours = Self.age(atCumulativeHazard: threshold / multiplier)
    // No life is shorter than the warning before its end.
    let hours = max(min(lossHours, jobHours), 0.05)
    let endedAt = Self.wholeSecond(launchedAt.adding(hours: hours))
    guard endedAt < end else {
      return FleetLife(
        number: number, requestedAt: at, launchedAt: launchedAt,
        endedAt: end, exit: .observationEnded)
    }
    return FleetLife(
      number: number, requestedAt: at, launchedAt: launchedAt,
      endedAt: endedAt,
      exit: lossHours <= jobHours ? .interrupted : .released)
  }

  /// The age in hours through which the baseline hazard adds up to a value.
  static func age(atCumulativeHazard value: Double) -> Double {
    let age = RiskWorld.age
    var left = value
    for (index, rate) in age.ratesPerHour.enumerated() {
      let from = age.cutsHours[index]
      guard index + 1 < age.cutsHours.count else { return from + left / rate }
      let piece = rate * (age.cutsHours[index + 1] - from)
      if left <= piece { return from + left / rate }
      left -= piece
    }
    return .infinity
  }

  private static func wholeSecond(_ at: UTCInstant) -> UTCInstant {
    UTCInstant(unixMilliseconds: at.unixMilliseconds / 1000 * 1000)
  }
}
