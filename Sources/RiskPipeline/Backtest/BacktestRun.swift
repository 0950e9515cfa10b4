import Logging
public import RiskDomain
import RiskExposure
import RiskForecast
import RiskModels
import RiskReport
import RiskSimulation
import RiskStore

/// Forecasts of the past from still earlier facts, held against what followed.
public enum BacktestRun {
  /// What to test.
  public struct Request: Sendable {
    /// nil takes the default spec.
    public var specPath: String?
    /// First origin; nil takes the middle of the time watched.
    public var from: UTCInstant?
    /// Origins, evenly spread from the first one to the end of the data.
    public var folds: Int
    /// Horizons of the forecasts, hours.
    public var horizonsHours: [Double]
    /// `truth.json` of a simulated month; nil for the world.
    public var truthPath: String?
    /// Keeps the models of the origins, so that the same test again is faster.
    public var storesFits: Bool

    public init(
      specPath: String? = nil, from: UTCInstant? = nil, folds: Int = 4,
      horizonsHours: [Double] = [1, 4, 24], truthPath: String? = nil,
      storesFits: Bool = true
    ) {
      self.storesFits = storesFits
      self.truthPath = truthPath
      self.specPath = specPath
      self.from = from
      self.folds = folds
      self.horizonsHours = horizonsHours
    }
  }

  /// Fits at each origin, forecasts the time up to the next one, scores, and
  /// stores the scores.
  ///
  /// - Throws: `UseCaseFailure`; `.valid` where too little was watched to
  ///   have a before and an after.
  public static func run(
    databasePath: String, request: Request, context: RunContext
  ) throws(UseCaseFailure) -> BacktestReport {
    let truth = try request.truthPath.map { (path) throws(UseCaseFailure) in
      try TruthFile.load(path)
    }
    let store = try StoreAccess(databasePath, for: .derive)
    let spec = try ModelSpecFile.load(
      path: request.specPath ?? context.home.defaultSpec)
    let whole = try WatchedLives(
      store, until: context.asOf, context: context)
    let span = try span(whole.spells, request, context)
    var report = BacktestReport(
      context, dataThrough: span.until, folds: [], clocks: [], alarms: [])
    var clocks = Spell.Clock.allCases.map {
      ClockBacktest(clock: $0, horizonsHours: request.horizonsHours)
    }
    for window in windows(span, folds: request.folds) {
      guard
        let (fold, digest) = try fold(
          store, spec, window, whole: whole.spells,
          storesFit: request.storesFits, context)
      else { continue }
      report.folds.append(
        BacktestReport.Fold(
          origin: window.from, until: window.until, modelDigest: digest))
      for index in clocks.indices { clocks[index].add(fold) }
    }
    report.clocks = clocks.compactMap { $0.scores(seed: context.seed) }
    report.alarms = clocks.flatMap(\.alarms)
    guard !report.clocks.isEmpty else {
      throw UseCaseFailure(
        .valid,
        "Nothing can be backtested: no up-spell of known age was watched "
          + "before and after an origin from \(span.from) to \(span.until). "
          + "Set an earlier or later one with --from.")
    }
    report.modelDigest = report.folds.last?.modelDigest ?? "none"
    if let truth {
      report.truth = try scores(
        against: truth, store, spec, whole: whole, context)
    }
    try save(report, store, spec, context)
    return report
  }

  /// The model of all facts against the hazards that they came from.
  private static func scores(
    against truth: MonthTruth, _ store: StoreAccess, _ spec: ModelSpecFile,
    whole: WatchedLives, _ context: RunContext
  ) throws(UseCaseFailure) -> TruthScores {
    let market = try PoolMarket(
      store, pools: nil, matching: nil, parameters: .fitted(asOf: context.asOf),
      gangSize: 1, context: context)
    return TruthScores(
      truth, model: market.forecasters,
      agePool: agePool(whole, spec.spec, context),
      waves: WaveFilters(market.model?.artifact, whole.spells),
      asOf: context.asOf)
  }

