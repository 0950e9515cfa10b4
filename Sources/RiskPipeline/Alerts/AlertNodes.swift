import RiskDomain
import RiskForecast
import RiskReport

extension AlertScene {
  /// Spot instances that run at once, in the pools that count.
  ///
  /// The logs of a provider end where they end: what ran last is taken to run
  /// on.
  func nodes(
    _ rule: AlertRule
  ) -> (AlertsReport.Check, [AlertsReport.Alert]) {
    let pattern = rule.pools.map(GlobPattern.init)
    let counted = windows.filter { pattern?.matches($0.pool.key) ?? true }
    var ends: [PoolID.Provider: UTCInstant] = [:]
    for window in windows {
      guard let last = window.lastWatched else { continue }
      ends[window.pool.provider] = max(
        ends[window.pool.provider] ?? last, last)
    }
    guard !counted.isEmpty, let last = ends.values.max() else {
      return (
        AlertsReport.Check(
          rule, places: 0, note: "no spot instance is known"), []
      )
    }
    let check = AlertsReport.Check(rule, places: 1, note: nil)
    func running(_ moment: UTCInstant) -> Int {
      counted.reduce(0) { sum, window in
        let end = ends[window.pool.provider] ?? last
        // At its very end nothing is watched any more.
        return sum
          + window.running(at: min(moment, end.adding(milliseconds: -1)))
      }
    }
    let moments = Self.moments(until: min(asOf, last))
    guard
      let state = AlertState(
        moments.map { ($0, Double(running($0))) }, rule: rule),
      let moment = moments.last
    else { return (check, []) }
    let most = counted.map {
      (
        $0.pool.key,
        $0.running(
          at: min(
            moment, (ends[$0.pool.provider] ?? last).adding(milliseconds: -1)))
      )
    }.filter { $0.1 > 0 }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    let alert = AlertsReport.Alert(
      rule, place: rule.pools ?? "all pools", pools: most.map(\.0), state,
      Counted.of(
        Int(state.value), "spot instance runs", "spot instances run")
        + " where the cap is "
        + "\(NumberText.fixed(rule.fireAbove, 0)): stop some, or raise the cap."
    )
    return (check, [alert])
  }
}
