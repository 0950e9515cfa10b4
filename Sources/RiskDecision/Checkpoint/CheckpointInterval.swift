import Foundation

extension CheckpointModel {
  /// The constant interval with the least running time per useful hour, in
  /// hours, with that ratio; nil when no interval ever saves anything.
  ///
  /// A grid of 80 points, even in the logarithm, between the least interval
  /// and the longest sensible one, then a golden-section search around the
  /// best point: with a cap on life there may be several valleys. Daly's
  /// interval at the mean life is one more start value. Where steps are given
  /// the better neighbour of whole steps is taken.
  public func bestInterval(
    minHours: Double, workHours: Double, stepHours: Double? = nil
  ) -> (intervalHours: Double, hoursPerUsefulHour: Double)? {
    let low = max(minHours, stepHours ?? 0, 1.0 / 3600)
    let high = max(workHours, low)
    func value(_ tau: Double) -> Double {
      hoursPerUsefulHour(intervalHours: tau) ?? .infinity
    }
    var starts = (0..<80).map {
      low * pow(high / low, Double($0) / 79)
    }
    if let mean = loss.meanLifeHours {
      starts.append(
        min(
          max(
            ExponentialCheckpoint.dalyIntervalHours(
              checkpointHours: pauseHours, meanHoursBetweenLosses: mean), low),
          high))
    }
    guard
      let start = starts.min(by: { value($0) < value($1) }),
      value(start) < .infinity
    else { return nil }
    let factor = pow(high / low, 1.0 / 79)
    let refined = goldenSection(
      from: max(low, start / factor), to: min(high, start * factor), value)
    let best = value(refined) <= value(start) ? refined : start
    guard let stepHours, stepHours > 0 else { return (best, value(best)) }
    let steps = (best / stepHours).rounded(.down)
    let candidates = [steps, steps + 1].map { $0 * stepHours }
      .filter { $0 >= minHours - 1e-12 && $0 > 0 }
    let rounded =
      candidates.min { value($0) < value($1) }
      ?? (minHours / stepHours).rounded(.up) * stepHours
    return (rounded, value(rounded))
  }

  private func goldenSection(
    from low: Double, to high: Double, _ value: (Double) -> Double
  ) -> Double {
    let ratio = (5.0.squareRoot() - 1) / 2
    var a = low
    var b = high
    var x = b - ratio * (b - a)
    var y = a + ratio * (b - a)
    var fx = value(x)
    var fy = value(y)
    for _ in 0..<60 where b - a > 1e-7 * b {
      if fx < fy {
        b = y
        (y, fy) = (x, fx)
        x = b - ratio * (b - a)
        fx = value(x)
      } else {
        a = x
        (x, fx) = (y, fy)
        y = a + ratio * (b - a)
        fy = value(y)
      }
    }
    return (a + b) / 2
  }
}
