import Foundation

/// Reads single labels of billed lines.
///
/// A bill repeats few sets of labels on many lines: each set is read once.
public struct LabelReader {
  private let name: String
  private var known: [String: String?] = [:]

  /// - Parameter name: of the label, as the bill spells it, "job".
  public init(_ name: String) { self.name = name }

  /// The label's value; nil where it is not set, empty, or the labels are no
  /// JSON object of texts.
  public mutating func value(in labels: BillingLabels) -> String? {
    if let found = known[labels.json] { return found }
    let set = try? JSONDecoder().decode(
      [String: String].self, from: Data(labels.json.utf8))
    let value = set?[name].flatMap { $0.isEmpty ? nil : $0 }
    known[labels.json] = .some(value)
    return value
  }
}
