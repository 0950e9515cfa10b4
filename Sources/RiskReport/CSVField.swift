/// Text as a field of a CSV file.
public enum CSVField {
  /// Quoted where needed, without control characters, and never read as a
  /// formula by a spreadsheet.
  public static func text(_ text: String) -> String {
    var text = PlainText.escaped(text)
    if let first = text.first, "=+-@".contains(first) { text = "'" + text }
    guard text.contains(where: { ",\"".contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
