import RiskDomain
import RiskExposure
import RiskModels
import RiskReport
import RiskStore

/// Reads what the database holds.
public enum StatusRun {
  /// Runs listed.
  static let shownRuns = 5

  /// Counts, spans, survival, warnings and the newest model.
  ///
  /// - Parameters:
  ///   - withRejected: lists the rows that were set aside.
  ///   - redacted: leaves out file names and the values of rows.
  public static func run(
    databasePath: String, withRejected: Bool, redacted: Bool,
    context: RunContext
  ) throws(UseCaseFailure) -> StatusReport {
    let store = try StoreAccess(databasePath, for: .read)
    return try run(
      store, .nothing, databasePath: databasePath, withRejected: withRejected,
      redacted: redacted, context: context)
  }

  /// The same with what is at hand.
  static func run(
    _ store: StoreAccess, _ known: MarketAtHand, databasePath: String,
    withRejected: Bool, redacted: Bool, context: RunContext
  ) throws(UseCaseFailure) -> StatusReport {
    let watched = try known.facts(store, context: context)
    let spells = watched.lives.spells.filter { $0.process == .loss }
    let holdings = try StatusHoldings(
      store, watched.facts, spells, context: context)
    let byPool = Dictionary(grouping: spells, by: \.pool)
    let model = try model(store, known, context)
    let warnings = try warnings(store, watched, holdings, redacted, context)
    return StatusReport(
      generatedAt: context.generatedAt, asOf: context.asOf,
      dataThrough: holdings.dataThrough, modelDigest: model?.digest ?? "none",
      seed: context.seed,
      database: redacted ? "(file)" : databasePath,
      sources: holdings.sources,
      pools: holdings.pools(with: Set(byPool.keys)).map { counts in
        pool(counts, byPool[counts.pool] ?? [])
      },
      billingRows: watched.facts.usage.count,
      events: watched.facts.events.count,
      instances: watched.facts.instances.count, offerings: holdings.offerings,
      markets: StatusReport.Markets(
        try store { (db) throws(StoreError) in
          try db.marketCounts(until: context.asOf)
        }),
      logs: StatusReport.Logs(
        try store { (db) throws(StoreError) in
          try db.logCounts(until: context.asOf)
        }, eventsWithoutPool: watched.eventsWithoutPool),
      billed: try StatusReport.billed(store, asOf: context.asOf),
      setAside: holdings.setAside, model: model,
      backtests: try StatusReport.backtests(store, context),
      missingParts: try missingParts(store, redacted), warnings: warnings,
      notes: holdings.notes + watched.lives.notes,
      runs: try runs(store),
      nightly: try StatusReport.Nightly(
        store, asOf: context.asOf, redacted: redacted),
      rejectedReasons: withRejected ? try reasons(store, redacted) : nil,
      rejected: withRejected ? try rejected(store, redacted) : nil)
  }

  private static func pool(
    _ counts: StatusHoldings.PoolCounts, _ spells: [Spell]
  ) -> StatusReport.Pool {
    let known = spells.filter { $0.watched != nil }
    let curve = known.isEmpty ? nil : KaplanMeier(spells: known)
    return StatusReport.Pool(
      pool: counts.pool, prices: counts.prices, ticks: counts.ticks,
      launches: counts.launches, spells: spells.count,
      interruptions: spells.count { $0.exit == .interrupted },
      lifetimeCaps: spells.count { $0.exit == .lifetimeCap },
      hoursAtRisk: hoursAtRisk(spells),
      survival1h: curve?.survival(throughHours: 1),
      survival6h: curve?.survival(throughHours: 6))
  }

  /// Instance-hours under watch.
  static func hoursAtRisk(_ spells: [Spell]) -> Double {
    hours(
      milliseconds: spells.reduce(0) {
        $0 + $1.watchedUntil.milliseconds(since: $1.watchedFrom)
      })
  }

