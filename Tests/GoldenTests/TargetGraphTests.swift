import Foundation
import Testing

/// The target graph is what the architecture page says it is.
struct TargetGraphTests {
  @Test func packageAndDocumentDrawTheSameArrows() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let documented = try documentedArrows(
      root.appendingPathComponent("Notebooks-free-docs/architecture.md"))
    let actual = try describedArrows(root)
    #expect(!documented.isEmpty)
    #expect(actual == documented)
  }

  @Test func arrowsRunDownwardsOnly() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let arrows = try documentedArrows(
      root.appendingPathComponent("Notebooks-free-docs/architecture.md"))
    var done: Set<String> = []
    while done.count < arrows.count {
      let ready = arrows.filter { name, targets in
        !done.contains(name)
          && targets.allSatisfy { $0.hasPrefix("[") || done.contains($0) }
      }
      try #require(!ready.isEmpty, "a cycle among the targets")
      done.formUnion(ready.keys)
    }
  }

  /// Target → its arrows; products of other packages read "[GRDB]".
  private func documentedArrows(_ page: URL) throws -> [String: Set<String>] {
    let text = try String(contentsOf: page, encoding: .utf8)
    let block = try #require(
      text.components(separatedBy: "```arrows\n").dropFirst().first?
        .components(separatedBy: "\n```").first)
    var arrows: [String: Set<String>] = [:]
    for line in block.split(separator: "\n") {
      let sides = line.components(separatedBy: " -> ")
      let parts = sides[1].dropLast().components(separatedBy: "[")
      let own = parts[0].split(separator: " ").map(String.init)
      let outside = parts[1].split(separator: " ").map { "[\($0)]" }
      arrows[sides[0]] = Set(own + outside)
    }
    return arrows
  }

  private struct Description: Decodable {
    struct Target: Decodable {
      var name: String
      var type: String
      var target_dependencies: [String]?
      var product_dependencies: [String]?
    }
    var targets: [Target]
  }

  private func describedArrows(_ root: URL) throws -> [String: Set<String>] {
    let scratch = FileManager.default.temporaryDirectory
      .appendingPathComponent("riskctl-describe-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: scratch) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "swift", "package", "--package-path", root.path, "--scratch-path",
      scratch.path, "describe", "--type", "json",
    ]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    let description = try JSONDecoder().decode(Description.self, from: data)
    var arrows: [String: Set<String>] = [:]
    for target in description.targets
    where target.type != "test" && target.name != "RiskTestSupport" {
      arrows[target.name] = Set(
        (target.target_dependencies ?? [])
          + (target.product_dependencies ?? []).map { "[\($0)]" })
    }
    return arrows
  }
}
