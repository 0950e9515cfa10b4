import RiskDomain
import RiskReport
import RiskStore

/// What a person reads of an ingest run.
extension IngestOutcome {
  /// Up to so many files each has a line of its own; beyond, a folder has one.
  static let mostFileLines = 20
  /// Set-aside rows shown at once, of all files together.
  static let mostExamples = 9
  /// Names listed of files that were skipped for one reason.
  static let mostNames = 3

  /// The tables, one a format: one line a file, or one a folder where there
  /// are many files.
  ///
  /// - Parameter allFiles: one line a file however many there are.
  public func table(redacted: Bool, allFiles: Bool = false) -> String {
    let byFile = allFiles || loaded.count <= Self.mostFileLines
    var text = ""
    for format in Set(loaded.compactMap(\.format)).sorted() {
      let lines = loaded.filter { $0.format == format }
      var table = TextTable([
        (format, .left), ("rows", .right), ("new", .right),
        ("repeated", .right), ("aside", .right), ("span (UTC)", .left),
      ])
      var groups = byFile ? lines.map(Group.init) : Self.folders(lines)
      if groups.count > 1 { groups.append(Group(total: lines)) }
      let width = Group.nameWidth(groups)
      for group in groups {
        table.add([group.shownName(redacted, width: width)] + group.cells)
      }
      text += table.text + Self.leftOut(lines) + "\n"
    }
    return text + Counted.of(rows, "row") + " read, "
      + "\(NumberText.count(new)) new.\n"
      + (missingParts.isEmpty
        ? ""
        : "Parts of bills that are missing: "
          + "\(NumberText.count(missingParts.count))\n")
      + (byFile ? "" : "One line a file: --verbose, or --json.\n")
  }

  /// The sentences for standard error.
  public func messages(redacted: Bool, allFiles: Bool = false) -> [String] {
    let shown = allFiles ? setAsideExamples.count : Self.mostExamples
    var messages = setAsideExamples.prefix(shown).map { row in
      let place = shortName(row.origin.source, redacted)
      let column = row.column.map { " column \(PlainText.escaped($0)):" } ?? ""
      let reason = redacted ? "not readable" : PlainText.escaped(row.reason)
      return "\(place):\(row.origin.line)\(column) \(reason). Row set aside."
    }
    if setAside > 0 {
      messages.append(
        "\(NumberText.count(setAside)) of " + Counted.of(rows, "row")
          + Counted.word(setAside, " was", " were")
          + " set aside. See them with `riskctl status --rejected`.")
    }
    for line in lines where line.problem == nil && line.failure != nil {
      messages.append(
        "\(shortName(line.name, redacted)): none of its "
          + Counted.of(line.rows, "row") + " could be read as "
          + "\(line.format ?? "-"). Check --format and the options.")
    }
    if let missing = MissingParts.sentence(missingParts, redacted: redacted) {
      messages.append(missing)
    }
    for line in lines {
      messages += line.notes.map { "\(shortName(line.name, redacted)): \($0)." }
    }
    return messages + problems(redacted, allFiles) + notes
  }

  /// Files that were not loaded: each by itself, those with the same fate
  /// together.
  private func problems(_ redacted: Bool, _ allFiles: Bool) -> [String] {
    struct Fate: Hashable { var verb, problem: String }
    var order: [Fate] = []
    var files: [Fate: [String]] = [:]
    for line in lines {
      guard let problem = line.problem else { continue }
      let fate = Fate(
        verb: line.isLost ? "not loaded" : "skipped",
        problem: PlainText.escaped(problem))
      if files[fate] == nil { order.append(fate) }
      files[fate, default: []].append(shortName(line.name, redacted))
    }
    return order.flatMap { fate -> [String] in
      let names = files[fate] ?? []
      if names.count <= Self.mostNames || allFiles {
        return names.map { "\($0): \(fate.verb): \(fate.problem)" }
      }
      return [
        "\(NumberText.count(names.count)) files \(fate.verb): "
          + "\(names.prefix(Self.mostNames).joined(separator: ", ")) "
          + "and \(NumberText.count(names.count - Self.mostNames)) more: "
          + fate.problem
      ]
    }
  }

