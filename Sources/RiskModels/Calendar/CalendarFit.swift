import RiskDomain

/// A stratum fitted to losses in groups, its hazards those of the last day.
struct CalendarFit {
  /// Rounds of looking at the calendar and fitting what is left.
  private static let rounds = 3

  private(set) var fit: StratumFit
  private(set) var effect: HourOfWeekEffect?
  private(set) var summary: HazardStratum.Calendar

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
    summary = calendar.summary
    /// The calendar looked at, and the fit to what is left of it.
    func look(_ prior: DriftPrior?) {
      let week = self.effect
      calendar.update(
        fit, week: pools.map { week?.blocks(of: $0) ?? none }, prior: prior)
      fit.take(
        calendar.moved(plain.table), dispersion: calendar.dispersion,
        variances: calendar.variances)
    }
    do throws(FitError) {
      for _ in 0..<Self.rounds {
        look(nil)
        try fit.run()
        self.effect = isByHour ? try fit.addHourOfWeek() : nil
      }
      summary = calendar.summary
      guard let prior else { return }
      // Hours of the week do not drift: all days tell of them alike.
      for _ in 0..<Self.rounds {
        look(prior)
        if let week = self.effect {
          fit.hours = fit.table.weightedHours(week.blocks(of:))
        }
        try fit.run()
      }
    } catch {
      return nil
    }
    summary = calendar.summary
  }
}