  private static func model(
    _ store: StoreAccess, _ known: MarketAtHand, _ context: RunContext
  ) throws(UseCaseFailure) -> StatusReport.Model? {
    let model = try known.model(
      store, spec: try ModelSpecFile.load(path: context.home.defaultSpec),
      context: context)
    return model.map {
      StatusReport.Model(
        digest: $0.digest, family: $0.artifact.family, fitAsOf: $0.fitAsOf,
        interruptions: $0.artifact.interruptions,
        hoursAtRisk: $0.artifact.hoursAtRisk)
    }
  }

  private static func warnings(
    _ store: StoreAccess, _ watched: WatchedFacts, _ holdings: StatusHoldings,
    _ redacted: Bool, _ context: RunContext
  ) throws(UseCaseFailure) -> [SourceWarning] {
    let prices = try store { (db) throws(StoreError) in
      try db.priceDisagreements(until: context.asOf)
    }
    var warnings = sourceWarnings(
      from: watched.facts, spells: watched.lives.spells)
    if let warning = Self.warning(prices) { warnings.append(warning) }
    let uncounted = try store { (db) throws(StoreError) in
      try db.uncountedLines()
    }
    warnings += uncounted.compactMap(UncountedWarning.of)
    warnings += holdings.warnings(asOf: context.asOf)
    guard redacted else { return warnings }
    return warnings.map { warning in
      var warning = warning
      warning.examples = []
      return warning
    }
  }

  private static func warning(
    _ prices: [PriceDisagreement]
  ) -> SourceWarning? {
    guard !prices.isEmpty else { return nil }
    return SourceWarning(
      kind: .disagreement, count: prices.count,
      message: Counted.of(prices.count, "price is", "prices are")
        + " stated twice and "
        + "differently for the same pool and instant: the higher one is used. "
        + "Two products or currencies may have been taken for one pool.",
      examples: prices.prefix(3).map {
        "\($0.pool.key) at \($0.at): \(NumberText.usd($0.lowest.usd, decimals: 4))"
          + " and \(NumberText.usd($0.highest.usd, decimals: 4))"
      })
  }

  private static func missingParts(
    _ store: StoreAccess, _ redacted: Bool
  ) throws(UseCaseFailure) -> [MissingPart] {
    let parts = try store { (db) throws(StoreError) in try db.missingParts() }
    guard redacted else { return parts }
    return parts.map { MissingPart(delivery: $0.delivery, name: "(file)") }
  }

  private static func runs(
    _ store: StoreAccess
  ) throws(UseCaseFailure) -> [StatusReport.Run] {
    let runs = try store { (db) throws(StoreError) in
      var runs: [[RunStage]] = []
      for run in try db.lastRuns(limit: shownRuns) {
        runs.append(try db.runStages(runID: run))
      }
      return runs
    }
    return runs.compactMap(StatusReport.Run.init)
  }

  private static func reasons(
    _ store: StoreAccess, _ redacted: Bool
  ) throws(UseCaseFailure) -> [StatusReport.RejectedReason] {
    let reasons = try store { (db) throws(StoreError) in
      try db.setAsideReasons()
    }
    return reasons.map { reason in
      StatusReport.RejectedReason(
        format: reason.format, column: reason.column, reason: reason.reason,
        rows: reason.rows, files: reason.files,
        examples: reason.examples.map { row($0, redacted) })
    }
  }

  private static func rejected(
    _ store: StoreAccess, _ redacted: Bool
  ) throws(UseCaseFailure) -> [StatusReport.Rejected] {
    let rows = try store { (db) throws(StoreError) in try db.setAsideRows() }
    return rows.map { row($0, redacted) }
  }

  private static func row(
    _ row: SetAsideRow, _ redacted: Bool
  ) -> StatusReport.Rejected {
    StatusReport.Rejected(
      file: redacted ? "(file)" : row.origin.source, line: row.origin.line,
      column: row.column, value: redacted ? nil : row.value,
      reason: redacted ? "not readable" : row.reason)
  }
}
