/// A plain table for a terminal: columns padded, numbers to the right.
public struct TextTable: Sendable {
  /// Which edge a column keeps.
  public enum Alignment: Sendable { case left, right }

  private var headers: [String]
  private var alignments: [Alignment]
  private var rows: [[String]] = []

  /// A table with its columns.
  public init(_ columns: [(String, Alignment)]) {
    headers = columns.map(\.0)
    alignments = columns.map(\.1)
  }

  /// Adds a row; it must have as many cells as the table has columns.
  public mutating func add(_ cells: [String]) {
    precondition(
      cells.count == headers.count,
      "\(cells.count) cells for \(headers.count) columns")
    // A name with a line break would break the row.
    rows.append(cells.map { PlainText.escaped($0) })
  }

  /// Whether a row was added.
  public var isEmpty: Bool { rows.isEmpty }

  /// The lines of the table, each ended by a newline, no trailing blanks.
  public var text: String {
    let all = [headers] + rows
    let widths = headers.indices.map { column in
      all.map { $0[column].count }.max() ?? 0
    }
    return all.map { line($0, widths) + "\n" }.joined()
  }

  /// The table in Markdown.
  public var markdown: String {
    func row(_ cells: [String]) -> String {
      let escaped = cells.map { $0.replacing("|", with: "\\|") }
      return "| " + escaped.joined(separator: " | ") + " |\n"
    }
    let rule = alignments.map { $0 == .left ? "---" : "---:" }
    return row(headers) + row(rule) + rows.map(row).joined()
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    var text = ""
    for column in cells.indices {
      let padding = String(
        repeating: " ", count: widths[column] - cells[column].count)
      if column > 0 { text += "  " }
      text +=
        alignments[column] == .left
        ? cells[column] + padding : padding + cells[column]
    }
    while text.last == " " { text.removeLast() }
    return text
  }
}
