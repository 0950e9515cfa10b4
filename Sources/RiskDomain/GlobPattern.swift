/// A shell-like pattern for pool keys: `*` any run of characters, `?` one.
///
/// `*` also crosses `/`, so that `aws/*p4d*` means what one expects.
public struct GlobPattern: Hashable, Sendable {
  private let pattern: [UInt8]

  /// A pattern from its text.
  public init(_ text: String) { pattern = Array(text.utf8) }

  /// Patterns between commas.
  public static func list(_ text: String) -> [GlobPattern] {
    text.split(separator: ",").map { GlobPattern(String($0)) }
  }

  /// Whether the whole text fits the pattern.
  public func matches(_ text: String) -> Bool {
    let text = Array(text.utf8)
    var p = 0
    var t = 0
    var star: (pattern: Int, text: Int)?
    while t < text.count {
      if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
        star = (p, t)
        p += 1
      } else if p < pattern.count,
        pattern[p] == text[t] || pattern[p] == UInt8(ascii: "?")
      {
        p += 1
        t += 1
      } else if let last = star {
        // Let the last star swallow one character more.
        star = (last.pattern, last.text + 1)
        p = last.pattern + 1
        t = last.text + 1
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
