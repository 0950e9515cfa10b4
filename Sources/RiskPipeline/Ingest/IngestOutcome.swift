import RiskDomain
import RiskIngest
import RiskReport
import RiskStore

/// What an ingest run did, file by file.
public struct IngestOutcome: Sendable {
  /// What became of one file.
  struct Line: Sendable {
    var name: String
    var format: String?
    /// Records of the source.
    var rows = 0
    var new = 0
    var repeated = 0
    var setAside = 0
    var first, last: UTCInstant?
    /// Rows left out on purpose, by reason.
    var ignored: [String: Int] = [:]
    /// What should be known of the file as a whole.
    var notes: [String] = []
    /// Why nothing of the file was loaded; nil when it was.
    var problem: String?
    var failure: UseCaseFailure.Kind?
    /// Data are missing although the file is one of ours or should have been
    /// readable: the run fails wherever the file lies.
    var isLost = false
    /// Of no known format, which is no harm beside data.
    var isUnknown = false
    /// Expected beside data: passed over without harm.
    var isCompanion = false
    /// The user named the file, so that a problem fails the run.
    var isNamedDirectly: Bool

    /// A file that was read.
    init(entry: InputFiles.Entry, report: FileReport, summary: LoadSummary) {
      name = entry.name
      isNamedDirectly = entry.isNamedDirectly
      format = report.format.rawValue
      rows = report.rowsRead
      ignored = report.ignored
      notes = report.notes
      new = summary.new
      repeated = summary.repeated
      setAside = summary.setAside
      first = report.firstInstant
      last = report.lastInstant
      failUselessFile()
    }

    /// A file whose bytes were read before.
    init(entry: InputFiles.Entry, known: FileReading) {
      name = entry.name
      isNamedDirectly = entry.isNamedDirectly
      format = known.format
      rows = known.rows
      ignored = known.ignored
      repeated = known.facts
      setAside = known.setAside
      first = known.first
      last = known.last
      failUselessFile()
    }

    /// A file of which nothing was loaded.
    ///
    /// - Parameter isLost: false for what may lie in a folder without harm.
    init(
      failed entry: InputFiles.Entry, code: UseCaseFailure.Kind,
      problem: String, isLost: Bool
    ) {
      name = entry.name
      isNamedDirectly = entry.isNamedDirectly
      failure = code
      self.problem = problem
      self.isLost = isLost || entry.isNamedDirectly
    }

    init(companion entry: InputFiles.Entry, reason: String) {
      name = entry.name
      isNamedDirectly = entry.isNamedDirectly
      isCompanion = true
      problem = reason
    }

    /// Whether the file gave nothing although it should have: it could not be
    /// read, or no row of it could.
    var isUseless: Bool {
      if isCompanion { return false }
      if problem != nil { return !isUnknown }
      return setAside > 0 && new + repeated == 0 && ignored.isEmpty
    }

    /// A file named by the user that gave nothing but set-aside rows is of
    /// another kind than was thought, or is broken throughout.
    private mutating func failUselessFile() {
      guard isNamedDirectly, setAside > 0, new + repeated == 0,
        ignored.isEmpty
      else { return }
      failure = .badData
      isLost = true
    }
  }

  var lines: [Line] = []
  /// The first set-aside rows of every file.
  var setAsideExamples: [SetAsideRow] = []
  /// The last fact in the database up to the run's `asOf`.
  var dataThrough: UTCInstant?
  /// The newest model that was fitted before, by its digest.
  var modelDigest = "none"
  /// Parts of bills that manifests name and that were not read.
  var missingParts: [MissingPart] = []
  /// What the logs could not say, counted.
  var notes: [String] = []

  /// Files that were read, now or before.
  var loaded: [Line] { lines.filter { $0.problem == nil } }
  var rows: Int { lines.reduce(0) { $0 + $1.rows } }
  var new: Int { lines.reduce(0) { $0 + $1.new } }
  var setAside: Int { lines.reduce(0) { $0 + $1.setAside } }

  /// The run in one sentence, for the journal.
  var sentence: String {
    Counted.of(loaded.count, "file") + ", " + Counted.of(rows, "row")
      + " read, \(NumberText.count(new)) new, "
      + "\(NumberText.count(setAside)) set aside"
  }

  /// Why the run as a whole failed; nil when it did not.
  ///
  /// A file that the system refuses and one that breaks the rules of its format
  /// or of the database fail the run wherever they lie, for their data are
  /// missing; what is no data fails it only where the user named it.
  ///
  /// - Parameter strict: rows set aside and files skipped in folders fail it.
  public func failure(strict: Bool) -> UseCaseFailure? {
    let failed = lines.filter(\.isLost)
    let kind =
      failed.contains { $0.failure == .io } ? .io : failed.first?.failure
    if let kind {
      return UseCaseFailure(
        kind,
        "\(NumberText.count(failed.count)) of "
          + Counted.of(lines.count, "file") + " could not be loaded.")
    }
    if lines.allSatisfy(\.isCompanion) {
      return UseCaseFailure(.badData, "There is no file in what was named.")
    }
    guard strict else { return nil }
    let skipped = lines.filter { $0.problem != nil && !$0.isCompanion }.count
    guard skipped + setAside + missingParts.count > 0 else { return nil }
    return UseCaseFailure(
      .badData,
      "--strict: " + Counted.of(setAside, "row was", "rows were")
        + " set aside and " + Counted.of(skipped, "file") + " skipped"
        + (missingParts.isEmpty
          ? "."
          : ", and "
            + Counted.of(
              missingParts.count, "part of a bill is", "parts of bills are")
            + " missing."))
  }
}
