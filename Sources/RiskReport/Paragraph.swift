/// Sentences broken into lines for a terminal.
public enum Paragraph {
  /// Breaks a text at blanks so that no line is longer than `width`.
  ///
  /// - Parameters:
  ///   - width: of the words alone, without the indent.
  ///   - indent: blanks in front of every line but the first.
  public static func wrapped(
    _ text: String, width: Int = 80, indent: Int = 0
  ) -> String {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if line.isEmpty {
        line = String(word)
      } else if line.count + 1 + word.count <= width {
        line += " " + word
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    lines.append(line)
    return lines.joined(separator: "\n" + margin) + "\n"
  }
}
