public import RiskNumerics

/// Draws of the gamma multiplier that says how sure a hazard is.
public enum HazardDraws {
  /// One draw with mean 1 and variance 1/shape; 1 for a shape that is not
  /// positive and finite.
  public static func multiplier(
    shape: Double, using generator: inout SplitMix64
  ) -> Double {
    guard shape > 0, shape < 1e9 else { return 1 }
    return gammaSample(shape: shape, rate: shape, using: &generator)
  }
}
