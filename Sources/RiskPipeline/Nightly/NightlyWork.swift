import Foundation
import Logging
import RiskDecision
import RiskDomain
import RiskReport
import RiskStore

/// What the stages of one run do; what several of them need is made once.
final class NightlyWork {
  let file: NightlyFile
  let databasePath: String
  let store: StoreAccess
  private(set) var record: NightlyRecord
  /// What hides names in all that is written; nil writes them as they are.
  let redaction: Redaction?
  let context: RunContext
  let spec: ModelSpecFile
  /// Digests of what the stages of this run gave.
  private var outputs: [NightlyStage: String] = [:]
  private var facts: String?
  private var market: MarketAtHand?
  private var forecast: ForecastDocument?
  private var plans: [NightlyPlan]?

  init(
    file: NightlyFile, databasePath: String, store: StoreAccess,
    record: NightlyRecord, redaction: Redaction?, context: RunContext
  ) throws(UseCaseFailure) {
    self.redaction = redaction
    self.file = file
    self.databasePath = databasePath
    self.store = store
    self.record = record
    self.context = context
    spec = try ModelSpecFile.load(path: context.home.defaultSpec)
  }

  /// Why a stage has nothing to do; nil when it has.
  func skips(_ stage: NightlyStage) -> String? {
    switch stage {
    case .purge: file.retention.isEmpty ? "no retention is configured" : nil
    case .backtest: file.backtest == nil ? "left out" : nil
    case .recommend: file.jobs.isEmpty ? "no jobs are configured" : nil
    case .exports: exports.isEmpty ? "no exports are configured" : nil
    case .report: file.wantsReport ? nil : "no page is configured"
    case .ingest, .fit, .forecast, .alerts: nil
    }
  }

  /// Digest of everything that a stage's result depends on.
  func input(of stage: NightlyStage) throws -> String {
    let moment = "\(record.asOf) \(CodeVersion.current)"
    let stamp = "\(moment) \(record.generatedAt) \(context.seed)"
    let hiding = redaction == nil ? "" : " redacted"
    switch stage {
    case .ingest: return try NightlyInbox(file, context).digest
    case .purge:
      return textDigest("\(outputs[.ingest] ?? "") \(file.retention) \(moment)")
    case .fit:
      return textDigest("\(try factsDigest()) \(spec.digest) \(moment)")
    case .backtest:
      return textDigest(
        "\(try factsDigest()) \(spec.digest) \(stamp) \(file.backtest as Any)")
    case .forecast:
      return textDigest(
        "\(try state()) \(stamp) \(file.horizonsHours) \(file.pools ?? "") "
          + "\(file.validHours) \(paths(of: stage))\(hiding)")
    case .alerts:
      let rules = NightlyFiles.digest([
        file.rules ?? context.home.defaultRules
      ])
      return textDigest(
        "\(try state()) \(stamp) \(rules ?? "") "
          + "\(try StateDigest.backtest(store, spec, record.asOf) ?? "") "
          + "\(try forecastInForce()) \(paths(of: stage))\(hiding)")
    case .recommend, .exports, .report:
      return textDigest(
        "\(try state()) \(stamp) \(file.validHours) "
          + "\(NightlyFiles.digest(file.jobs) ?? "") "
          + "\(stage == .recommend ? "" : file.horizonsHours.description) "
          + "\(stage == .report ? outputs[.alerts] ?? "" : "") "
          + "\(paths(of: stage))\(hiding)")
    }
  }

  /// Whether what a stage gave before is still there.
  func stillStands(
    _ stage: NightlyStage, output: String, files: [String]
  ) throws -> Bool {
    switch stage {
    // Nothing is taken out of the database but by the stage after it.
    case .ingest, .purge: true
    case .fit: try modelDigest() == output
    case .backtest:
      try StateDigest.backtest(store, spec, record.asOf) == output
    case .forecast, .alerts, .recommend, .exports, .report:
      // Without files the digest is of what was computed.
      files.isEmpty || NightlyFiles.digest(files) == output
    }
  }

  /// Takes over what an earlier attempt gave.
  func keep(_ stage: NightlyStage, output: String) {
    outputs[stage] = output
  }

  func perform(_ stage: NightlyStage) throws -> NightlyResult {
    let result: NightlyResult =
      switch stage {
      case .ingest: try ingest()
      case .purge: try purge()
      case .fit: try fit()
      case .backtest: try backtest()
      case .forecast: try writeForecast()
      case .alerts: try alerts()
      case .recommend: try recommend()
      case .exports: try export()
      case .report: try page()
      }
    outputs[stage] = result.output
    return result
  }
}

extension NightlyWork {
  /// Digest of the model in force; "none" where there is none.
  func modelDigest() throws(UseCaseFailure) -> String {
    try FittedModel.stored(
      store, spec: spec, gangSize: 1, asOf: record.asOf)?.digest ?? "none"
  }

