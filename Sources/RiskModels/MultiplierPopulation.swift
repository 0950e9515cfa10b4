import Foundation
import RiskNumerics

/// Siblings' multipliers as one gamma population of unknown spread.
///
/// Each sibling has `events` where `expected` were expected; its multiplier is
/// Gamma(α, α) a priori, mean 1, standard deviation τ = 1/√α. α is not fixed
/// but averaged over a grid of τ with a flat prior, weighted by the
/// negative-binomial marginal likelihood, so that few siblings do not pretend
/// to know their spread (methods/nested-gamma-poisson.md (5) to (7b)).
struct MultiplierPopulation {
  /// Multipliers above the siblings that were told by these very siblings.
  ///
  /// Siblings lie around a parent fitted to them closer than around the true
  /// one; with the parent integrated out they do not.
  struct Parents {
    /// By sibling.
    var indices: [Int]
    /// By parent: precision of its log multiplier before its children spoke.
    var precisions: [Double]
  }

  /// Gamma shapes of the grid and their posterior weights, which sum to 1.
  private var shapes: [Double]
  private var weights: [Double]
  /// The shape of the largest marginal likelihood on the grid.
  private(set) var shapeAtMaximum: Double
  /// Twice the gain of that shape over no spread at all.
  private(set) var likelihoodRatio: Double

  /// - Parameters:
  ///   - events, expected: one entry per sibling, ≥ 0; may be fractions.
  ///   - parents: what is above the siblings, of one kind or of several that
  ///     cross; empty where the siblings' mean is given.
  ///   - outer: spreads at least as far before data; nil leaves the prior flat.
  init(
    events: [Double], expected: [Double], parents: [Parents] = [],
    within outer: MultiplierPopulation? = nil, spread: ModelSpec.Spread
  ) {
    let step =
      log(spread.maximum / spread.minimum) / Double(spread.points - 1)
    shapes = []
    weights = []
    shapeAtMaximum = 0
    likelihoodRatio = 0
    var logWeights: [Double] = []
    var best = -Double.infinity
    for i in 0..<spread.points {
      let tau = spread.minimum * exp(step * Double(i))
      let shape = 1 / (tau * tau)
      let value =
        Self.logLikelihood(events, expected, shape)
        - Self.parentsInformation(parents, expected, shape)
      if value > best {
        best = value
        shapeAtMaximum = shape
      }
      shapes.append(shape)
      // A flat prior on τ is τ per unit of log τ.
      let prior = outer?.density(ofSpreadWithin: tau) ?? 1
      logWeights.append(value + log(tau * prior))
    }
    let none =
      -expected.reduce(0, +)
      - Self.parentsInformation(parents, expected, .infinity)
    likelihoodRatio = 2 * (best - none)
    let top = logWeights.max() ?? 0
    weights = logWeights.map { exp($0 - top) }
    let sum = weights.reduce(0, +)
    weights = weights.map { $0 / sum }
  }

  /// Density of a spread that is any share of this population's, each as likely
  /// (methods/nested-gamma-poisson.md (7b)).
  private func density(ofSpreadWithin tau: Double) -> Double {
    zip(shapes, weights).reduce(0) { sum, point in
      let own = 1 / point.0.squareRoot()
      // Grids of one range meet in their points.
      return own > tau * (1 - 1e-9) ? sum + point.1 / own : sum
    }
  }

  /// Σ log NB without the terms that hold no α; its limit for α → ∞ is
  /// −Σ expected.
  private static func logLikelihood(
    _ events: [Double], _ expected: [Double], _ a: Double
  ) -> Double {
    let atShape = logGamma(a)
    var sum = 0.0
    for (o, e) in zip(events, expected) {
      sum -= a * log1p(e / a)
      if o > 0 { sum += logGamma(a + o) - atShape - o * log(a + e) }
    }
    return sum
  }

  /// ½ log of the information on each parent: Laplace's integral over it
  /// (methods/nested-gamma-poisson.md (7a)).
  private static func parentsInformation(
    _ parents: [Parents], _ expected: [Double], _ a: Double
  ) -> Double {
    var sum = 0.0
    for kind in parents {
      var information = kind.precisions
      for (e, parent) in zip(expected, kind.indices) {
        information[parent] += e / (1 + e / a)
      }
      sum += information.reduce(0) { $0 + 0.5 * log($1) }
    }
    return sum
  }

  /// What is known of one sibling's multiplier.
  struct Sibling {
    var mean: Double
    /// Variance over squared mean.
    var relativeVariance: Double
    /// How much of a parent's log error this sibling inherits, 0...1: its
    /// prior's share α / (α + expected).
    var inheritance: Double
  }

  /// The posterior of a sibling, moments over the grid.
  func sibling(events o: Double, expected e: Double) -> Sibling {
    var mean = 0.0
    var second = 0.0
    var inheritance = 0.0
    for (a, w) in zip(shapes, weights) {
      let m = (a + o) / (a + e)
      mean += w * m
      second += w * (m * m + m / (a + e))
      inheritance += w * a / (a + e)
    }
    return Sibling(
      mean: mean, relativeVariance: max(second / (mean * mean) - 1, 1e-12),
      inheritance: inheritance)
  }

  /// Relative variance of a sibling of which nothing was seen.
  var priorVariance: Double {
    zip(shapes, weights).reduce(0) { $0 + $1.1 / $1.0 }
  }
}
