/// Text for people, fitted to where they read it.
public struct TerminalText: Sendable {
  /// Columns of the terminal; nil where it is wide enough for everything.
  public var columns: Int?
  /// Whether it shows letters and signs beyond ASCII.
  public var showsUnicode: Bool

  public init(columns: Int? = nil, showsUnicode: Bool = true) {
    self.columns = columns
    self.showsUnicode = showsUnicode
  }

  /// Signs of ours in ASCII.
  private static let plain: [(String, String)] = [
    ("×", "x"), ("…", "..."), ("±", "+-"), ("≥", ">="), ("≤", "<="),
    ("–", "-"), ("—", "-"), ("→", "->"), ("·", "-"), ("−", "-"),
  ]

  /// Longest line that every text of ours keeps to: nothing is done for
  /// terminals that have as many columns.
  public static let usualColumns = 80

  /// The text with lines no longer than the terminal, and without signs that
  /// it cannot show.
  ///
  /// Names that a user gave stay as they are.
  public func fitted(_ text: String) -> String {
    var text = text
    if !showsUnicode {
      for (sign, ascii) in Self.plain {
        text = text.replacing(sign, with: ascii)
      }
    }
    guard let columns, columns < Self.usualColumns else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { Self.folded($0, columns: max(columns, 20)) }
      .joined(separator: "\n")
  }

  /// A line broken at blanks, between the columns of a table where it has some;
  /// what follows is indented, so that it is seen to belong to it.
  private static func folded(_ line: Substring, columns: Int) -> String {
    guard line.count > columns else { return String(line) }
    let indent = line.prefix { $0 == " " }.count + 2
    var lines: [String] = []
    var rest = line
    var margin = ""
    while margin.count + rest.count > columns {
      let room = rest.prefix(columns - margin.count)
      let gap = gap(in: room) ?? blank(in: room)
      guard let end = gap, end > rest.startIndex else { break }
      lines.append(margin + trimmed(rest[..<end]))
      rest = rest[end...].drop { $0 == " " }
      margin = String(repeating: " ", count: min(indent, columns / 2))
    }
    return (lines + [margin + rest]).joined(separator: "\n")
  }

  /// Where the last column that fits ends; nil in running text.
  private static func gap(in room: Substring) -> Substring.Index? {
    var index = room.endIndex
    while index > room.startIndex {
      let before = room.index(before: index)
      if room[before] == " ", before > room.startIndex,
        room[room.index(before: before)] == " ",
        room[..<before].contains(where: { $0 != " " })
      {
        return before
      }
      index = before
    }
    return nil
  }

  /// The last blank behind a word.
  private static func blank(in room: Substring) -> Substring.Index? {
    room.indices.last { index in
      room[index] == " " && room[..<index].contains { $0 != " " }
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
