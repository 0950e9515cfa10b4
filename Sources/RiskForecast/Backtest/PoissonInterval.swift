import RiskNumerics

/// The exact interval of a Poisson mean from one count.
///
/// Garwood 1936, doi:10.1093/biomet/28.3-4.437: gamma quantiles with shapes
/// count and count + 1.
public struct PoissonInterval: Hashable, Sendable {
  public let low, high: Double

  /// - Parameters:
  ///   - count: ≥ 0.
  ///   - level: coverage inside (0, 1).
  public init(count: Int, level: Double = 0.95) {
    precondition(
      count >= 0 && level > 0 && level < 1, "count \(count), level \(level)")
    let tail = (1 - level) / 2
    low =
      count > 0 ? gammaQuantile(tail, shape: Double(count), rate: 1) : 0
    high = gammaQuantile(1 - tail, shape: Double(count) + 1, rate: 1)
  }
}
