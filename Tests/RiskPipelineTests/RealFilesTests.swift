import Foundation
import RiskDomain
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// Every real sample is loaded, or refused for the stated reason.
@Suite(.enabled(if: realData != nil, skipReason))
struct RealFilesTests {
  /// What the samples cannot say: when offerings were fetched and of which
  /// type those of one query were.
  private static let hints = [
    "aws-capacity-blocks/": IngestRun.Hints(
      instanceType: "p4d.24xlarge",
      // 2025-02-14T16:00:00Z
      capturedAt: UTCInstant(unixSeconds: 1_739_548_800))
  ]

  private static let files: [String] = {
    guard let root = realData, let entries = try? InputFiles.list([root])
    else { return [] }
    return entries.map { String($0.path.dropFirst(root.count + 1)) }
  }()

  private func become(
    _ file: String, in folder: String
  ) throws -> RealFileTable.Expected {
    let path = try #require(realData) + "/" + file
    var entry = try #require(InputFiles.list([path]).first)
    entry.isNamedDirectly = false
    // Only a folder's listing knows companions.
    if let listed = try InputFiles.list([
      URL(filePath: path).deletingLastPathComponent().path
    ]).first(where: { $0.path == path }) {
      entry.kind = listed.kind
    }
    let hints = Self.hints.first { file.hasPrefix($0.key) }?.value
    let outcome = try IngestRun.run(
      files: [entry], format: nil, hints: hints ?? IngestRun.Hints(),
      databasePath: folder + "/risk.sqlite",
      context: try MonthPipeline.context(
        asOf: UTCInstant(parsing: "2026-11-21T00:00:00Z")))
    let line = try #require(outcome.lines.first)
    if let problem = line.problem {
      return line.isCompanion
        ? .companion(problem)
        : problem == "no known format" ? .unknown : .refused(problem)
    }
    return .loaded(
      try #require(line.format), rows: line.rows,
      facts: line.new + line.repeated, ignored: line.ignored,
      setAside: line.setAside)
  }

  @Test func everyFileIsListedOnce() {
    let pending = RealFileTable.pending.values.flatMap(\.self)
    let listed = Array(RealFileTable.expected.keys) + pending
    #expect(Set(listed).count == listed.count)
    #expect(Set(listed) == Set(Self.files))
  }

  @Test(arguments: files)
  func givesWhatTheTableSays(file: String) throws {
    let found = try withTemporaryFolder { try become(file, in: $0) }
    if let expected = RealFileTable.expected[file] {
      if case .refused(let start) = expected, case .refused(let all) = found {
        #expect(all.hasPrefix(start))
      } else {
        #expect(found == expected)
      }
      return
    }
    let format = RealFileTable.pending.first { $0.value.contains(file) }?.key
    #expect(
      found == .unknown,
      "no longer pending as \(format ?? "-"): \"\(file)\": .\(found),")
  }
}
