public import RiskDecision
import RiskDomain
import Yams

/// A job file as read: the job, what to tell the user, what was left out.
///
/// The caller prints `warnings` on every run and `defaults` when asked for
/// detail; an error ends the program with exit code 78.
public struct JobFile: Hashable, Sendable {
  public var job: JobSpec
  /// Sentences on keys that this version reads and does not act on.
  public var warnings: [String]
  /// "checkpoint.mode: sync" for each key that was left out.
  public var defaults: [String]

  /// Reads YAML or JSON, which is YAML too.
  public init(parsing text: String) throws(JobFileError) {
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw Self.syntax(error)
    } catch {
      throw JobFileError("The job file is no YAML: \(error)")
    }
    guard let root else {
      throw JobFileError(
        "The job file is empty. A minimal job has name, work and accept.")
    }
    try Self.refuseOtherKinds(root)
    let node = try JobFileNode(root, path: "", keys: Self.rootKeys)
    var reader = JobFileReader(root: node)
    job = try reader.job()
    warnings = reader.warnings
    defaults = JobFileDefaults.missing(in: node)
  }

  static let rootKeys = [
    "apiVersion", "kind", "name", "class", "work", "gang", "accept", "pools",
    "where", "data", "checkpoint", "restart", "when", "money", "risk",
    "vehicles", "labels", "prices", "reserved", "fixed", "queue",
  ]

  private static func refuseOtherKinds(_ root: Node) throws(JobFileError) {
    guard case .mapping(let mapping) = root else {
      throw JobFileError(
        "The job file must hold keys such as 'name: llama-ft'.", line: 1)
    }
    let keys = Set(mapping.keys.compactMap { $0.scalar?.string })
    if keys.contains("resources"),
      keys.contains("run") || keys.contains("setup")
    {
      throw JobFileError(
        "This is a SkyPilot task, which this version does not read. Write a "
          + "job file with name, work and accept: its resources.accelerators "
          + "go to accept, num_nodes to gang.nodes.", line: 1,
        key: "resources")
    }
  }

  static func syntax(
    _ error: YamlError, of file: String = "job file"
  ) -> JobFileError {
    switch error {
    case .scanner(_, let problem, let mark, _),
      .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      JobFileError(
        "The \(file) is no YAML: \(problem) (line \(mark.line), column "
          + "\(mark.column)).", line: mark.line, column: mark.column)
    case .duplicatedKeysInMapping(let duplicates, let context):
      JobFileError(
        "The key '\(duplicates.first ?? "")' is there twice (line "
          + "\(context.mark.line)). Keep one.", line: context.mark.line,
        column: context.mark.column, key: duplicates.first)
    default:
      JobFileError("The job file is no YAML: \(error)")
    }
  }
}
