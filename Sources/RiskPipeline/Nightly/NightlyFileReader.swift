import Foundation
import RiskDomain
import RiskReport
import Yams

extension NightlyFile {
  /// Reads a configuration.
  ///
  /// Paths are those of files below the configuration's own folder. A spec and
  /// rules are also looked for in the data folder.
  ///
  /// - Throws: `UseCaseFailure` that names the file, line, column and key.
  public static func load(
    _ path: String, home: DataHome
  ) throws(UseCaseFailure) -> NightlyFile {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
      isFolder.boolValue
    {
      throw UseCaseFailure(
        .badData,
        "\(path) is a folder and no configuration. Name the file itself, for "
          + "example --config \(path)/nightly.yaml.")
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw UseCaseFailure(
        .noInput,
        "There is no configuration \(path). Name one with --config; "
          + "Data/samples/nightly.yaml is one to start from.")
    }
    guard data.count <= 1 << 20, let text = String(data: data, encoding: .utf8)
    else {
      throw UseCaseFailure(
        .configuration, "\(path) is no UTF-8 text of at most 1 MiB.")
    }
    let absolute = URL(fileURLWithPath: path).standardizedFileURL.path
    do {
      return try NightlyFileReader(
        path: absolute, home: home
      ).file(parsing: text)
    } catch {
      throw UseCaseFailure(
        .configuration, error.place(in: path) + error.message)
    }
  }
}

extension JobFileError {
  /// "nightly.yaml:12:3: ", as far as it is known.
  fileprivate func place(in path: String) -> String {
    ([path]
      + [line, column].prefix { $0 != nil }.compactMap { $0.map(String.init) })
      .joined(separator: ":") + ": "
  }
}

/// Reads the mappings of a nightly configuration.
struct NightlyFileReader {
  let path: String
  let home: DataHome

  private static let keys = [
    "apiVersion", "kind", "database", "inputs", "spec", "forecast",
    "backtest", "jobs", "rules", "outputs", "manifest", "redact",
    "retention",
  ]

  func file(parsing text: String) throws(JobFileError) -> NightlyFile {
    guard let node = try YAMLText.compose(text, of: "configuration") else {
      throw JobFileError(
        "The configuration is empty. Start from Data/samples/nightly.yaml.")
    }
    let root = try JobFileNode(node, path: "", keys: Self.keys)
    if let kind = try root.text("kind"), kind != "Nightly" {
      throw root.error("kind", "Nightly")
    }
    guard let database = try root.text("database") else {
      throw root.missing("database", "For example var/riskctl.sqlite.")
    }
    var file = NightlyFile(path: path, database: absolute(database))
    file.inputs = try inputs(root)
    file.spec = try found(root, "spec")
    file.rules = try found(root, "rules")
    try forecast(root, &file)
    try backtest(root, &file)
    file.jobs = try jobs(root)
    file.outputs = try NightlyOutputsReader(
      root: root, hasJobs: !file.jobs.isEmpty, absolute: absolute
    ).outputs()
    file.manifest = try root.text("manifest").map(absolute)
    file.isRedacted = try root.flag("redact") ?? false
    try refuseOverwriting(file, root)
    if let node = try root.child(
      "retention", keys: ["priceDays", "eventDays", "nights"])
    {
      file.retention.priceDays = try node.integer("priceDays", 1...36_600)
      file.retention.eventDays = try node.integer("eventDays", 1...36_600)
      file.retention.nights = try node.integer("nights", 1...36_600)
    }
    return file
  }

  /// Refuses outputs in the place of what a run reads.
  ///
  /// A file among the inputs would be read the next night, and one that was
  /// there would be lost.
  private func refuseOverwriting(
    _ file: NightlyFile, _ root: JobFileNode
  ) throws(JobFileError) {
    func real(_ path: String) -> String {
      URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    }
    let database = real(file.database)
    let kept = Set(
      ([path, file.spec, file.rules].compactMap(\.self) + file.jobs).map(real)
        + ["", "-wal", "-shm", ".nightly.lock"].map { database + $0 })
    let inputs = file.inputs.map { real($0.path) }
    let written =
      file.outputs.map { ("outputs." + $0.key, $0.path) }
      + [file.manifest].compactMap(\.self).map { ("manifest", $0) }
    for (key, path) in written {
      let place = real(path)
      let isInput = inputs.contains {
        place == $0 || place.hasPrefix($0 + "/")
      }
      guard isInput || kept.contains(place) else { continue }
      throw JobFileError(
        "\(key) would be written over what the run reads: \(path) is or lies "
          + "in the database, an input, a job, the spec, the rules or this "
          + "file. Name another place.",
        line: root.line(of: key), key: key)
    }
    if let manifest = file.manifest,
      file.outputs.contains(where: { $0.path == manifest })
    {
      throw root.error("manifest", "a path that no output has")
    }
  }

  /// Below the configuration's folder where it is relative.
  func absolute(_ relative: String) -> String {
    URL(
      fileURLWithPath: relative,
      relativeTo: URL(fileURLWithPath: path).deletingLastPathComponent()
    ).standardizedFileURL.path
  }

  /// A file beside the configuration or else in the data folder.
  private func found(
    _ root: JobFileNode, _ key: String
  ) throws(JobFileError) -> String? {
    guard let named = try root.text(key) else { return nil }
    let places = [absolute(named), home.path + "/" + named]
    guard
      let place = places.first(where: FileManager.default.fileExists(atPath:))
    else {
      throw root.error(
        key, "a file below the configuration's folder or \(home.path)")
    }
    return place
  }

  private func forecast(
    _ root: JobFileNode, _ file: inout NightlyFile
  ) throws(JobFileError) {
    guard
      let node = try root.child(
        "forecast", keys: ["horizons", "pools", "validHours"])
    else { return }
    if node.has("horizons") { file.horizonsHours = try horizons(node) }
    let pools = try node.texts("pools")
    if !pools.isEmpty { file.pools = pools.joined(separator: ",") }
    file.validHours =
      try node.number("validHours", 0...8784, above: 0) ?? file.validHours
  }

  private func backtest(
    _ root: JobFileNode, _ file: inout NightlyFile
  ) throws(JobFileError) {
    guard let value = root.node("backtest") else { return }
    if let isWanted = value.bool {
      if !isWanted { file.backtest = nil }
      return
    }
    guard let node = try root.child("backtest", keys: ["folds", "horizons"])
    else { return }
    var backtest = NightlyFile.Backtest()
    backtest.folds = try node.integer("folds", 1...100) ?? backtest.folds
    if node.has("horizons") { backtest.horizonsHours = try horizons(node) }
    file.backtest = backtest
  }

  private func horizons(_ node: JobFileNode) throws(JobFileError) -> [Double] {
    let hours = try node.texts("horizons").map { text in
      (try? DurationText.hours(text)) ?? .nan
    }
    guard !hours.isEmpty, zip([0] + hours, hours).allSatisfy(<) else {
      throw node.error(
        "horizons", "a list that ascends from above 0, such as [1h, 6h, 24h]")
    }
    return hours
  }

  /// Files that fit the patterns; a pattern that nothing fits is a mistake.
  private func jobs(_ root: JobFileNode) throws(JobFileError) -> [String] {
    var found: Set<String> = []
    for pattern in try root.texts("jobs") {
      let files = FileGlob.paths(absolute(pattern))
      guard !files.isEmpty else {
        throw root.error(
          "jobs", "a list of files that exist; nothing fits '\(pattern)'")
      }
      found.formUnion(files)
    }
    return found.sorted()
  }
}
