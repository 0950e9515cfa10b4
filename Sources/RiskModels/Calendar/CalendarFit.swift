import RiskDomain

/// A stratum fitted to losses in groups, its hazards those of the last day.
struct CalendarFit {
  /// Rounds of looking at the calendar and fitting what is left.
  private static let rounds = 3

  private var fit: StratumFit
  private var effect: HourOfWeekEffect?
  private var calendar: CalendarEffect
  /// What was fitted before anything was known by the calendar.
  private let plain: StratumTable
  private let prior: DriftPrior?

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
      let calendar = CalendarEffect(
        spells, table: plain.table, spec: plain.spec, surges: surges)
    else { return nil }
    fit = plain
    self.plain = plain.table
    self.effect = effect
    self.calendar = calendar
    self.prior = prior
    do throws(FitError) {
      for _ in 0..<Self.rounds {
        look(nil)
        try fit.run()
        self.effect = isByHour ? try fit.addHourOfWeek() : nil
      }
      if prior != nil {
        for _ in 0..<Self.rounds { try addDrift() }
        tellDrift()
      }
    } catch {
      return nil
    }
  }

  /// Looks at the calendar; fits start from what is left of it.
  private mutating func look(_ prior: DriftPrior?, gains: [Double]? = nil) {
    let none = Array(repeating: 1.0, count: WeekBlock.count + 1)
    let week = effect
    calendar.update(
      fit, week: plain.pools.map { week?.blocks(of: $0) ?? none },
      prior: prior, gains: gains)
    fit.take(
      calendar.moved(plain), dispersion: calendar.dispersion,
      levels: calendar.levels)
  }

  /// Single pools around the trend of the last round.
  private mutating func tellDrift() {
    guard let prior else { return }
    calendar.addDrift(prior)
    fit.calendar = calendar.levels
  }

  /// A round with hazards that move.
  private mutating func addDrift(gains: [Double]? = nil) throws(FitError) {
    guard let prior else { return }
    look(prior, gains: gains)
    // Hours of the week do not drift: all days tell of them alike.
    if let week = effect {
      fit.hours = fit.table.weightedHours(week.blocks(of:))
    }
    try fit.run()
  }

  /// Log evidence of each speed of drift over none; nil where hazards are taken
  /// to stand still.
  var driftGains: [Double]? { calendar.trend?.gains }

  /// How hazards stood day by day over those of the last day.
  var dailyFactors: [PoolID: DailyFactors] {
    Dictionary(
      zip(fit.table.pools, calendar.dailyFactors),
      uniquingKeysWith: { first, _ in first })
  }

  /// Takes pools to move at one speed with those of other providers; where that
  /// does not settle they keep their own.
  ///
  /// - Parameter gains: of all providers together.
  mutating func shareDrift(by gains: [Double]) {
    var shared = self
    do throws(FitError) {
      try shared.addDrift(gains: gains)
      shared.tellDrift()
      self = shared
    } catch {}
  }

  /// The fit as values to keep.
  func stratum(_ key: StratumKey, groupCuts: [Double]) -> HazardStratum {
    var stratum = fit.stratum(key, groupCuts: groupCuts, effect: effect)
    stratum.calendar = calendar.summary
    return stratum
  }
}
