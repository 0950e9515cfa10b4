/// Text of others made safe for a terminal.
public enum PlainText {
  /// Escapes what would move the cursor, change colours, break the line or
  /// turn the direction of writing: `\n` becomes `\\u{a}`.
  ///
  /// Blanks and letters of all scripts stay as they are.
  public static func escaped(_ text: some StringProtocol) -> String {
    guard text.unicodeScalars.contains(where: isUnsafe) else {
      return String(text)
    }
    return text.unicodeScalars.map { scalar in
      isUnsafe(scalar)
        ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
    }.joined()
  }

  /// The same of a text whose lines are its own: their ends stay.
  ///
  /// What wrote the text escapes names where it can; this is for the sentences
  /// that were put together elsewhere.
  public static func escapedLines(_ text: String) -> String {
    guard
      text.unicodeScalars.contains(where: { $0 != "\n" && isUnsafe($0) })
    else { return text }
    return text.unicodeScalars.split(
      separator: "\n", omittingEmptySubsequences: false
    ).map { escaped(Substring($0)) }.joined(separator: "\n")
  }

  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    // Nearly all text: only its controls are unsafe, and a look into the
    // tables of Unicode takes as long as the rest of a page.
    if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
    return switch scalar.properties.generalCategory {
    // Format characters hold the marks of direction and the invisible ones.
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse,
      .surrogate, .unassigned:
      true
    default: false
    }
  }
}