  /// Rows of a format that were left out on purpose, by reason.
  private static func leftOut(_ lines: [Line]) -> String {
    let ignored = lines.reduce(into: [String: Int]()) { sum, line in
      sum.merge(line.ignored, uniquingKeysWith: +)
    }
    guard !ignored.isEmpty else { return "" }
    let reasons = ignored.sorted {
      ($1.value, $0.key) < ($0.value, $1.key)
    }.map { "\(NumberText.count($0.value)) × \(PlainText.escaped($0.key))" }
    return Paragraph.wrapped(
      "Left out: " + reasons.joined(separator: ", "), width: 78, indent: 2)
  }

  /// Lines of the same folder, summed, in the order of their names.
  private static func folders(_ lines: [Line]) -> [Group] {
    Dictionary(grouping: lines) { line in
      line.name.split(separator: "/", omittingEmptySubsequences: false)
        .dropLast().joined(separator: "/")
    }.sorted { $0.key < $1.key }.map { folder, lines in
      lines.count == 1
        ? Group(lines[0]) : Group(folder: folder, lines: lines)
    }
  }
}

/// Files that share a line of the table.
private struct Group {
  var name: String
  /// Words after the name, which are never cut.
  var addition = ""
  var rows, new, repeated, setAside: Int
  var first, last: UTCInstant?

  init(_ line: IngestOutcome.Line) {
    self.init(name: line.name, [line])
  }

  init(folder: String, lines: [IngestOutcome.Line]) {
    self.init(name: folder + "/", lines)
    addition = " (\(NumberText.count(lines.count)))"
  }

  init(total lines: [IngestOutcome.Line]) {
    self.init(name: "", lines)
    addition = Counted.of(lines.count, "file")
  }

  private init(name: String, _ lines: [IngestOutcome.Line]) {
    self.name = name
    rows = lines.reduce(0) { $0 + $1.rows }
    new = lines.reduce(0) { $0 + $1.new }
    repeated = lines.reduce(0) { $0 + $1.repeated }
    setAside = lines.reduce(0) { $0 + $1.setAside }
    first = lines.compactMap(\.first).min()
    last = lines.compactMap(\.last).max()
  }

  /// Columns left for names on a terminal of 80.
  static func nameWidth(_ groups: [Group]) -> Int {
    let heads = ["rows", "new", "repeated", "aside", "span (UTC)"]
    let widths = heads.indices.map { column in
      max(heads[column].count, groups.map { $0.cells[column].count }.max() ?? 0)
    }
    return max(12, 80 - widths.reduce(0) { $0 + $1 + 2 })
  }

  func shownName(_ redacted: Bool, width: Int) -> String {
    name.isEmpty
      ? addition
      : shortName(
        name, redacted, width: width - addition.count, showsFolder: true)
        + addition
  }

  /// All but the name.
  var cells: [String] {
    [
      NumberText.count(rows), NumberText.count(new),
      NumberText.count(repeated), NumberText.count(setAside),
      DateSpan.text(first, last),
    ]
  }
}

/// The last two parts of a path, or the last one cut in the middle.
///
/// - Parameter showsFolder: shows what fits of the folder, for parts of equal
///   names in several folders.
private func shortName(
  _ name: String, _ redacted: Bool, width: Int = 28, showsFolder: Bool = false
) -> String {
  if redacted { return "(file)" }
  let end = name.hasSuffix("/") ? "/" : ""
  let parts = PlainText.escaped(name).split(separator: "/")
  let two = parts.suffix(2).joined(separator: "/") + end
  if two.count <= width { return two }
  let last = (parts.last.map(String.init) ?? "-") + end
  if last.count > width {
    let half = (width - 1) / 2
    return last.prefix(width - 1 - half) + "…" + last.suffix(half)
  }
  // At least a letter of the folder, the slash and the mark.
  return showsFolder && last.count + 3 <= width
    ? "…" + two.suffix(width - 1) : last
}
