import Foundation
public import RiskNumerics

/// Draws of the gamma multiplier that says how sure a hazard is.
///
/// Marsaglia and Tsang, "A simple method for generating gamma variables",
/// ACM Trans. Math. Softw. 26 (2000), doi:10.1145/358407.358414.
public enum HazardDraws {
  /// One draw with mean 1 and variance 1/shape; 1 for a shape that is not
  /// positive and finite.
  public static func multiplier(
    shape: Double, using generator: inout SplitMix64
  ) -> Double {
    guard shape > 0, shape < 1e9 else { return 1 }
    return gamma(shape: shape, using: &generator) / shape
  }

  /// One draw from the gamma distribution with unit scale; shape > 0.
  static func gamma(
    shape: Double, using generator: inout SplitMix64
  ) -> Double {
    if shape < 1 {
      // Γ(a) = Γ(a + 1)·U^(1/a).
      let u = generator.uniform()
      return gamma(shape: shape + 1, using: &generator) * pow(u, 1 / shape)
    }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let z = normal(using: &generator)
      let v = (1 + c * z) * (1 + c * z) * (1 + c * z)
      guard v > 0 else { continue }
      let u = generator.uniform()
      if log(u) < 0.5 * z * z + d - d * v + d * log(v) { return d * v }
    }
  }

  /// One standard normal draw (Box and Muller 1958).
  static func normal(using generator: inout SplitMix64) -> Double {
    let u = generator.uniform()
    let v = generator.uniform()
    return (-2 * log(u)).squareRoot() * cos(2 * .pi * v)
  }

  /// One exponential draw with mean 1.
  static func exponential(using generator: inout SplitMix64) -> Double {
    -log(generator.uniform())
  }
}
