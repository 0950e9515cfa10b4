import RiskNumerics

/// Knots of a path over consecutive days, straight lines between them, the last
/// one on the last day; and the steps from knot to knot.
///
/// A step moves all knots before it against the last one
/// (methods/time-varying-hazard.md (9a)).
struct WalkKnots {
  /// By day: the knot at or before it, and the next one's share.
  let places: [(knot: Int, share: Double)]
  let count: Int

  var stepCount: Int { count - 1 }

  init(days: Int, knotDays: Int) {
    let last = days - 1
    let end = (max(last, 0) + knotDays - 1) / knotDays
    count = end + 1
    places = (0..<days).map { d in
      let back = Double(last - d) / Double(knotDays)
      let knot = min(max(end - Int(back.rounded(.up)), 0), max(end - 1, 0))
      return (knot, Double(end - knot) - back)
    }
  }

  /// Log level by day of steps in time's order, that of the last day 0.
  func logs(_ steps: [Double]) -> [Double] {
    var levels = Array(repeating: 0.0, count: count)
    for k in steps.indices.reversed() { levels[k] = levels[k + 1] - steps[k] }
    return places.map { knot, share in
      share > 0
        ? (1 - share) * levels[knot] + share * levels[knot + 1] : levels[knot]
    }
  }

  /// Sums by knot of what lies on days.
  private func sums(_ values: [Double]) -> [Double] {
    var sums = Array(repeating: 0.0, count: count)
    for (value, (knot, share)) in zip(values, places) {
      sums[knot] += (1 - share) * value
      if share > 0 { sums[knot + 1] += share * value }
    }
    return sums
  }

  /// Of each step, what lies before it.
  private func before(_ sums: [Double]) -> [Double] {
    var sum = 0.0
    return sums.dropLast().map {
      sum += $0
      return sum
    }
  }

  /// By how much the last day rises over the mean with each step, 0...1.
  ///
  /// - Parameter weights: of the days in the mean.
  func lifts(_ weights: [Double]) -> [Double] {
    let total = weights.reduce(0, +)
    return before(sums(weights)).map { total > 0 ? $0 / total : 0 }
  }

  /// Slopes of a Poisson log-likelihood along the steps.
  ///
  /// - Parameter residuals: by day, events less expected ones.
  func slopes(_ residuals: [Double]) -> [Double] {
    before(sums(residuals)).map { -$0 }
  }

  /// Information on the steps, steps × steps, the level being free.
  ///
  /// - Parameter means: by day, expected events.
  func information(_ means: [Double]) -> Matrix {
    var diagonal = Array(repeating: 0.0, count: count)
    var beside = diagonal
    for (mean, (knot, share)) in zip(means, places) {
      diagonal[knot] += (1 - share) * (1 - share) * mean
      guard share > 0 else { continue }
      diagonal[knot + 1] += share * share * mean
      beside[knot] += share * (1 - share) * mean
    }
    let total = means.reduce(0, +)
    let moved = before(sums(means))
    var result = Matrix(rows: stepCount, columns: stepCount)
    var own = 0.0
    for a in 0..<stepCount {
      own += diagonal[a] + (a > 0 ? 2 * beside[a - 1] : 0)
      for b in a..<stepCount {
        let both = b == a ? own : moved[a]
        let value = total > 0 ? both - moved[a] * moved[b] / total : 0
        result[a, b] = value
        result[b, a] = value
      }
    }
    return result
  }
}
