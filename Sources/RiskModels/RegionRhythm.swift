import Foundation
import RiskNumerics

/// The hours of the week of one region: two waves over the day and a step at
/// the weekend, shrunk to nothing by as much as the region's losses leave open.
///
/// Given their number, losses fall on blocks of the week with probabilities
/// proportional to expected · exp(xβ); β ~ N(0, τ² D) with D = 1 for the daily
/// wave and the weekend and ¼ for the second wave. τ is averaged over a grid,
/// and the evidence (Laplace) is held against that of β = 0
/// (methods/nested-gamma-poisson.md (15a) to (15c)).
struct RegionRhythm {
  /// Posterior probability from which an effect is told; even odds before data.
  static let leastProbability = 0.9
  /// Grid of τ: a crest over its trough of 1.2 to 5 times.
  private static let spreads = [0.1, 0.2, 0.4, 0.8]
  private static let columns = 5
  /// Precision of each coefficient for τ = 1.
  private static let precisions = [1.0, 1, 4, 4, 1]

  /// P(there is an effect).
  let probability: Double
  /// By block, the last entry 1 for hours without a calendar; weighted by what
  /// was expected their mean is 1.
  let blocks: [Double]
  /// By hour of the week, 168 entries.
  let byHour: [Double]

  /// - Parameters:
  ///   - events: by block of the week, losses that fell together taken as one.
  ///   - expected: on any scale, without an effect.
  init(events: [Double], expected: [Double]) {
    let rows = (0..<WeekBlock.count).map {
      Self.row(atHour: Double($0 % 8) * 3 + 1.5, isWeekend: $0 >= 8)
    }
    let none = Self.logLikelihood(events, expected, rows, Self.zero)
    var coefficients = Self.zero
    var evidence: [Double] = []
    var fits: [[Double]] = []
    for spread in Self.spreads {
      let precision = Self.precisions.map { $0 / (spread * spread) }
      let fit = Self.maximum(events, expected, rows, precision)
      fits.append(fit.coefficients)
      evidence.append(fit.logEvidence)
    }
    let top = evidence.max() ?? none
    let weights = evidence.map { exp($0 - top) }
    let total = weights.reduce(0, +)
    for (fit, weight) in zip(fits, weights) {
      for k in coefficients.indices {
        coefficients[k] += fit[k] * weight / total
      }
    }
    let logRatio = top + log(total / Double(weights.count)) - none
    probability = 1 / (1 + exp(-logRatio))
    let raw = rows.map { exp(Self.product($0, coefficients)) }
    let sum = expected.reduce(0, +)
    let mean = sum > 0 ? Self.product(raw, expected) / sum : 1
    blocks = raw.map { $0 / mean } + [1]
    byHour = (0..<168).map { hour in
      let row = Self.row(
        atHour: Double(hour % 24) + 0.5, isWeekend: hour / 24 >= 5)
      return exp(Self.product(row, coefficients)) / mean
    }
  }

  private static let zero = Array(repeating: 0.0, count: columns)

  private static func row(atHour hour: Double, isWeekend: Bool) -> [Double] {
    let phase = 2 * Double.pi * hour / 24
    return [
      cos(phase), sin(phase), cos(2 * phase), sin(2 * phase),
      isWeekend ? 1 : 0,
    ]
  }

  private static func product(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Σ o log p without the terms that hold no β.
  private static func logLikelihood(
    _ events: [Double], _ expected: [Double], _ rows: [[Double]],
    _ coefficients: [Double]
  ) -> Double {
    let logs = rows.map { product($0, coefficients) }
    let mass = zip(expected, logs).reduce(0) { $0 + $1.0 * exp($1.1) }
    guard mass > 0 else { return 0 }
    return product(events, logs) - events.reduce(0, +) * log(mass)
  }

  /// Newton's method on the concave penalised likelihood, and the Laplace
  /// evidence at its maximum.
  private static func maximum(
    _ events: [Double], _ expected: [Double], _ rows: [[Double]],
    _ precision: [Double]
  ) -> (coefficients: [Double], logEvidence: Double) {
    func value(_ beta: [Double]) -> Double {
      logLikelihood(events, expected, rows, beta)
        - 0.5 * zip(beta, precision).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
    }
    var beta = zero
    var best = value(beta)
    var logDeterminant = precision.reduce(0) { $0 + log($1) }
    let prior = logDeterminant
    for _ in 0..<50 {
      let (gradient, information) = score(
        events, expected, rows, beta, precision)
      guard let factor = Cholesky(information) else { break }
      logDeterminant = factor.logDeterminant
      var step = factor.solve(gradient)
      guard product(step, gradient) > 1e-12 else { break }
      var next = zip(beta, step).map(+)
      var nextValue = value(next)
      for _ in 0..<30 where nextValue < best {
        step = step.map { $0 / 2 }
        next = zip(beta, step).map(+)
        nextValue = value(next)
      }
      guard nextValue >= best else { break }
      (beta, best) = (next, nextValue)
    }
    return (beta, best + 0.5 * (prior - logDeterminant))
  }

  private static func score(
    _ events: [Double], _ expected: [Double], _ rows: [[Double]],
    _ beta: [Double], _ precision: [Double]
  ) -> (gradient: [Double], information: Matrix) {
    let masses = zip(expected, rows).map { $0 * exp(product($1, beta)) }
    let mass = masses.reduce(0, +)
    let total = events.reduce(0, +)
    var means = zero
    var gradient = zip(beta, precision).map { -$0 * $1 }
    var information = Matrix(rows: columns, columns: columns)
    for k in 0..<columns { information[k, k] = precision[k] }
    guard mass > 0 else { return (gradient, information) }
    for (row, share) in zip(rows, masses) {
      for j in 0..<columns { means[j] += row[j] * share / mass }
    }
    for (row, (count, share)) in zip(rows, zip(events, masses)) {
      for j in 0..<columns {
        gradient[j] += row[j] * count
        for k in 0..<columns {
          information[j, k] += total * row[j] * row[k] * share / mass
        }
      }
    }
    for j in 0..<columns {
      gradient[j] -= total * means[j]
      for k in 0..<columns { information[j, k] -= total * means[j] * means[k] }
    }
    return (gradient, information)
  }
}