  /// From the first origin to the last moment watched.
  private static func span(
    _ spells: [Spell], _ request: Request, _ context: RunContext
  ) throws(UseCaseFailure) -> (from: UTCInstant, until: UTCInstant) {
    let losses = spells.filter { $0.process == .loss }
    guard let first = losses.map(\.watchedFrom).min(),
      let last = losses.map(\.watchedUntil).max(), last > first
    else {
      throw UseCaseFailure(
        .valid,
        "There is nothing to backtest: no instance or probed pool was watched "
          + "up to \(context.asOf).")
    }
    let middle = first.adding(hours: last.hours(since: first) / 2)
    let from = request.from ?? middle
    guard first < from, from < last else {
      throw UseCaseFailure(
        .configuration,
        "--from \(from) is not inside the time watched, \(first) to \(last).")
    }
    return (from, last)
  }

  /// Windows of one length that follow each other.
  private static func windows(
    _ span: (from: UTCInstant, until: UTCInstant), folds: Int
  ) -> [(from: UTCInstant, until: UTCInstant)] {
    let hours = span.until.hours(since: span.from)
    return (0..<folds).map { k in
      (
        span.from.adding(hours: hours * Double(k) / Double(folds)),
        k + 1 == folds
          ? span.until
          : span.from.adding(hours: hours * Double(k + 1) / Double(folds))
      )
    }
  }

  /// What was known at an origin, and forecasters made of it; nil when nothing
  /// could be fitted.
  private static func fold(
    _ store: StoreAccess, _ spec: ModelSpecFile,
    _ window: (from: UTCInstant, until: UTCInstant), whole: [Spell],
    storesFit: Bool, _ context: RunContext
  ) throws(UseCaseFailure) -> (BacktestFold, digest: String)? {
    let known = try WatchedLives(
      store, until: window.from, context: context)
    let model: FittedModel
    do {
      guard
        let fitted = try FittedModel.fitted(
          store, spec: spec, fitAsOf: window.from, gangSize: 1,
          isStored: storesFit, context: context)
      else { return nil }
      model = fitted
    } catch {
      // An origin whose fit did not settle is no forecast: it is told, and the
      // others stand.
      guard error.kind == .valid else { throw error }
      context.log.warning("No model as of \(window.from): \(error.message)")
      return nil
    }
    let market = try PoolMarket(
      store, pools: nil, matching: nil, parameters: .given(model), gangSize: 1,
      context: context)
    return (
      BacktestFold(
        origin: window.from, until: window.until, known: known.spells,
        whole: whole, model: market.forecasters,
        agePool: agePool(known, spec.spec, context)),
      model.digest
    )
  }

  /// Today's facts up to the origin with pools and ages only.
  private static func agePool(
    _ known: WatchedLives, _ spec: ModelSpec, _ context: RunContext
  ) -> HazardArtifact? {
    let spec = spec.agePool
    return try? NestedGammaPoisson.fit(
      known.exposureTables(spec),
      clusters: lossClusters(
        from: known.spells, windowSeconds: spec.clusterWindowSeconds),
      spec: spec,
      provenance: HazardArtifact.Provenance(
        observedFrom: context.asOf, observedUntil: context.asOf,
        dataDigest: "", codeVersion: CodeVersion.current, seed: context.seed))
  }

  private static func save(
    _ report: BacktestReport, _ store: StoreAccess, _ spec: ModelSpecFile,
    _ context: RunContext
  ) throws(UseCaseFailure) {
    let json: String
    do {
      json = String(decoding: try CanonicalJSON.line(report), as: UTF8.self)
    } catch {
      throw UseCaseFailure(.fault, "The backtest has no JSON: \(error)")
    }
    try store { (db) throws(StoreError) in
      _ = try db.saveBacktest(
        json: json, specDigest: FittedModel.digest(spec, gangSize: 1),
        asOf: context.asOf, dataThrough: report.dataThrough)
    }
  }
}
