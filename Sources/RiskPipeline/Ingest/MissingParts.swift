import RiskReport
import RiskStore

/// Sentences about parts of bills that manifests name and that were not read.
enum MissingParts {
  /// Names shown at once.
  private static let mostNames = 3

  /// What is missing and the next step; nil when nothing is.
  static func sentence(_ parts: [MissingPart], redacted: Bool) -> String? {
    guard !parts.isEmpty else { return nil }
    let names = parts.prefix(mostNames).map {
      PlainText.escaped("\($0.name) (\($0.delivery.prefix(8)))")
    }.joined(separator: ", ")
    let more = parts.count - mostNames
    let which =
      redacted
      ? ""
      : ": " + names + (more > 0 ? " and \(NumberText.count(more)) more" : "")
    guard parts.count > 1 else {
      return "1 part of a bill that its manifest names was not read\(which). "
        + "Its hours and costs are missing; copy it beside the others and read "
        + "the folder again."
    }
    return "\(NumberText.count(parts.count)) parts of bills that their "
      + "manifests name were not read\(which). Their hours and costs are "
      + "missing; copy them beside the others and read the folder again."
  }
}
