import Foundation
import Logging
public import RiskDomain
import RiskStore

/// Everything that is done once a night, locked, journaled and resumable.
public enum NightlyRun {
  /// How a run came about.
  public struct Request: Sendable {
    public var file: NightlyFile
    /// Instead of the one that the configuration names.
    public var databasePath: String?
    /// nil takes up a run that was cut short, else the present.
    public var asOf, generatedAt: UTCInstant?
    /// Whether names are replaced by tokens in all that is written, also where
    /// the configuration does not ask for it.
    public var isRedacted: Bool

    public init(
      file: NightlyFile, databasePath: String? = nil, asOf: UTCInstant? = nil,
      generatedAt: UTCInstant? = nil, isRedacted: Bool = false
    ) {
      self.isRedacted = isRedacted
      self.file = file
      self.databasePath = databasePath
      self.asOf = asOf
      self.generatedAt = generatedAt
    }
  }

  /// Age up to which a run that was cut short is taken up.
  ///
  /// An older one is left: the next night's says more.
  static let takesUpHours = 12.0

  /// Does every stage that is configured and was not yet done.
  ///
  /// A stage that fails does not stop the others; what it would have replaced
  /// stays in force.
  ///
  /// - Parameters:
  ///   - context: `asOf` and `generatedAt` are those of a run without others.
  /// - Throws: `UseCaseFailure` where nothing could be done: `.locked`, a
  ///   database that cannot be opened. Everything else is in the report.
  public static func run(
    _ request: Request, context: RunContext, clock: NightlyClock
  ) throws(UseCaseFailure) -> NightlyReport {
    let file = request.file
    let database = request.databasePath ?? file.database
    try OutputFolder.make(of: database)
    let lock = try NightlyLock(database: database)
    defer { withExtendedLifetime(lock) {} }
    var context = context
    if let spec = file.spec { context.home.spec = spec }
    let store = try StoreAccess(database, for: .load)
    let (record, isResumed) = try begin(request, store, context, clock)
    context.asOf = record.asOf
    context.generatedAt = record.generatedAt
    let switching = NightlySwitch(file)
    if !isResumed { try written { try switching.clearUp() } }
    let work = try NightlyWork(
      file: file, databasePath: database, store: store, record: record,
      redaction: file.isRedacted || request.isRedacted
        ? Redaction(databasePath: database) : nil, context: context)
    var journal = try NightlyJournal(
      store: store, record: record, clock: clock, log: context.log)
    for stage in NightlyStage.allCases { try journal.run(stage, work) }
    let last = work.record
    let stages = journal.stages
    try written {
      try switching.perform(last, stages)
    }
    var ended = work.record
    ended.endedAt = clock.now()
    try store { (db) throws(StoreError) in
      try db.journal(ended)
      try db.seal()
    }
    return try report(
      journal.stages, work, isResumed: isResumed)
  }

  /// What writing files throws, as a use case says it.
  private static func written(
    _ work: () throws -> Void
  ) throws(UseCaseFailure) {
    do {
      try work()
    } catch {
      throw UseCaseFailure(any: error)
    }
  }

  /// The run that was cut short, or a new one.
  private static func begin(
    _ request: Request, _ store: StoreAccess, _ context: RunContext,
    _ clock: NightlyClock
  ) throws(UseCaseFailure) -> (NightlyRecord, isResumed: Bool) {
    let now = clock.now()
    let config = request.file.identity
    let last = try store { (db) throws(StoreError) in
      try db.lastNightlyRun(config: config)
    }
    if let last, last.endedAt == nil, takesUp(last, request, now: now) {
      context.log.notice(
        "taking up the run as of \(last.asOf), which was cut short")
      return (last, true)
    }
    let asOf = request.asOf ?? context.asOf
    let record = NightlyRecord(
      runID: "nightly \(asOf) \(config.prefix(8))", config: config, asOf: asOf,
      generatedAt: request.generatedAt ?? context.generatedAt,
      validUntil: asOf.adding(hours: request.file.validHours), startedAt: now)
    try store { (db) throws(StoreError) in try db.journal(record) }
    return (record, false)
  }

