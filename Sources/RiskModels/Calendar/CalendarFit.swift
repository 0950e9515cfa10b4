import RiskDomain

/// A stratum fitted to losses in groups, its hazards those of the last day.
struct CalendarFit {
  /// Rounds of looking at the calendar and fitting what is left.
  private static let rounds = 3

  private var fit: StratumFit
  private var effect: HourOfWeekEffect?
  private var calendar: CalendarEffect

  /// nil where nothing is known by the calendar or where that does not settle.
  ///
  /// - Parameters:
  ///   - plain, effect: the fit to losses one by one, hours of the week in it
  ///     where `isByHour`.
  ///   - spells: of the stratum's instances.
  init?(
    _ plain: StratumFit, _ effect: HourOfWeekEffect?, isByHour: Bool,
    spells: [Spell], prior: DriftPrior?, surges: SurgeHours?
  ) {
    guard
      var calendar = CalendarEffect(
        spells, table: plain.table, spec: plain.spec, surges: surges)
    else { return nil }
    let pools = plain.table.pools
    let none = Array(repeating: 1.0, count: WeekBlock.count + 1)
    fit = plain
    self.effect = effect
    self.calendar = calendar
    /// The calendar looked at, and the fit to what is left of it.
    func look(_ prior: DriftPrior?) {
      let week = self.effect
      calendar.update(
        fit, week: pools.map { week?.blocks(of: $0) ?? none }, prior: prior)
      fit.take(
        calendar.moved(plain.table), dispersion: calendar.dispersion,
        levels: calendar.levels)
    }
    do throws(FitError) {
      for _ in 0..<Self.rounds {
        look(nil)
        try fit.run()
        self.effect = isByHour ? try fit.addHourOfWeek() : nil
      }
      if let prior {
        // Hours of the week do not drift: all days tell of them alike.
        for _ in 0..<Self.rounds {
          look(prior)
          if let week = self.effect {
            fit.hours = fit.table.weightedHours(week.blocks(of:))
          }
          try fit.run()
        }
        calendar.addDrift(prior)
        fit.calendar = calendar.levels
      }
    } catch {
      return nil
    }
    self.calendar = calendar
  }

  /// Log evidence of each speed of drift over none; nil where hazards are taken
  /// to stand still.
  var driftGains: [Double]? { calendar.drift?.gains }

  /// Takes pools to move at one speed with those of other providers.
  ///
  /// - Parameter gains: of all providers together.
  mutating func weighDrift(by gains: [Double]) {
    calendar.weighDrift(by: gains)
    fit.calendar = calendar.levels
  }

  /// The fit as values to keep.
  func stratum(_ key: StratumKey, groupCuts: [Double]) -> HazardStratum {
    var stratum = fit.stratum(key, groupCuts: groupCuts, effect: effect)
    stratum.calendar = calendar.summary
    return stratum
  }
}
