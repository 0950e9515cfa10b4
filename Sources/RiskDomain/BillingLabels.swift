/// The user's labels of a billed line as one text.
///
/// A bill repeats few sets of labels on many lines, so that a set is written
/// once and passed on as it is.
public struct BillingLabels: Hashable, Sendable {
  /// A JSON object with sorted names: equal labels are equal texts.
  public let json: String

  /// No labels.
  public static let none = BillingLabels([:])

  /// Labels by name.
  public init(_ labels: [String: String]) {
    let members = labels.sorted {
      $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
    }.map { Self.quoted($0.key) + ":" + Self.quoted($0.value) }
    json = "{" + members.joined(separator: ",") + "}"
  }

  /// Labels as they were written by `json`; not checked.
  public init(canonicalJSON json: String) { self.json = json }

  /// A JSON string after RFC 8259, section 7.
  public static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result +=
          "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension BillingLabels: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, String)...) {
    self.init(Dictionary(elements) { first, _ in first })
  }
}
