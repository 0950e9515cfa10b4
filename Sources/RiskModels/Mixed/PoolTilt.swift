/// A slope of each pool's own along one effect of cells, for example how its
/// hazard falls with age beyond the common curve.
public struct PoolTilt: Sendable {
  /// Which effect of cells carries the values, by its place.
  public var effect: Int
  /// The covariate at each code of that effect, for example log age less its
  /// mean: centred values keep a pool's level apart from its slope.
  public var values: [Double]
  /// Precision 1/σ² of the slopes where it is given; nil = estimated.
  public var precision: Double?

  public init(effect: Int, values: [Double], precision: Double? = nil) {
    self.effect = effect
    self.values = values
    self.precision = precision
  }
}
