import Foundation

extension Plan {
  /// Restarts that a launcher must allow so that at most one run in a hundred
  /// is given up: the smallest n with P(N > n) ≤ 0.01.
  ///
  /// N is Poisson with the upper end of the interruptions' band as its mean,
  /// so that the doubt about the rate is in it. nil when the plan has no band.
  public var restartsToAllow: Int? {
    guard let mean = expectedInterruptions?.high, mean.isFinite, mean >= 0
    else { return nil }
    // Beyond this the normal approximation is off by less than one restart.
    if mean > 500 {
      return Int((mean + 2.3263 * mean.squareRoot()).rounded(.up))
    }
    var term = exp(-mean)
    var sum = term
    var n = 0
    while sum < 0.99 {
      n += 1
      term *= mean / Double(n)
      sum += term
    }
    return n
  }
}
