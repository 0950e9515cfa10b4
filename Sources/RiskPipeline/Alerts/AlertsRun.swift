import RiskDomain
import RiskExposure
import RiskForecast
import RiskModels
import RiskReport
import RiskStore

/// Evaluates alert rules on the facts up to a moment.
public enum AlertsRun {
  /// How far back an alert's beginning is looked for, and how finely.
  static let lookbackHours = 48.0
  static let stepHours = 0.25

  /// The alerts that ring at `context.asOf`.
  ///
  /// - Parameter rulesPath: nil takes `Data/rules/default.yaml`.
  /// - Throws: `UseCaseFailure` without facts, or for rules that cannot be
  ///   read; no alert is an answer, not an error.
  public static func run(
    databasePath: String, rulesPath: String?, context: RunContext
  ) throws(UseCaseFailure) -> AlertsReport {
    try run(
      StoreAccess(databasePath, for: .read), .nothing, rulesPath: rulesPath,
      context: context)
  }

  /// The same with what is at hand.
  static func run(
    _ store: StoreAccess, _ known: MarketAtHand, rulesPath: String?,
    context: RunContext
  ) throws(UseCaseFailure) -> AlertsReport {
    let rules = try AlertRulesFile.load(
      rulesPath ?? context.home.defaultRules)
    let through = try store.dataThrough(asOf: context.asOf)
    let spec = try ModelSpecFile.load(path: context.home.defaultSpec)
    let model = try known.model(store, spec: spec, context: context)
    let lives = try known.lives(store, context: context)
    let prices = try store { (db) throws(StoreError) in
      try db.pricesThrough(until: context.asOf)
    }
    let scene = AlertScene(
      asOf: context.asOf, dataThrough: through,
      feeds: AlertFeed.all(lives.records, prices: prices),
      spells: lives.spells, model: model?.artifact,
      waves: known.waves(model, lives), drift: try drift(store, spec, context))
    let more = try AlertFacts(store, known, rules: rules, context: context)
    var report = AlertsReport(
      generatedAt: context.generatedAt, asOf: context.asOf,
      dataThrough: through, modelDigest: model?.digest ?? "none",
      seed: context.seed, rules: [], alerts: [])
    for rule in rules {
      let outcome = scene.evaluate(rule, more)
      report.rules.append(outcome.check)
      report.alerts += outcome.alerts
    }
    return report
  }

  /// Places that the newest stored backtest found to drift; nil without one.
  private static func drift(
    _ store: StoreAccess, _ spec: ModelSpecFile, _ context: RunContext
  ) throws(UseCaseFailure) -> [DriftAlarm]? {
    try BacktestReport.stored(store, spec, until: context.asOf)?.alarms
  }
}

/// What rules are evaluated on.
struct AlertScene {
  let asOf, dataThrough: UTCInstant
  private let feeds: [AlertFeed]
  /// By pool, those with instances.
  let windows: [LossWindow]
  private let waves: WaveFilters
  private let artifact: HazardArtifact?
  private let drift: [DriftAlarm]?

  init(
    asOf: UTCInstant, dataThrough: UTCInstant, feeds: [AlertFeed] = [],
    spells: [Spell], model: HazardArtifact?, waves: WaveFilters,
    drift: [DriftAlarm]?
  ) {
    self.asOf = asOf
    self.dataThrough = dataThrough
    // Where nothing tells losses or prices, all facts together are a feed.
    self.feeds =
      feeds.isEmpty
      ? [AlertFeed(place: "data", what: "fact", last: dataThrough)] : feeds
    self.drift = drift
    artifact = model
    self.waves = waves
    windows = Dictionary(
      grouping: spells.filter {
        $0.clock == .instance && $0.process == .loss
      }, by: \.pool
    ).sorted { $0.key < $1.key }.map {
      LossWindow(pool: $0.key, spells: $0.value)
    }
  }

  /// The moments looked at, up to the last at which something was seen: in
  /// silence nothing is known to go on or to end.
  private var moments: [UTCInstant] {
    Self.moments(until: min(asOf, dataThrough))
  }

  /// Moments up to a last one.
  static func moments(until last: UTCInstant) -> [UTCInstant] {
    let count = Int(AlertsRun.lookbackHours / AlertsRun.stepHours)
    return (0...count).map {
      last.adding(hours: -AlertsRun.stepHours * Double(count - $0))
    }
  }

  func evaluate(
    _ rule: AlertRule, _ more: AlertFacts
  ) -> (check: AlertsReport.Check, alerts: [AlertsReport.Alert]) {
    switch rule.kind {
    case .interruptionShare, .lossRate: losses(rule)
    case .wave: surges(rule)
    case .drift: drifts(rule)
    case .staleData: staleness(rule)
    case .budgetBurn: more.spending(rule)
    case .spotNodeCap: nodes(rule)
    case .offeringBeatsSpot: more.offers(rule)
    case .staleForecast: more.forecastAge(rule)
    }
  }

