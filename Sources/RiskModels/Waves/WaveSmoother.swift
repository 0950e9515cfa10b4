import Foundation

/// P(surge) in every bin of a series, given the whole of it.
///
/// Forwards as `WaveModel.filter`, then backwards over the two states
/// (methods/waves.md (6) to (9)).
struct WaveSmoother {
  /// Mean factor on the long-run hazard, by bin.
  let factors: [Double]
  private let smoothed: [Double]
  /// P(next bin is a surge | this one is) less P(next is one | this is not).
  private let links: [Double]
  private let lift: Double

  init(_ model: WaveModel, _ series: LossSeries) {
    let filtered = model.filter(series).probabilities
    let share = model.surgeShare
    let fading = exp(
      -LossSeries.binHours * (1 / model.meanGapHours + 1 / model.meanHours))
    // P(surge in the next bin | surge, quiet in this one).
    let (stays, comes) = (share + (1 - share) * fading, share * (1 - fading))
    var smoothed = filtered
    var links = filtered.map { _ in 0.0 }
    for t in filtered.indices.dropLast().reversed() {
      let (p, next) = (filtered[t], smoothed[t + 1])
      let ahead = p * stays + (1 - p) * comes
      let both = next * p * stays / ahead
      let onlyThis = (1 - next) * p * (1 - stays) / (1 - ahead)
      let now = both + onlyThis
      smoothed[t] = now
      if now > 0, now < 1 { links[t] = both / now - (next - both) / (1 - now) }
    }
    let quiet = model.quietFactor
    let lift = quiet * (model.factor - 1)
    factors = smoothed.map { quiet + lift * $0 }
    self.lift = lift
    self.smoothed = smoothed
    self.links = links
  }

  /// Relative variance of Σ expected · factor: what is not known of when the
  /// surges were.
  ///
  /// - Parameter expected: by bin, without the factors.
  func relativeVariance(_ expected: [Double]) -> Double {
    var (mean, variance) = (0.0, 0.0)
    // Covariance of the sum so far with the state of the bin.
    var covariance = 0.0
    for (t, e) in expected.enumerated() {
      let own = smoothed[t] * (1 - smoothed[t])
      mean += e * factors[t]
      variance += e * e * own + 2 * e * covariance
      covariance = (covariance + e * own) * links[t]
    }
    return mean > 0 ? max(variance, 0) * lift * lift / (mean * mean) : 0
  }
}