  /// What is known at as-of, after ingest and purge.
  private func factsDigest() throws(UseCaseFailure) -> String {
    if let facts { return facts }
    let made = try store { (db) throws(StoreError) in
      textDigest(
        try db.dataDigest(until: record.asOf)
          + coverageDigest(try db.billingCoverage(until: record.asOf)))
    }
    facts = made
    return made
  }

  /// Facts and model: what answers rest on.
  private func state() throws(UseCaseFailure) -> String {
    try factsDigest() + (try modelDigest()) + spec.digest
  }

  private func forecastInForce() throws(UseCaseFailure) -> String {
    let inForce = try NightlyRun.inForce(
      store, asOf: record.asOf, config: nil, tonight: nil,
      files: file.forecastFiles, seesWaiting: true)
    return inForce.map { "\($0.asOf)" } ?? "none"
  }

  private var exports: [NightlyOutput] {
    file.outputs.filter { if case .export = $0.what { true } else { false } }
  }

  private func outputs(of stage: NightlyStage) -> [NightlyOutput] {
    file.outputs.filter { output in
      switch (stage, output.what) {
      case (.forecast, .forecastJSON), (.forecast, .forecastCSV),
        (.alerts, .alerts), (.recommend, .recommendations),
        (.exports, .export), (.report, .report):
        true
      default: false
      }
    }
  }

  private func paths(of stage: NightlyStage) -> String {
    outputs(of: stage).map { "\($0.key) \($0.path) \($0.what)" }
      .joined(separator: "\n")
  }

  /// What the stages after the backtest rest on, read once for all of them.
  ///
  /// - Throws: what a person must mend before any of them can answer.
  private func known() throws(UseCaseFailure) -> MarketAtHand {
    if let market { return market }
    let read = try MarketAtHand(
      reading: store, isOfNight: true, context: context)
    market = read
    return read
  }

  private func forecastDocument() throws(UseCaseFailure) -> ForecastDocument {
    if let forecast { return forecast }
    let made = try ForecastRun.document(
      try known().market(matching: file.pools, store, context: context),
      ForecastRun.Request(
        horizonsHours: file.horizonsHours, pools: file.pools,
        validHours: file.validHours), context)
    forecast = made
    return made
  }

  /// Every job with its plan; jobs that cannot be read stand without.
  private func jobPlans() throws(UseCaseFailure) -> [NightlyPlan] {
    if let plans { return plans }
    let made = try NightlyPlan.all(
      file, store, try known(), context: context)
    plans = made
    return made
  }
}

// MARK: - What each stage does

extension NightlyWork {
  private func ingest() throws -> NightlyResult {
    let outcome = try IngestRun.load(
      NightlyInbox(file, context).batches, store, context: context)
    for note in outcome.messages(redacted: false, allFiles: false) {
      context.log.warning("\(PlainText.escaped(note))")
    }
    let failure = Self.failure(of: outcome)
    let digest = try store { (db) throws(StoreError) in
      if let known = try db.readingsDigest() { return known }
      return try db.dataDigest()
    }
    return NightlyResult(
      output: digest,
      detail: outcome.sentence
        + (failure.map { ". " + $0.message } ?? ""),
      isFailed: failure != nil, outcome: failure?.kind)
  }

  /// What is wrong with the inbox, file by file; nil when nothing is.
  ///
  /// Nobody looks at the table of an inbox: a file that gave nothing fails the
  /// stage, wherever it lies, and the others stand.
  private static func failure(of outcome: IngestOutcome) -> UseCaseFailure? {
    let useless = outcome.lines.filter(\.isUseless)
    guard !useless.isEmpty else { return nil }
    let kinds = useless.map { $0.failure ?? .badData }
    let shown = useless.prefix(shownFiles).map { line in
      "\(line.name): "
        + (line.problem
          ?? "all of its rows were set aside "
          + "(\(NumberText.count(line.setAside)))")
    }
    let rest = useless.count - shown.count
    return UseCaseFailure(
      NightlyReport.worst(kinds) ?? .badData,
      "\(NumberText.count(useless.count)) of "
        + "\(Counted.of(outcome.lines.count, "file")) could not be loaded. "
        + shown.joined(separator: " ")
        + (rest > 0 ? " And \(NumberText.count(rest)) more." : ""))
  }

  /// Files that a sentence names.
  private static let shownFiles = 5

  private func purge() throws -> NightlyResult {
    func before(_ days: Int?) -> UTCInstant? {
      days.map { record.asOf.adding(hours: -24 * Double($0)) }
    }
    let removed = try store { (db) throws(StoreError) in
      try db.purge(
        pricesBefore: before(file.retention.priceDays),
        eventsBefore: before(file.retention.eventDays))
    }
    // The spells are to rest on what is left.
    _ = try DerivedTables.refresh(store, context: context)
    var parts = removed.parts.filter { $0.rows > 0 }
      .map { "\(NumberText.count($0.rows)) \($0.name)" }
    if let nights = file.retention.nights {
      let forgotten = try store { (db) throws(StoreError) in
        try db.forgetNights(
          before: record.asOf.adding(hours: -24 * Double(nights)))
      }
      if forgotten > 0 {
        parts.append(
          Counted.of(forgotten, "record") + " of past nights")
      }
    }
    return NightlyResult(
      output: try factsDigest(),
      detail: parts.isEmpty
        ? "nothing was too old"
        : "removed " + parts.joined(separator: ", "))
  }

