import Logging
import RiskDomain
import RiskReport
import RiskStore

/// Runs stages and writes down how each went.
struct NightlyJournal {
  private let store: StoreAccess
  private let record: NightlyRecord
  private let clock: NightlyClock
  private let log: Logger
  private let earlier: [String: RunStage]
  private(set) var stages: [NightlyReport.Stage] = []

  init(
    store: StoreAccess, record: NightlyRecord, clock: NightlyClock, log: Logger
  ) throws(UseCaseFailure) {
    self.store = store
    self.record = record
    self.clock = clock
    self.log = log
    let known = try store { (db) throws(StoreError) in
      try db.runStages(runID: record.runID)
    }
    earlier = Dictionary(
      known.map { ($0.stage, $0) }, uniquingKeysWith: { $1 })
  }

  /// Does a stage, unless it is done and stands.
  ///
  /// - Throws: where the journal cannot be written, and `.locked`: then the
  ///   stage is unfinished and the next run takes it up.
  mutating func run(
    _ stage: NightlyStage, _ work: NightlyWork
  ) throws(UseCaseFailure) {
    let started = (at: clock.now(), seconds: clock.seconds())
    if let reason = work.skips(stage) {
      stages.append(
        NightlyReport.Stage(
          stage: stage.rawValue, state: .skipped, detail: reason,
          startedAt: started.at, durationSeconds: 0, files: []))
      return
    }
    var entry = RunStage(
      runID: record.runID, ordinal: stage.ordinal, stage: stage.rawValue,
      state: .started, startedAt: started.at)
    do {
      entry.inputDigest = try work.input(of: stage)
      if let kept = earlier[stage.rawValue], kept.state == .done,
        kept.inputDigest == entry.inputDigest, let output = kept.outputDigest,
        try work.stillStands(stage, output: output, files: kept.files)
      {
        work.keep(stage, output: output)
        add(kept, .kept)
        return
      }
      try write(entry)
      let result = try work.perform(stage)
      entry.state = result.isFailed ? .failed : .done
      entry.outputDigest = result.output
      entry.detail = result.detail
      entry.files = result.files
      entry.outcome = result.outcome?.rawValue
    } catch {
      let failure = UseCaseFailure(any: error)
      guard failure.kind != .locked else { throw failure }
      entry.state = .failed
      entry.detail = failure.message
      entry.outcome = failure.kind.rawValue
    }
    let seconds = max(clock.seconds() - started.seconds, 0)
    entry.durationMilliseconds = Int64((min(seconds, 1e9) * 1000).rounded())
    try write(entry)
    add(entry, entry.state == .failed ? .failed : .done)
  }

  private func write(_ entry: RunStage) throws(UseCaseFailure) {
    try store { (db) throws(StoreError) in try db.journal(entry) }
    guard entry.state == .started else { return }
    log.info("\(entry.stage): begins", metadata: ["stage": "\(entry.stage)"])
  }

  private mutating func add(_ entry: RunStage, _ state: NightlyReport.State) {
    let stage = NightlyReport.Stage(
      stage: entry.stage, state: state, detail: entry.detail ?? "",
      startedAt: entry.startedAt,
      durationSeconds: Double(entry.durationMilliseconds ?? 0) / 1000,
      inputDigest: entry.inputDigest, outputDigest: entry.outputDigest,
      files: entry.files,
      outcome: entry.outcome.flatMap(UseCaseFailure.Kind.init))
    stages.append(stage)
    log.log(
      level: state == .failed ? .error : .info,
      "\(entry.stage): \(state.rawValue): \(PlainText.escaped(stage.detail))",
      metadata: [
        "stage": "\(entry.stage)", "state": "\(state.rawValue)",
        "seconds": .stringConvertible(stage.durationSeconds),
      ])
  }
}

extension UseCaseFailure {
  /// What any use case throws, sorted by what a caller should do.
  init(any error: any Error) {
    switch error {
    case let failure as UseCaseFailure: self = failure
    case let refusal as ExportRefusal:
      self.init(
        refusal.kind == .valid ? .valid : .configuration, refusal.reason)
    case is AtomicFile.Failure: self.init(.io, "\(error)")
    case is InputFiles.Missing: self.init(.noInput, "\(error)")
    default: self.init(.fault, "\(error)")
    }
  }
}
