import Foundation
import Logging
public import RiskDomain
import RiskIngest
import RiskReport
import RiskStore

/// Loads files into the database.
public enum IngestRun {
  /// What a user says about files because they themselves do not.
  public struct Hints: Hashable, Sendable, Codable {
    public var start: UTCInstant?
    public var gapSeconds: Double?
    public var provider: PoolID.Provider?
    public var zone: String?
    public var instanceType: String?
    /// Of times that carry no zone: an offset, `Z`, or a zone's name.
    public var timeZone: String?
    public var capturedAt: UTCInstant?
    /// Path of the `duckdb` command, for Parquet files.
    public var duckdb: String?

    public init(
      start: UTCInstant? = nil, gapSeconds: Double? = nil,
      provider: PoolID.Provider? = nil, zone: String? = nil,
      instanceType: String? = nil, timeZone: String? = nil,
      capturedAt: UTCInstant? = nil, duckdb: String? = nil
    ) {
      self.start = start
      self.gapSeconds = gapSeconds
      self.provider = provider
      self.zone = zone
      self.instanceType = instanceType
      self.timeZone = timeZone
      self.capturedAt = capturedAt
      self.duckdb = duckdb
    }
  }

  /// Names of the formats that can be read.
  public static let formatNames = IngestFormat.all.map(\.rawValue)

  /// Whether a text is an offset such as `+05:00`, `Z`, or a zone's name.
  public static func isTimeZone(_ text: String) -> Bool {
    NamedClock.clock(text) != nil
  }

  /// Set-aside rows of a file that are shown at once.
  static let shownRows = 3

  /// Reads every file, then makes spells and exposures anew.
  ///
  /// A file that cannot be read does not stop the others. Bytes that were read
  /// in the same manner before are not read again.
  ///
  /// - Parameters:
  ///   - digestAhead: the digest that the caller has begun to make.
  ///   - progress: told how far the run has come; taken off the screen at the
  ///     end, however it comes.
  /// - Throws: `UseCaseFailure` when the database cannot be used at all.
  public static func run(
    files: [InputFiles.Entry], format: String?, hints: Hints,
    databasePath: String, context: RunContext,
    digestAhead: DigestAhead? = nil, progress: IngestProgress? = nil
  ) throws(UseCaseFailure) -> IngestOutcome {
    let store = try StoreAccess(databasePath, for: .load)
    let outcome = try load(
      [Batch(files: files, format: format, hints: hints)], store,
      context: context, digestAhead: digestAhead, progress: progress)
    try journal(outcome, store, context)
    return outcome
  }

  /// Files of which the user says the same.
  struct Batch: Sendable {
    var files: [InputFiles.Entry]
    /// nil detects it by content, file by file.
    var format: String?
    var hints: Hints
  }

  /// Reads batches one after the other, then makes spells and exposures anew.
  static func load(
    _ batches: [Batch], _ store: StoreAccess, context: RunContext,
    digestAhead: DigestAhead? = nil, progress: IngestProgress? = nil
  ) throws(UseCaseFailure) -> IngestOutcome {
    defer { progress?.clear() }
    var outcome = IngestOutcome()
    progress?.begin(files: batches.flatMap(\.files))
    for batch in batches {
      let loader = try FileLoading(
        store: store, format: batch.format.flatMap(IngestFormat.init),
        hints: batch.hints, context: context, digestAhead: digestAhead,
        progress: progress)
      let together = FilesTogether(
        loader: loader, store: store, log: context.log, progress: progress)
      var rest = batch.files[...]
      while !rest.isEmpty {
        let reading = try together.load(firstOf: rest)
        outcome.lines += reading.lines
        outcome.setAsideExamples += reading.examples
        rest = rest.dropFirst(reading.lines.count)
      }
    }
    progress?.say("making spells and exposures")
    outcome.notes = try DerivedTables.refresh(store, context: context)
    outcome.missingParts = try store { (db) throws(StoreError) in
      try db.missingParts()
    }
    outcome.dataThrough = try store { (db) throws(StoreError) in
      try db.dataThrough(until: context.asOf)
    }
    let model = try FittedModel.stored(
      store, spec: ModelSpecFile.load(path: context.home.defaultSpec),
      gangSize: 1, asOf: context.asOf)
    if let model { outcome.modelDigest = model.digest }
    return outcome
  }

  static func line(
    of entry: InputFiles.Entry, _ loader: FileLoading, _ group: LoadGroup,
    _ examples: inout [SetAsideRow]
  ) throws(UseCaseFailure) -> IngestOutcome.Line {
    switch entry.kind {
    case .companion(let reason):
      return .init(companion: entry, reason: reason)
    case .notAFile(let problem):
      return .init(
        failed: entry, code: .badData, problem: problem, isLost: false)
    case .unreadable(let problem):
      return .init(failed: entry, code: .io, problem: problem, isLost: true)
    case .missing(let problem):
      return .init(
        failed: entry, code: .noInput, problem: problem, isLost: true)
    case .file: break
    }
    do {
      return try loader.load(entry, into: group, &examples)
    } catch let error as IngestError {
      return failed(entry, error)
    } catch let error as StoreError {
      guard [.timeBase, .constraint].contains(error.code) else {
        throw UseCaseFailure(error)
      }
      return .init(
        failed: entry, code: .badData, problem: error.message, isLost: true)
    } catch {
      return .init(
        failed: entry, code: .badData, problem: "\(error)", isLost: true)
    }
  }

  /// In a folder, files of other kinds are expected: a word is enough.
  private static func failed(
    _ entry: InputFiles.Entry, _ error: IngestError
  ) -> IngestOutcome.Line {
    if error.code == .unrecognised, !entry.isNamedDirectly {
      let isManifest = entry.name.lowercased().hasSuffix("manifest.json")
      if isManifest {
        return .init(
          companion: entry, reason: "a manifest: the parts say the same")
      }
      var line = IngestOutcome.Line(
        failed: entry, code: .badData, problem: "no known format",
        isLost: false)
      // What was packed was meant to be read.
      line.isUnknown = ![".gz", ".zip", ".zst"].contains {
        entry.name.lowercased().hasSuffix($0)
      }
      return line
    }
    let kind: UseCaseFailure.Kind =
      switch error.code {
      // In a folder it was there a moment ago.
      case .noSuchFile: entry.isNamedDirectly ? .noInput : .io
      case .unreadable: .io
      default: .badData
      }
    return .init(
      failed: entry, code: kind, problem: error.message,
      isLost: kind == .io || error.code == .malformedDocument)
  }

  /// Writes the run down, so that `status` can list it.
  private static func journal(
    _ outcome: IngestOutcome, _ store: StoreAccess, _ context: RunContext
  ) throws(UseCaseFailure) {
    let stage = RunStage(
      runID: "ingest \(context.generatedAt.rfc3339)", ordinal: 0,
      stage: "ingest",
      state: outcome.failure(strict: false) == nil ? .done : .failed,
      startedAt: context.generatedAt, detail: outcome.sentence)
    try store { (db) throws(StoreError) in try db.journal(stage) }
  }
}
