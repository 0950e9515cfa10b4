import Foundation
import RiskDomain
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// Every real sample is loaded, or refused for the stated reason.
@Suite(.enabled(if: realData != nil, skipReason))
struct RealFilesTests {
  private static let files: [String] = {
    guard let root = realData, let entries = try? InputFiles.list([root])
    else { return [] }
    return entries.map { String($0.path.dropFirst(root.count + 1)) }
  }()

  private func become(
    _ file: String, in folder: String, hints: IngestRun.Hints
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
    let outcome = try IngestRun.run(
      files: [entry], format: nil, hints: hints,
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

  private static func question(of file: String) -> RealFileTable.Question? {
    RealFileTable.questions.first { file.hasPrefix($0.key) }?.value
  }

  @Test func everyFileIsListedOnce() {
    #expect(Set(RealFileTable.expected.keys) == Set(Self.files))
    #expect(Self.files.count == 73)
  }

  @Test(arguments: files)
  func givesWhatTheTableSays(file: String) throws {
    let hints = Self.question(of: file)?.hints ?? IngestRun.Hints()
    let found = try withTemporaryFolder {
      try become(file, in: $0, hints: hints)
    }
    let expected = RealFileTable.expected[file]
    if case .refused(let start) = expected, case .refused(let all) = found {
      #expect(all.hasPrefix(start))
    } else {
      #expect(found == expected, "\"\(file)\": .\(found),")
    }
  }

  @Test(arguments: files.filter { question(of: $0) != nil })
  func asksForWhatItCannotSay(file: String) throws {
    let question = try #require(Self.question(of: file))
    let found = try withTemporaryFolder {
      try become(file, in: $0, hints: IngestRun.Hints())
    }
    guard case .refused(let sentence) = found else {
      Issue.record("\(file) was \(found)")
      return
    }
    #expect(sentence.hasPrefix(question.refusal))
  }
}
