import Foundation
import RiskDomain
import Yams

extension NightlyFileReader {
  private static let inputKeys = [
    "path", "format", "start", "gapSeconds", "provider", "zone",
    "instanceType", "timeZone", "capturedAt",
  ]

  /// What is to be read; the options are those of `riskctl ingest`.
  func inputs(
    _ root: JobFileNode
  ) throws(JobFileError) -> [NightlyFile.Input] {
    var inputs: [NightlyFile.Input] = []
    for node in try root.children("inputs", keys: Self.inputKeys) {
      guard let path = try node.text("path") else {
        throw node.missing("path", "A file or a folder, such as inbox/cur.")
      }
      var input = NightlyFile.Input(path: absolute(path))
      if let format = try node.text("format") {
        guard IngestRun.formatNames.contains(format) else {
          throw node.error(
            "format",
            "a format that `riskctl ingest --help` names. "
              + JobFileNode.suggestion(
                for: format, among: IngestRun.formatNames))
        }
        input.format = format
      }
      input.hints = try hints(node)
      if let text = try node.text("capturedAt") {
        input.isCapturedWhenModified = text == "modified"
        if !input.isCapturedWhenModified {
          guard let instant = try? UTCInstant(parsing: text) else {
            throw node.error(
              "capturedAt",
              "a time with its offset, or 'modified' for that of each file")
          }
          input.hints.capturedAt = instant
        }
      }
      inputs.append(input)
    }
    guard !inputs.isEmpty else {
      throw root.missing(
        "inputs", "For example [{path: inbox/prices}, {path: inbox/events}].")
    }
    return inputs
  }

  private func hints(
    _ node: JobFileNode
  ) throws(JobFileError) -> IngestRun.Hints {
    var hints = IngestRun.Hints()
    hints.start = try node.instant("start")
    hints.gapSeconds = try node.number("gapSeconds", 0...1e9, above: 0)
    hints.provider = try node.choice("provider", PoolID.Provider.self)
    hints.zone = try node.text("zone")
    hints.instanceType = try node.text("instanceType")
    if let zone = try node.text("timeZone") {
      guard IngestRun.isTimeZone(zone) else {
        throw node.error(
          "timeZone", "an offset such as +05:00, Z, or a zone's name")
      }
      hints.timeZone = zone
    }
    return hints
  }
}
