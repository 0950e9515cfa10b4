import RiskDomain
import RiskForecast
import RiskModels
import RiskSimulation

extension TruthScores.Surges {
  /// Thresholds of the rule for surges in `Data/rules/default.yaml`.
  private static let rule = AlertRule(
    name: "", kind: .wave, fireAbove: 0.5, clearBelow: 0.25)

  /// Full hours of the month: what rings in the middle of each.
  init(_ truth: MonthTruth, _ waves: WaveFilters) {
    self.init(
      alarmHours: 0, falseHours: 0, surgeHours: 0, foundHours: 0, surges: 0,
      foundSurges: 0, hours: 0, isTold: !waves.all.isEmpty)
    let count = 24 * truth.days
    let filters = Dictionary(
      waves.all.map { ($0.filter.series.region, $0.filter) },
      uniquingKeysWith: { first, _ in first })
    for region in Set(truth.pools.map(\.pool.region)).sorted() {
      let isSurge = Set(truth.surgeHours?[region] ?? [])
      var rings = false
      var found = false
      for hour in 0..<count {
        let p =
          filters[region]?.probability(
            asOf: truth.start.adding(hours: Double(hour) + 0.5)) ?? 0
        rings = rings ? p >= Self.rule.clearBelow : p > Self.rule.fireAbove
        hours += 1
        if rings { alarmHours += 1 }
        guard isSurge.contains(hour) else {
          if rings { falseHours += 1 }
          continue
        }
        if !isSurge.contains(hour - 1) {
          surges += 1
          found = false
        }
        surgeHours += 1
        if rings {
          foundHours += 1
          if !found { foundSurges += 1 }
          found = true
        }
      }
    }
  }
}
