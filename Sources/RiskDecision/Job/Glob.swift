/// Patterns with `*` for any text.
enum Glob {
  /// Whether a pattern matches a whole text.
  static func matches(_ pattern: String, _ text: String) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count > 1, let first = parts.first, let last = parts.last else {
      return pattern == text
    }
    guard text.hasPrefix(first) else { return false }
    var rest = text.dropFirst(first.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let found = range(of: part, in: rest) else { return false }
      rest = rest[found...].dropFirst(part.count)
    }
    return rest.count >= last.count && rest.hasSuffix(last)
  }

  private static func range(
    of part: Substring, in text: Substring
  ) -> Substring.Index? {
    var at = text.startIndex
    while at < text.endIndex {
      if text[at...].hasPrefix(part) { return at }
      at = text.index(after: at)
    }
    return nil
  }
}
