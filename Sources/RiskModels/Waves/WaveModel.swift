public import RiskDomain

import Foundation

/// Surges that hit every pool of a region: two states, quiet and surge, that
/// last exponential times, with loss events Poisson in each (methods/waves.md).
public struct WaveModel: Hashable, Sendable, Codable {
  public var provider: PoolID.Provider
  /// Hazard in a surge over that outside, > 1.
  public var factor: Double
  /// Mean hours from a surge's end to the next, and of a surge.
  public var meanGapHours, meanHours: Double
  /// Twice the gain in log-likelihood over no surges, all regions together.
  public var likelihoodRatio: Double
  /// Whether that is enough for forecasts to use it.
  public var isTaken: Bool
  /// Regions and loss events that tell of it.
  public var regions, events: Int

  public init(
    provider: PoolID.Provider, factor: Double, meanGapHours: Double,
    meanHours: Double, likelihoodRatio: Double, isTaken: Bool, regions: Int,
    events: Int
  ) {
    self.provider = provider
    self.factor = factor
    self.meanGapHours = meanGapHours
    self.meanHours = meanHours
    self.likelihoodRatio = likelihoodRatio
    self.isTaken = isTaken
    self.regions = regions
    self.events = events
  }

  /// Share of the time that surges last.
  public var surgeShare: Double { meanHours / (meanGapHours + meanHours) }

  /// Factor on the long-run hazard outside surges; its mean over time is 1.
  public var quietFactor: Double { 1 / (1 + (factor - 1) * surgeShare) }

  /// P(surge) some hours later, nothing being seen in between.
  public func probability(
    _ now: Double, afterHours hours: Double
  ) -> Double {
    surgeShare
      + (now - surgeShare)
      * exp(-hours * (1 / meanGapHours + 1 / meanHours))
  }

  /// Mean factor on the long-run hazard over a stretch ahead.
  public func meanFactor(
    _ now: Double, fromHours from: Double, untilHours until: Double
  ) -> Double {
    let rate = 1 / meanGapHours + 1 / meanHours
    let fading =
      until > from
      ? (exp(-rate * from) - exp(-rate * until)) / (rate * (until - from))
      : exp(-rate * from)
    return 1 + (now - surgeShare) * fading * quietFactor * (factor - 1)
  }

  /// Variance of the mean factor over a stretch of which nothing is known: how
  /// far a month's surges are from those of the long run.
  func variance(ofMeanOverHours hours: Double) -> Double {
    let x = hours * (1 / meanGapHours + 1 / meanHours)
    guard x > 0 else { return 0 }
    let lift = quietFactor * (factor - 1)
    return lift * lift * surgeShare * (1 - surgeShare) * 2 / x
      * (1 + expm1(-x) / x)
  }

  /// P(surge) at the end of each bin given the bins up to it, and the gain in
  /// log-likelihood of the whole series over no surges, nats.
  func filter(
    _ series: LossSeries
  ) -> (probabilities: [Double], gain: Double) {
    let quiet = quietFactor
    let surge = quiet * factor
    let (logQuiet, logSurge) = (log(quiet), log(surge))
    let share = surgeShare
    let fading = exp(
      -LossSeries.binHours * (1 / meanGapHours + 1 / meanHours))
    var now = share
    var gain = 0.0
    var probabilities: [Double] = []
    probabilities.reserveCapacity(series.expected.count)
    for (e, y) in zip(series.expected, series.events) {
      now = share + (now - share) * fading
      if e > 0 || y > 0 {
        // Log-likelihood ratios to the plain Poisson.
        let a = Double(y) * logQuiet - e * (quiet - 1)
        let b = Double(y) * logSurge - e * (surge - 1)
        let top = max(a, b)
        let total = (1 - now) * exp(a - top) + now * exp(b - top)
        gain += top + log(total)
        now = now * exp(b - top) / total
      }
      probabilities.append(now)
    }
    return (probabilities, gain)
  }
}

/// P(surge) of one region at any moment, from what was seen until then.
public struct WaveFilter: Hashable, Sendable {
  public let model: WaveModel
  public let series: LossSeries
  private let probabilities: [Double]

  public init(_ model: WaveModel, _ series: LossSeries) {
    self.model = model
    self.series = series
    probabilities = model.filter(series).probabilities
  }

  /// P(surge) at an instant; only bins that had ended have influence.
  public func probability(asOf instant: UTCInstant) -> Double {
    let ended = series.endedBins(by: instant)
    guard ended > 0 else { return model.surgeShare }
    return model.probability(
      probabilities[ended - 1],
      afterHours: max(
        instant.hours(since: series.end(ofBin: ended - 1)), 0))
  }
}
