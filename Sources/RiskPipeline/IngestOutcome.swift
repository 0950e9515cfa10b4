public import RiskDomain
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
    /// Why nothing of the file was loaded; nil when it was.
    var problem: String?
    var failure: UseCaseFailure.Kind?
    /// The user named the file, so that a problem fails the run.
    var isNamedDirectly: Bool

    init(
      entry: InputFiles.Entry, format: String, rows: Int,
      summary: LoadSummary, ignored: [String: Int]
    ) {
      name = entry.name
      isNamedDirectly = entry.isNamedDirectly
      self.format = format
      self.rows = rows
      self.ignored = ignored
      new = summary.new
      repeated = summary.repeated
      setAside = summary.setAside
      first = summary.first
      last = summary.last
    }

    init(
      failed entry: InputFiles.Entry, code: UseCaseFailure.Kind,
      problem: String
    ) {
      name = entry.name
      isNamedDirectly = entry.isNamedDirectly
      failure = code
      self.problem = problem
    }
  }

  var lines: [Line] = []
  /// The first set-aside rows of every file.
  var setAsideExamples: [SetAsideRow] = []
  /// The last fact in the database up to the run's `asOf`.
  var dataThrough: UTCInstant?
  /// The newest model that was fitted before, by its digest.
  var modelDigest = "none"
  /// What the logs could not say, counted.
  var notes: [String] = []

  /// The tables that a person reads, one a format.
  public func table(redacted: Bool) -> String {
    let loaded = lines.filter { $0.problem == nil }
    var text = ""
    for format in Set(loaded.compactMap(\.format)).sorted() {
      var table = TextTable([
        (format, .left), ("rows", .right), ("new", .right),
        ("repeated", .right), ("aside", .right), ("span (UTC)", .left),
      ])
      for line in loaded where line.format == format {
        table.add([
          shortName(line.name, redacted), NumberText.count(line.rows),
          NumberText.count(line.new), NumberText.count(line.repeated),
          NumberText.count(line.setAside), span(line),
        ])
      }
      text += table.text + "\n"
    }
    return text + footer
  }

  /// The sentences for standard error.
  public func messages(redacted: Bool) -> [String] {
    var messages: [String] = []
    for row in setAsideExamples {
      let place = shortName(row.origin.source, redacted)
      let column = row.column.map { " column \($0):" } ?? ""
      let reason = redacted ? "not readable" : row.reason
      messages.append(
        "\(place):\(row.origin.line)\(column) \(reason). Row set aside.")
    }
    let count = lines.reduce(0) { $0 + $1.setAside }
    if count > 0 {
      messages.append(
        "\(NumberText.count(count)) of "
          + "\(NumberText.count(lines.reduce(0) { $0 + $1.rows })) rows were "
          + "set aside. See them with `riskctl status --rejected`.")
    }
    for line in lines {
      guard let problem = line.problem else { continue }
      let verb = line.isNamedDirectly ? "not loaded" : "skipped"
      messages.append("\(shortName(line.name, redacted)): \(verb): \(problem)")
    }
    return messages + notes
  }

  /// Why the run as a whole failed; nil when it did not.
  ///
  /// - Parameter strict: rows set aside and files skipped in folders fail it.
  public func failure(strict: Bool) -> UseCaseFailure? {
    let failed = lines.filter { $0.problem != nil && $0.isNamedDirectly }
    if let kind = failed.first?.failure {
      return UseCaseFailure(
        kind, "\(failed.count) of \(lines.count) files could not be loaded.")
    }
    if lines.isEmpty {
      return UseCaseFailure(.badData, "There is no file in what was named.")
    }
    guard strict else { return nil }
    let skipped = lines.filter { $0.problem != nil }.count
    let aside = lines.reduce(0) { $0 + $1.setAside }
    guard skipped + aside > 0 else { return nil }
    return UseCaseFailure(
      .badData,
      "--strict: \(aside) rows were set aside and \(skipped) files skipped.")
  }

  /// The same as JSON.
  public func document(
    redacted: Bool, context: RunContext
  ) -> IngestDocument {
    IngestDocument(
      generatedAt: context.generatedAt, asOf: context.asOf,
      dataThrough: dataThrough, modelDigest: modelDigest, seed: context.seed,
      files: lines.map { line in
        IngestDocument.File(
          name: redacted ? shortName(line.name, true) : line.name,
          format: line.format, rows: line.rows, new: line.new,
          repeated: line.repeated, setAside: line.setAside,
          ignored: line.ignored, first: line.first, last: line.last,
          problem: line.problem)
      }, notes: notes)
  }

  private var footer: String {
    let ignored = lines.reduce(into: [String: Int]()) { sum, line in
      sum.merge(line.ignored, uniquingKeysWith: +)
    }
    let new = lines.reduce(0) { $0 + $1.new }
    let rows = lines.reduce(0) { $0 + $1.rows }
    var text =
      "\(NumberText.count(rows)) rows read, \(NumberText.count(new)) new.\n"
    for (reason, count) in ignored.sorted(by: { $0.key < $1.key }) {
      text += "Left out: \(NumberText.count(count)) × \(reason)\n"
    }
    return text
  }

  private func span(_ line: Line) -> String {
    guard let first = line.first, let last = line.last else { return "-" }
    let (from, until) = (first.rfc3339.prefix(10), last.rfc3339.prefix(10))
    return from + ".."
      + (from.prefix(4) == until.prefix(4) ? until.dropFirst(5) : until)
  }

  /// The last two parts of a path, or the last one cut in the middle to 28 characters.
  private func shortName(_ name: String, _ redacted: Bool) -> String {
    if redacted { return "(file)" }
    let parts = name.split(separator: "/")
    let two = parts.suffix(2).joined(separator: "/")
    if two.count <= 28 { return two }
    let last = String(parts.last ?? "-")
    guard last.count > 28 else { return last }
    return last.prefix(14) + "…" + last.suffix(13)
  }
}

/// JSON of an ingest run.
public struct IngestDocument: Hashable, Sendable, Codable {
  /// One file.
  public struct File: Hashable, Sendable, Codable {
    public var name: String
    public var format: String?
    public var rows, new, repeated, setAside: Int
    public var ignored: [String: Int]
    public var first, last: UTCInstant?
    public var problem: String?
  }

  public var schemaVersion = 1
  public var generatedAt, asOf: UTCInstant
  public var dataThrough: UTCInstant?
  /// Of the newest model fitted so far; "none" without one.
  public var modelDigest: String
  public var seed: UInt64
  public var files: [File]
  public var notes: [String]
}
