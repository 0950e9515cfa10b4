public import RiskDomain
import RiskModels

extension PoolForecaster {
  /// The outlook for a decision that will be asked for again and again, with
  /// the pool's state told each time.
  ///
  /// It takes the model's hazards by age, not those from now on, and for a
  /// probed pool sharpens them by what it and its siblings were seen to do up
  /// to `instant`.
  public func standingOutlook(asOf instant: UTCInstant) -> PoolOutlook {
    var outlook = outlook(asOf: instant, isStateUsed: false)
    guard outlook.clock == .probe else { return outlook }
    let others = siblings.filter { $0.pool != pool }
    for (path, process) in [
      (\PoolOutlook.loss, Spell.Process.loss),
      (\PoolOutlook.acquisition, .acquisition),
    ] {
      guard let hazard = outlook[keyPath: path] else { continue }
      let own = WatchedHazard(tracker.spells, process, until: instant)
      outlook[keyPath: path]?.mean = own.posterior(
        hazard.mean,
        alike: [own]
          + others.map {
            WatchedHazard($0.spells, process, until: instant)
          })
    }
    return outlook
  }
}
