import Logging
public import RiskDomain
import RiskIngest
import RiskReport
import RiskStore

/// Loads files into the database, one transaction a file.
public enum IngestRun {
  /// What a user says about files because they themselves do not.
  public struct Hints: Sendable {
    public var start: UTCInstant?
    public var gapSeconds: Double?
    public var provider: PoolID.Provider?
    public var zone: String?
    public var instanceType: String?
    public var timeZoneOffsetMinutes: Int?
    public var capturedAt: UTCInstant?
    /// Path of the `duckdb` command, for Parquet files.
    public var duckdb: String?

    public init(
      start: UTCInstant? = nil, gapSeconds: Double? = nil,
      provider: PoolID.Provider? = nil, zone: String? = nil,
      instanceType: String? = nil, timeZoneOffsetMinutes: Int? = nil,
      capturedAt: UTCInstant? = nil, duckdb: String? = nil
    ) {
      self.start = start
      self.gapSeconds = gapSeconds
      self.provider = provider
      self.zone = zone
      self.instanceType = instanceType
      self.timeZoneOffsetMinutes = timeZoneOffsetMinutes
      self.capturedAt = capturedAt
      self.duckdb = duckdb
    }
  }

  /// Names of the formats that can be read.
  public static let formatNames = IngestFormat.all.map(\.rawValue)

  /// Set-aside rows of a file that are shown at once.
  static let shownRows = 3

  /// Reads every file, then makes spells and exposures anew.
  ///
  /// A file that cannot be read does not stop the others.
  ///
  /// - Throws: `UseCaseFailure` when the database cannot be used at all.
  public static func run(
    files: [InputFiles.Entry], format: String?, hints: Hints,
    databasePath: String, context: RunContext
  ) throws(UseCaseFailure) -> IngestOutcome {
    let store = try StoreAccess(databasePath, for: .load)
    var outcome = IngestOutcome()
    for entry in files {
      context.log.debug("reading \(entry.name)")
      let line: IngestOutcome.Line
      if let problem = entry.problem {
        outcome.lines.append(.init(failed: entry, code: .io, problem: problem))
        continue
      }
      do {
        line = try load(
          entry, format.flatMap(IngestFormat.init), hints, context.catalog,
          store.database, &outcome)
      } catch let error as IngestError {
        line = .init(
          failed: entry, code: kind(error), problem: problem(error, entry))
      } catch let error as StoreError {
        guard [.timeBase, .constraint].contains(error.code) else {
          throw UseCaseFailure(error)
        }
        line = .init(failed: entry, code: .badData, problem: error.message)
      } catch {
        line = .init(failed: entry, code: .badData, problem: "\(error)")
      }
      outcome.lines.append(line)
    }
    outcome.notes = try DerivedTables.refresh(store, context: context)
    outcome.dataThrough = try store { (db) throws(StoreError) in
      try db.dataThrough(until: context.asOf)
    }
    let model = try FittedModel.stored(
      store, spec: ModelSpecFile.load(path: context.home.defaultSpec),
      gangSize: 1, asOf: context.asOf)
    if let model { outcome.modelDigest = model.digest }
    return outcome
  }

  private static func kind(_ error: IngestError) -> UseCaseFailure.Kind {
    switch error.code {
    case .noSuchFile: .noInput
    case .unreadable: .io
    default: .badData
    }
  }

  /// In a folder, files of other kinds are expected: a word is enough.
  private static func problem(
    _ error: IngestError, _ entry: InputFiles.Entry
  ) -> String {
    error.code == .unrecognised && !entry.isNamedDirectly
      ? "no known format" : error.message
  }

  private static func load(
    _ entry: InputFiles.Entry, _ named: IngestFormat?, _ hints: Hints,
    _ catalog: Catalog, _ database: RiskDatabase,
    _ outcome: inout IngestOutcome
  ) throws -> IngestOutcome.Line {
    let digest = try FileDigest.sha256(path: entry.path)
    guard
      let format = try named
        ?? IngestFile.detect(path: entry.path, duckdb: hints.duckdb)
    else {
      throw IngestError(
        code: .unrecognised, file: entry.name,
        message: "the content fits none of the known formats. Name one with "
          + "--format: " + formatNames.joined(separator: ", ") + ".")
    }
    let name = String(entry.name.split(separator: "/").last ?? "-")
    var report = FileReport(format: format)
    var examples: [SetAsideRow] = []
    let summary = try database.load(
      file: SourceFile(
        name: name, digest: digest.sha256, format: format.rawValue)
    ) { loader in
      report = try IngestFile.read(
        path: entry.path, name: name, digest: digest.sha256, format: format,
        hints: readerHints(hints, catalog),
        sink: { try loader.add($0) },
        setAside: { rows in
          examples += rows.prefix(max(0, shownRows - examples.count))
          try loader.setAside(rows)
        })
      try loader.cover(report.coverage)
    }
    outcome.setAsideExamples += examples
    return IngestOutcome.Line(
      entry: entry, format: format.rawValue, rows: report.rowsRead,
      summary: summary, ignored: report.ignored)
  }

  /// A type is wanted when the catalog knows its accelerator, or, where the
  /// catalog does not know the type, when its name says so.
  private static func readerHints(
    _ hints: Hints, _ catalog: Catalog
  ) -> IngestHints {
    let known = Dictionary(
      catalog.instanceTypes.map {
        ("\($0.provider.rawValue)/\($0.instanceType)", $0.accelerator != nil)
      }, uniquingKeysWith: { first, _ in first })
    return IngestHints(
      start: hints.start, gapSeconds: hints.gapSeconds,
      provider: hints.provider, zone: hints.zone,
      instanceType: hints.instanceType,
      timeZoneOffsetMinutes: hints.timeZoneOffsetMinutes,
      capturedAt: hints.capturedAt, duckdb: hints.duckdb,
      isAccelerated: { provider, type in
        known["\(provider.rawValue)/\(type)"]
          ?? IngestHints.isAcceleratedByName(provider, type)
      })
  }
}