  private func fit() throws -> NightlyResult {
    let report = try FitRun.run(
      databasePath: databasePath, specPath: nil, fitAsOf: nil, context: context)
    return NightlyResult(
      output: report.modelDigest,
      detail: "model \(report.modelDigest.prefix(12)) on data through "
        + "\(report.dataThrough)")
  }

  private func backtest() throws -> NightlyResult {
    guard let wanted = file.backtest else {
      return NightlyResult(output: "", detail: "left out")
    }
    do {
      let report = try BacktestRun.run(
        databasePath: databasePath,
        request: BacktestRun.Request(
          folds: wanted.folds, horizonsHours: wanted.horizonsHours,
          storesFits: false),
        context: context)
      return NightlyResult(
        output: try StateDigest.backtest(store, spec, record.asOf) ?? "",
        detail: Counted.of(report.folds.count, "origin") + ", "
          + Counted.of(report.alarms.count, "place drifts", "places drift"))
    } catch {
      // Too little was watched to have a before and an after: that is so in
      // every young database, and nobody has to do anything about it.
      guard error.kind == .valid else { throw error }
      return NightlyResult(
        output: try StateDigest.backtest(store, spec, record.asOf) ?? "",
        detail: error.message)
    }
  }

  private func writeForecast() throws -> NightlyResult {
    let document = try forecastDocument()
    // Old records of losses shorten it; whoever asks later is told so.
    record.validUntil = document.validUntil
    try store { (db) throws(StoreError) in try db.journal(record) }
    let json = try CanonicalJSON.pretty(document)
    var files: [String] = []
    for output in outputs(of: .forecast) {
      let bytes =
        if case .forecastCSV = output.what {
          Data(ForecastTable.csv(document.forecasts).utf8)
        } else { json }
      files.append(try NightlyFiles.write(hidden(bytes), to: output.path))
    }
    return NightlyResult(
      output: NightlyFiles.digest(files) ?? "",
      detail:
        Counted.of(document.forecasts.count, "pool") + ", valid until "
        + "\(record.validUntil)", files: files)
  }

  private func alerts() throws -> NightlyResult {
    let report = try AlertsRun.run(
      store, try known(), rulesPath: file.rules, context: context)
    var files: [String] = []
    for output in outputs(of: .alerts) {
      guard case .alerts(let format) = output.what else { continue }
      files.append(
        try NightlyFiles.write(
          hidden(report.data(format)), to: output.path))
    }
    let names = Set(report.alerts.map(\.rule)).sorted()
    return NightlyResult(
      output: files.isEmpty
        ? textDigest(String(decoding: try report.data(.json), as: UTF8.self))
        : NightlyFiles.digest(files) ?? "",
      detail: names.isEmpty
        ? "none rings"
        : Counted.of(report.alerts.count, "alert rings", "alerts ring") + ": "
          + names.joined(separator: ", "),
      outcome: report.isRinging ? .valid : nil, files: files)
  }

  private func recommend() throws -> NightlyResult {
    let plans = try jobPlans()
    var files: [String] = []
    for output in outputs(of: .recommend) {
      for plan in plans {
        guard let known = plan.advice else { continue }
        let advice = redaction.map { known.redacted(by: $0) } ?? known
        files.append(
          try NightlyFiles.write(
            hidden(CanonicalJSON.pretty(advice)),
            to: output.path
              + "/recommendation-\(ExportName.slug(advice.job)).json"))
      }
    }
    return NightlyPlan.result(plans, files: files)
  }

  private func export() throws -> NightlyResult {
    let needsForecast = exports.contains { !NightlyExports.isOfJobs($0, file) }
    return try NightlyExports(
      plans: file.jobs.isEmpty ? [] : try jobPlans(),
      forecast: needsForecast ? try forecastDocument() : nil,
      catalog: context.catalog, redaction: redaction
    ).write(exports, file)
  }

  /// A file as it may be written.
  private func hidden(_ bytes: Data) -> Data {
    redaction.map { Data($0.text(String(decoding: bytes, as: UTF8.self)).utf8) }
      ?? bytes
  }

  /// The page, where one is wanted and can be made.
  private func page() throws -> NightlyResult {
    var document = try ReportRun.document(
      databasePath: databasePath, store, try known(),
      request: ReportRun.Request(
        jobs: try file.jobs.map { (path) throws(UseCaseFailure) in
          try ReportRun.Request.NamedJob(path: path)
        }, rulesPath: file.rules), context: context)
    if let redaction { document = document.redacted(by: redaction) }
    let bytes = hidden(Data(ReportPage.html(document).utf8))
    let files = try outputs(of: .report).map {
      try NightlyFiles.write(bytes, to: $0.path)
    }
    return NightlyResult(
      output: NightlyFiles.digest(files) ?? "",
      detail: "\(NumberText.count(bytes.count)) bytes", files: files)
  }
}
