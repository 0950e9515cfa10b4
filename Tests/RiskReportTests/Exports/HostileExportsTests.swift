import Foundation
import RiskReport
import Testing
import Yams

/// Names that users bring along change no document but in the place of a name.
struct HostileExportsTests {
  /// What a name may try in YAML, JSON, a path and a shell.
  private static let names = [
    "a: [b, *c, &d", "- a\n- b", "--- !!python/object:x", "...", "? a", "| a",
    "> a", "{a: b}", "*alias", "&anchor a", "!!binary aGk=", "%YAML 9", "#a",
    "a #b", "null", "~", "yes", "0x1F", "1e3", "2026-01-01", "<<", "=", "@a",
    "`a`", "'a", "\"a", "\\", "a\\nb", "a\nb: c", "a\r\nb: c", "\ta", " a ",
    "\u{0}a", "\u{85}a", "\u{2028}a", "\u{FEFF}a", "\u{1B}[2J", "../../etc/x",
    "/etc/x", "..", ".", "$(id)", "{{a}}", "\",\"x\":\"",
    String(repeating: "A", count: 10_000),
  ]

  /// Keys and kinds of values, without the values and the lengths of lists: some
  /// settings are lists.
  private func shape(_ value: Any) -> String {
    switch value {
    case let map as [String: Any]:
      let parts = map.keys.sorted().map { "\($0):\(shape(map[$0] ?? "-"))" }
      return "{" + parts.joined(separator: ",") + "}"
    case let list as [Any]:
      return "[" + Set(list.map(shape)).sorted().joined(separator: ",") + "]"
    case is String: return "text"
    case is NSNull: return "null"
    default: return "number"
    }
  }

  private func shapes(_ files: [ExportFile]) throws -> [String] {
    try files.map { file in
      if file.name.hasSuffix(".yaml") {
        return try Yams.load_all(yaml: file.text)
          .map { shape($0) }.joined(separator: "\n")
      }
      if file.name.hasSuffix(".json") {
        return shape(
          try JSONSerialization.jsonObject(with: Data(file.text.utf8)))
      }
      // Lines of JSON, as Embedded Metric Format has them.
      return try file.text.split(separator: "\n").map {
        shape(try JSONSerialization.jsonObject(with: Data($0.utf8)))
      }.joined(separator: "\n")
    }
  }

  /// Expects files of the same shape as those of a harmless name, or words.
  private func expectShape(
    _ wanted: [String], _ place: String, _ make: () throws -> [ExportFile]
  ) throws -> Bool {
    let files: [ExportFile]
    do {
      files = try make()
    } catch let refusal as ExportRefusal {
      #expect("\(refusal)".count > 10, "\(place)")
      return false
    }
    #expect(try shapes(files) == wanted, "\(place)")
    for file in files {
      #expect(
        !file.name.contains("/") && !file.name.hasPrefix(".")
          && file.name.utf8.count < 100, "\(place): \(file.name.prefix(120))")
    }
    return true
  }

  @Test(
    arguments: [
      "karpenter", "skypilot", "ec2-fleet", "auto-scaling", "kueue", "kuberay",
      "aws-budgets", "aws-batch",
    ])
  func aJobsNameStaysAName(target name: String) throws {
    let target = try ExportSamples.target(name)
    let given = ExportSamples.needed(target)
    func files(_ name: String) throws -> [ExportFile] {
      try target.files(
        ExportSamples.planned(
          [
            ("p4d.24xlarge", "g5.12xlarge"), ("\"nodes\": 8", "\"nodes\": 1"),
          ], job: ExportSamples.job(name: name, nodes: 1)), given: given)
    }
    let wanted = try shapes(try files("llama-ft"))
    var carried = 0
    for name in Self.names {
      let place = "\(target.name) \(name.debugDescription.prefix(60))"
      if try expectShape(wanted, place, { try files(name) }) { carried += 1 }
    }
    #expect(carried > 0)
  }

  @Test(
    arguments: [
      "karpenter", "skypilot", "ec2-fleet", "auto-scaling", "kueue", "kuberay",
      "aws-budgets", "aws-batch",
    ])
  func aSettingStaysASetting(target name: String) throws {
    let target = try ExportSamples.target(name)
    let given = ExportSamples.needed(target)
    for setting in target.settings {
      let plain = given.merging([setting.name: "plain"]) { $1 }
      guard
        let files = try? target.files(ExportSamples.planned(), given: plain)
      else { continue }
      let wanted = try shapes(files)
      for name in Self.names {
        let place =
          "\(target.name) \(setting.name) \(name.debugDescription.prefix(60))"
        _ = try expectShape(wanted, place) {
          try target.files(
            ExportSamples.planned(),
            given: given.merging([setting.name: name]) { $1 })
        }
      }
    }
  }

  @Test func settingsOfMetricsStaySettings() throws {
    let target = try ExportSamples.target("cloudwatch-emf")
    let forecast = try ExportSamples.forecast([
      ExportSamples.row("aws/us-west-2c/p4d.24xlarge")
    ])
    for setting in target.settings {
      let wanted = try shapes(
        target.files(forecast, given: [setting.name: "plain"]))
      for name in Self.names {
        _ = try expectShape(
          wanted, "\(setting.name) \(name.debugDescription.prefix(60))"
        ) { try target.files(forecast, given: [setting.name: name]) }
      }
    }
  }
}
