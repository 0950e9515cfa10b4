/// Names that every target accepts.
public enum ExportName {
  /// Lower-case letters, digits and single dashes, beginning and ending with a
  /// letter or digit, at most `most` long; "job" where nothing is left.
  ///
  /// The strictest of the targets' rules is RFC 1123's, of Kubernetes.
  public static func slug(_ text: String, most: Int = 40) -> String {
    var slug = ""
    for scalar in text.lowercased().unicodeScalars {
      switch scalar {
      case "a"..."z", "0"..."9": slug.unicodeScalars.append(scalar)
      default: if !slug.isEmpty, slug.last != "-" { slug += "-" }
      }
    }
    slug = String(slug.prefix(most))
    while slug.last == "-" { slug.removeLast() }
    return slug.isEmpty ? "job" : slug
  }

  /// A word for a shell, in single quotes where it needs them.
  static func shellWord(_ text: String) -> String {
    let plain = text.unicodeScalars.allSatisfy {
      switch $0 {
      case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".", "/", ":", "=", ",",
        "+", "@":
        true
      default: false
      }
    }
    return plain && !text.isEmpty
      ? text : "'" + text.replacing("'", with: "'\\''") + "'"
  }
}
