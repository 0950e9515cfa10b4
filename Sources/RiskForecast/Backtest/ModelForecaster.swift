public import RiskDomain
import RiskModels

/// The model under test, as `forecast` uses it, one forecaster a pool.
///
/// Known ends of life are left out: they are no losses, and a life that
/// outlives its cap by minutes would be held against the model.
public struct ModelForecaster: LossForecaster {
  /// Its name in tables.
  public static let name = "model"

  private let forecasters: [PoolID: PoolForecaster]
  private let clock: Spell.Clock

  public init(_ forecasters: [PoolForecaster], clock: Spell.Clock) {
    self.forecasters = Dictionary(
      forecasters.map { ($0.pool, $0) }, uniquingKeysWith: { first, _ in first }
    )
    self.clock = clock
  }

  public func survival(
    of pool: PoolID, ageHours: Double, at instant: UTCInstant,
    aheadHours: [Double]
  ) -> [Double]? {
    guard let row = row(pool, ageHours, instant, aheadHours) else { return nil }
    let known = row.survival.compactMap(\.self)
    return known.count == aheadHours.count ? known : nil
  }

  /// Gamma shape of what is not known of a pool's hazard; nil without one.
  func multiplierShape(of pool: PoolID, at instant: UTCInstant) -> Double? {
    forecasters[pool]?.outlook(asOf: instant).loss?.multiplierShape
  }

  private func row(
    _ pool: PoolID, _ ageHours: Double, _ instant: UTCInstant,
    _ aheadHours: [Double]
  ) -> ForecastRow? {
    guard let forecaster = forecasters[pool] else { return nil }
    var outlook = forecaster.outlook(asOf: instant)
    guard outlook.clock == clock else { return nil }
    outlook.loss?.mean.capHours = nil
    // A probed pool whose age is known has it from the outlook itself.
    return forecast(
      outlook: outlook, ageHours: ageHours, aheadHours: aheadHours)
  }
}
