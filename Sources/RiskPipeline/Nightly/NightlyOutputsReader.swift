import RiskReport
import Yams

/// Reads what a nightly run is to write.
///
/// The value of a key is a path, or a mapping of a path and of the settings
/// that `riskctl export --set` takes.
struct NightlyOutputsReader {
  let root: JobFileNode
  let hasJobs: Bool
  let absolute: (String) -> String

  private static let own = [
    "json", "csv", "alerts", "webhook", "alerts-prometheus",
    "recommendations", "report",
  ]
  /// Exports of a forecast that are one file; the others are folders.
  private static let files = ["prometheus", "cloudwatch-emf"]

  private static var keys: [String] {
    own
      + ExportTarget.all.map(\.name).filter { !["json", "csv"].contains($0) }
  }

  func outputs() throws(JobFileError) -> [NightlyOutput] {
    guard let node = try root.child("outputs", keys: Self.keys) else {
      return []
    }
    var outputs: [NightlyOutput] = []
    // In the order in which they are known: the file's own order says nothing.
    for key in Self.keys where node.has(key) {
      outputs.append(try output(key, node))
    }
    let paths = outputs.filter { Self.isFile($0) }.map(\.path)
    if let twice = outputs.last(where: { output in
      paths.count { $0 == output.path } > 1
    }) {
      throw node.error(twice.key, "a path that no other output has")
    }
    return outputs
  }

  /// Whether one file is written, not a folder of them.
  static func isFile(_ output: NightlyOutput) -> Bool {
    switch output.what {
    case .recommendations: false
    case .export(let target, _): files.contains(target)
    default: true
    }
  }

  private func output(
    _ key: String, _ node: JobFileNode
  ) throws(JobFileError) -> NightlyOutput {
    var path: String?
    var settings: [String: String] = [:]
    if node.node(key)?.scalar != nil {
      path = try node.text(key)
    } else if let inner = try node.child(key, keys: ["path", "set"]) {
      path = try inner.text("path")
      settings = try inner.texts(of: "set")
    }
    guard let path else {
      throw node.error(key, "a path, or {path: …, set: {name: value}}")
    }
    let what = try self.what(key, settings, node)
    if case .export = what {
    } else if !settings.isEmpty {
      throw node.error(key, "a path: nothing can be set there")
    }
    return NightlyOutput(key: key, what: what, path: absolute(path))
  }

  private func what(
    _ key: String, _ settings: [String: String], _ node: JobFileNode
  ) throws(JobFileError) -> NightlyOutput.What {
    switch key {
    case "json": return .forecastJSON
    case "csv": return .forecastCSV
    case "alerts": return .alerts(.json)
    case "webhook": return .alerts(.webhook)
    case "alerts-prometheus": return .alerts(.prometheus)
    case "report": return .report
    case "recommendations":
      guard hasJobs else { throw needsJobs(key, node) }
      return .recommendations
    default:
      guard let target = ExportTarget.all.first(where: { $0.name == key })
      else { throw node.error(key, "the name of an export") }
      guard hasJobs || !target.needsJob else { throw needsJobs(key, node) }
      do {
        try target.check(settings)
      } catch {
        throw node.error(key, "written with settings that fit: \(error.reason)")
      }
      return .export(key, settings: settings)
    }
  }

  private func needsJobs(_ key: String, _ node: JobFileNode) -> JobFileError {
    node.error(key, "left out, or jobs named under 'jobs': it is of jobs")
  }
}

extension JobFileNode {
  /// Names with texts; empty where the key is absent.
  func texts(of name: String) throws(JobFileError) -> [String: String] {
    guard let node = node(name) else { return [:] }
    let wanted = "names with texts, such as {name: value}"
    guard case .mapping(let mapping) = node else { throw error(name, wanted) }
    var texts: [String: String] = [:]
    for (key, value) in mapping {
      guard let key = key.scalar?.string, let text = value.scalar?.string
      else { throw error(name, wanted) }
      texts[key] = text
    }
    return texts
  }
}