  private static func takesUp(
    _ last: NightlyRecord, _ request: Request, now: UTCInstant
  ) -> Bool {
    if let generatedAt = request.generatedAt, generatedAt != last.generatedAt {
      return false
    }
    if let asOf = request.asOf { return asOf == last.asOf }
    return (0...takesUpHours).contains(now.hours(since: last.startedAt))
  }

  private static func report(
    _ stages: [NightlyReport.Stage], _ work: NightlyWork, isResumed: Bool
  ) throws(UseCaseFailure) -> NightlyReport {
    let (store, context, record) = (work.store, work.context, work.record)
    let through = try store { (db) throws(StoreError) in
      try db.dataThrough(until: context.asOf)
    }
    let worst = NightlyReport.worst(
      stages.compactMap(\.outcome))
    return NightlyReport(
      generatedAt: context.generatedAt, asOf: context.asOf,
      dataThrough: through, modelDigest: try work.modelDigest(),
      seed: context.seed, runID: record.runID, config: work.file.path,
      isResumed: isResumed, stages: stages,
      forecastInForce: try inForce(
        store, asOf: context.asOf, config: record.config,
        tonight: record.runID, files: work.file.forecastFiles),
      databaseDigest: try StateDigest.make(
        store, work.spec, asOf: context.asOf),
      worst: worst)
  }

  /// The forecast that stands.
  ///
  /// What the file says of itself goes before the journal: a stage may have
  /// failed after it was written, an old night may have been done again, and a
  /// configuration may have moved.
  ///
  /// - Parameters:
  ///   - config: nil takes the last forecast of any configuration.
  ///   - tonight: the run that asks; nil where none does.
  ///   - files: in which the forecast is written as JSON; nil takes those of
  ///     the last run that wrote some.
  ///   - seesWaiting: takes a file that waits for its run's end as written.
  static func inForce(
    _ store: StoreAccess, asOf: UTCInstant, config: String?,
    tonight runID: String?, files: [String]?, seesWaiting: Bool = false
  ) throws(UseCaseFailure) -> NightlyReport.InForce? {
    let stage = NightlyStage.forecast.rawValue
    let made = try store { (db) throws(StoreError) in
      try db.lastNightlyRun(withDone: stage, config: config, asOf: asOf)
    }
    var written = files ?? []
    if files == nil {
      written = try store { (db) throws(StoreError) in
        try db.lastFiles(ofStage: stage, config: config)
      }
    }
    var tonight: NightlyRecord?
    if let runID {
      tonight = try store { (db) throws(StoreError) in
        try db.nightlyRun(id: runID)
      }
    }
    for path in written {
      // A look at the past is not answered from what was written since.
      guard
        let header = ForecastHeader(path: path, seesWaiting: seesWaiting),
        header.asOf <= asOf
      else { continue }
      return NightlyReport.InForce(
        asOf: header.asOf, validUntil: header.validUntil,
        isTonights: tonight?.asOf == header.asOf
          && tonight?.generatedAt == header.generatedAt,
        isValid: asOf <= header.validUntil, file: path)
    }
    return made.map {
      NightlyReport.InForce(
        asOf: $0.asOf, validUntil: $0.validUntil, isTonights: $0.runID == runID,
        isValid: asOf <= $0.validUntil)
    }
  }
}

/// What a written forecast says of itself.
private struct ForecastHeader: Decodable {
  var asOf, generatedAt, validUntil: UTCInstant

  /// nil of a file that is gone or no forecast.
  init?(path: String, seesWaiting: Bool) {
    guard path.hasSuffix(".json"),
      let data = seesWaiting
        ? NightlyFiles.contents(path)
        : FileManager.default.contents(atPath: path),
      let header = try? JSONDecoder().decode(Self.self, from: data)
    else { return nil }
    self = header
  }
}
