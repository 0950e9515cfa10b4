public import RiskDomain

/// Whoever says how long an instance that is up now will stay up.
///
/// The model under test and every simple baseline answer the same question, so
/// that one score holds for all of them.
public protocol LossForecaster: Sendable {
  /// P(not lost within each of `aheadHours` | up at this age and moment).
  ///
  /// - Parameters:
  ///   - ageHours: age at `instant`, hours ≥ 0, on the stretch's clock.
  ///   - aheadHours: hours ≥ 0; m entries.
  /// - Returns: m probabilities that fall as hours rise; nil where the
  ///   forecaster has nothing to say of the pool.
  func survival(
    of pool: PoolID, ageHours: Double, at instant: UTCInstant,
    aheadHours: [Double]
  ) -> [Double]?
}
