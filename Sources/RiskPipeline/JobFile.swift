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
  /// Paths of the keys that were left out, "checkpoint.mode".
  public var leftOut: Set<String>

  /// Reads YAML or JSON, which is YAML too, or a SkyPilot task.
  ///
  /// - Parameter settings: keys that stand over those of the file,
  ///   "work.hours=48".
  public init(
    parsing text: String, settings: [String] = []
  ) throws(JobFileError) {
    guard let root = try YAMLText.compose(text, of: "job file") else {
      throw JobFileError(
        "The job file is empty. A minimal job has name, work and accept.")
    }
    guard case .mapping(var mapping) = root else {
      throw JobFileError(
        "The job file must hold keys such as 'name: llama-ft'.", line: 1)
    }
    var notes: [String] = []
    let isTask = SkyPilotTask.isTask(
      Set(mapping.keys.compactMap { $0.scalar?.string }))
    if isTask {
      let task = try SkyPilotTask(mapping)
      (mapping, notes) = (task.job, task.notes)
    }
    let set = try JobSettings(settings)
    mapping = try set.applied(to: mapping)
    let node: JobFileNode
    var reader: JobFileReader
    do throws(JobFileError) {
      node = try JobFileNode(
        .mapping(mapping), path: "", keys: Self.rootKeys)
      if isTask { try Self.askForWhatATaskLacks(node) }
      reader = JobFileReader(root: node)
      job = try reader.job()
    } catch {
      throw set.placed(error)
    }
    warnings = notes + reader.warnings
    defaults = JobFileDefaults.missing(in: node)
    leftOut = JobFileDefaults.leftOut(of: node)
  }

  static let rootKeys = [
    "apiVersion", "kind", "name", "class", "work", "gang", "accept", "pools",
    "where", "data", "checkpoint", "restart", "when", "money", "risk",
    "vehicles", "labels", "prices", "reserved", "fixed", "queue",
  ]

  private static func askForWhatATaskLacks(
    _ node: JobFileNode
  ) throws(JobFileError) {
    var missing: [String] = []
    if !node.has("name") { missing.append("--job-set name=NAME") }
    if !node.has("work") {
      missing.append(
        "--job-set work.hours=HOURS (of the whole gang, or work.gpuHours)")
    }
    if !node.has("accept"), !node.has("pools") {
      missing.append("--job-set 'accept=[{gpu: A100-40GB}]'")
    }
    guard missing.isEmpty else {
      throw JobFileError(
        "A SkyPilot task does not say everything that a plan needs. Add "
          + missing.joined(separator: ", ") + ".", line: node.line,
        key: node.has("work") ? "accept" : "work")
    }
  }

  static func syntax(
    _ error: YamlError, of file: String
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
