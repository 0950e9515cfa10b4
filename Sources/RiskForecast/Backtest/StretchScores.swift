import Foundation
import RiskDomain

/// What one forecaster said of stretches, and what that was worth.
struct StretchScores: Sendable {
  /// Half the width of the interval in which a loss seen exactly is scored:
  /// half a minute.
  static let halfWidthHours = 0.5 / 60

  /// What was ruled out costs no more than this: two survivals closer than a
  /// rounding error cannot be told apart.
  static let leastProbability = 1e-12

  /// Log-likelihood of each stretch in nats: log density per hour of a loss
  /// seen exactly, log probability of one between two probes, log survival of
  /// the others.
  private(set) var logScores: [Double] = []
  /// −log S over each stretch: the losses expected of it.
  private(set) var expected: [Double] = []
  /// S at the last moment surely up, and at the end; the latter 0 where no
  /// loss was seen.
  private(set) var survivalAtLower: [Double] = []
  private(set) var survivalAtUpper: [Double] = []

  /// Hours ahead that a stretch is scored at: before its end, its middle and
  /// after it.
  private static func hours(
    of stretch: ScoredStretch
  ) -> (low: Double, middle: Double, high: Double) {
    guard let lost = stretch.lostByHours else {
      return (stretch.upHours, stretch.upHours, stretch.upHours)
    }
    guard lost == stretch.upHours else {
      return (stretch.upHours, stretch.middleHours, lost)
    }
    return (max(lost - halfWidthHours, 0), lost, lost + halfWidthHours)
  }

  /// Survival through those hours; nil where the forecaster has nothing to say.
  static func survival(
    of stretch: ScoredStretch, by forecaster: any LossForecaster
  ) -> [Double]? {
    let hours = hours(of: stretch)
    let survival = forecaster.survival(
      of: stretch.pool, ageHours: stretch.ageHours, at: stretch.startsAt,
      aheadHours: [hours.low, hours.middle, hours.high])
    guard let survival, survival.allSatisfy({ $0 >= 0 && $0 <= 1 }) else {
      return nil
    }
    return survival
  }

  /// Adds a stretch and its survival as above.
  mutating func add(_ stretch: ScoredStretch, survival s: [Double]) {
    expected.append(-log(max(s[1], Self.leastProbability)))
    guard let lost = stretch.lostByHours else {
      logScores.append(log(max(s[0], Self.leastProbability)))
      survivalAtLower.append(s[0])
      survivalAtUpper.append(0)
      return
    }
    let isExact = lost == stretch.upHours
    let hours = Self.hours(of: stretch)
    let width = isExact ? hours.high - hours.low : 1
    logScores.append(log(max(s[0] - s[2], Self.leastProbability) / width))
    survivalAtLower.append(isExact ? s[1] : s[0])
    survivalAtUpper.append(isExact ? s[1] : min(s[2], s[0]))
  }
}
