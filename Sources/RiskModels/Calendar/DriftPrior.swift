import Foundation

/// Prior of how much a log hazard moves in thirty days: not at all, or by a
/// standard deviation that is Rayleigh up to a factor of five.
struct DriftPrior {
  /// Variance of the change, ascending from 0; weights sum to 1.
  let candidates: [(variancePerMonth: Double, weight: Double)]
  /// Days between knots of the path.
  let knotDays: Int

  init(_ options: ModelSpec.Calendar) {
    let edges = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.75, 0.95, 1.2, 1.6]
    let scale = options.monthlyDeviation
    let least = (edges[0] + edges[1]) / 2
    let moving = zip(edges, edges.dropFirst()).map { low, high in
      let deviation = (low + high) / 2
      // Over the least, which so has its weight however small the scale.
      let off = (deviation - least) * (deviation + least)
      return (
        deviation * deviation,
        (high - low) * deviation * exp(-off / (2 * scale) / scale)
      )
    }
    let sum = moving.reduce(0) { $0 + $1.1 }
    knotDays = options.knotDays
    let steady = options.steadyProbability
    candidates =
      [(0, steady)] + moving.map { ($0.0, (1 - steady) * $0.1 / sum) }
  }

  /// Weights of the candidates given their log evidence; they sum to 1.
  func posterior(_ gains: [Double]) -> [Double] {
    // Over what the prior does not rule out: gains of very many pools lie
    // thousands of nats apart.
    let top =
      zip(candidates, gains).filter { $0.0.weight > 0 }.map(\.1).max() ?? 0
    let weights = zip(candidates, gains).map {
      $0.weight > 0 ? $0.weight * exp($1 - top) : 0
    }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }
}