  private func losses(
    _ rule: AlertRule
  ) -> (AlertsReport.Check, [AlertsReport.Alert]) {
    let moments = moments
    let alerts = windows.compactMap { window -> AlertsReport.Alert? in
      // Without a loss in reach nothing can have fired.
      guard
        window.losses(
          until: asOf, hours: AlertsRun.lookbackHours + rule.windowHours) > 0,
        let state = AlertState(
          moments.map { ($0, window.value(of: rule, at: $0)) }, rule: rule),
        let last = moments.last
      else { return nil }
      let lost = window.losses(until: last, hours: rule.windowHours)
      let hours = NumberText.fixed(rule.windowHours, 0)
      let reason =
        rule.kind == .interruptionShare
        ? "\(Counted.of(lost, "interruption")) in \(hours) h where "
          + Counted.of(
            window.running(at: last.adding(hours: -rule.windowHours)),
            "instance") + " ran at the start: take another family or region."
        : "\(Counted.of(lost, "interruption")) in "
          + NumberText.fixed(
            window.runningHours(until: last, hours: rule.windowHours), 1)
          + " running hours of the last \(hours) h: fall back to on-demand, or "
          + "to another pool."
      return AlertsReport.Alert(
        rule, place: window.pool.key, pools: [window.pool.key], state, reason)
    }
    return (
      AlertsReport.Check(rule, places: windows.count, note: nil), alerts
    )
  }

  private func surges(
    _ rule: AlertRule
  ) -> (AlertsReport.Check, [AlertsReport.Alert]) {
    let moments = moments
    let alerts = waves.all.compactMap { place, filter -> AlertsReport.Alert? in
      guard
        let state = AlertState(
          moments.map { ($0, filter.probability(asOf: $0)) }, rule: rule)
      else { return nil }
      let factor = filter.model.meanFactor(
        state.value, fromHours: 0, untilHours: 1)
      return AlertsReport.Alert(
        rule, place: place, pools: pools(of: place), state,
        "Losses of several pools came together: the region is in a surge with "
          + "a probability of \(NumberText.fixed(state.value, 2)), its hazard "
          + "in the next hour \(NumberText.fixed(factor, 1)) times as usual; "
          + "surges last \(NumberText.fixed(filter.model.meanHours, 0)) h on "
          + "average. Take another region, or checkpoint more often.")
    }
    let isTold = artifact?.waves?.values.contains(where: \.isTaken) == true
    return (
      AlertsReport.Check(
        rule, places: waves.all.count,
        note: artifact == nil
          ? "no model is fitted: run `riskctl fit`"
          : isTold ? nil : "the data tell no surges of whole regions"),
      alerts
    )
  }

  /// Pools of a region, the most at risk first.
  private func pools(of place: String) -> [String] {
    windows.map(\.pool).filter {
      WaveFilters.place($0.provider, $0.region) == place
    }.map { pool in
      (
        pool.key,
        artifact?.hazard(for: pool, process: .loss, clock: .instance)?.mean
          .cumulativeHazard(over: AgeInterval(after: 0, through: 6)) ?? 0
      )
    }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.map(\.0)
  }

  private func drifts(
    _ rule: AlertRule
  ) -> (AlertsReport.Check, [AlertsReport.Alert]) {
    let alerts = (drift ?? []).filter { $0.at <= asOf }.map { alarm in
      AlertsReport.Alert(
        rule, place: alarm.place,
        pools: windows.map(\.pool).filter {
          $0.key == alarm.place
            || WaveFilters.place($0.provider, $0.region) == alarm.place
        }.map(\.key),
        AlertState(phase: .firing, since: alarm.at, value: 1),
        Counted.of(alarm.observed, "loss", "losses") + " where "
          + "\(NumberText.fixed(alarm.expected, 1)) were forecast: fit again "
          + "with `riskctl fit`, and read its bands as too narrow.")
    }
    return (
      AlertsReport.Check(
        rule, places: alerts.count,
        note: drift == nil
          ? "no backtest is stored: run `riskctl backtest`" : nil), alerts
    )
  }

  private func staleness(
    _ rule: AlertRule
  ) -> (AlertsReport.Check, [AlertsReport.Alert]) {
    let alerts = feeds.compactMap { feed -> AlertsReport.Alert? in
      let hours = asOf.hours(since: feed.last)
      guard hours > rule.fireAbove else { return nil }
      return AlertsReport.Alert(
        rule, place: feed.place, pools: [],
        AlertState(
          phase: .firing, since: feed.last.adding(hours: rule.fireAbove),
          value: hours),
        "The newest \(feed.what) is of \(feed.last): look after the feeds, "
          + "then `riskctl ingest`.")
    }
    return (AlertsReport.Check(rule, places: feeds.count, note: nil), alerts)
  }
}
