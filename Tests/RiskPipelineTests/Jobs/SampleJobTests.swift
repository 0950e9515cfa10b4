import Foundation
import RiskDecision
import RiskDomain
import RiskReport
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// The twelve job files of the samples against the month beside them, each with
/// the table that a person reads.
///
/// `RISKCTL_RECORD=1` writes the tables anew; read them before committing.
struct SampleJobTests {
  static let verdicts: [(job: String, verdict: Recommendation.Verdict?)] = [
    ("batch-embed", .reserved),
    ("block-or-bust", .capacityBlock),
    ("data-gravity", nil),
    ("elastic-gang", nil),
    ("gcp-long-run", nil),
    ("infeasible", .infeasible),
    ("llama-finetune", nil),
    ("llama-pretrain", nil),
    ("over-budget", .overBudget),
    ("realtime", .infeasible),
    ("sweep", nil),
    ("tiny-data", nil),
  ]

  private static let jobs = SourceTree.root + "/Data/samples/jobs"

  /// The sample month, ingested and fitted once.
  private static let month = Result {
    let folder = try TemporaryFolder.make()
    let database = folder + "/risk.sqlite"
    let asOf = try UTCInstant(parsing: "2026-02-04T00:00:00Z")
    let context = try MonthPipeline.context(asOf: asOf)
    _ = try IngestRun.run(
      files: InputFiles.list([SourceTree.root + "/Data/samples/gpu-month"]),
      format: nil, hints: IngestRun.Hints(capturedAt: asOf),
      databasePath: database, context: context)
    _ = try FitRun.run(
      databasePath: database, specPath: nil, fitAsOf: nil, context: context)
    return (database: database, context: context)
  }

  @Test(arguments: verdicts.map(\.job))
  func tableIsThatOfTheSnapshot(job: String) throws {
    let (database, context) = try Self.month.get()
    let advice = try RecommendRun.run(
      databasePath: database,
      job: try JobInput(path: "\(Self.jobs)/\(job).yaml"),
      mostAlternatives: 4, allowsStale: false, measures: job == "tiny-data",
      runs: 200,
      context: context)
    if let verdict = Self.verdicts.first(where: { $0.job == job })?.verdict {
      #expect(advice.verdict == verdict)
    } else {
      #expect(advice.chosen != nil)
    }
    let table = RecommendationTable.text(advice)
    for line in table.split(separator: "\n") {
      #expect(line.count <= 80, "\(line)")
    }
    let path = "\(Self.jobs)/tables/\(job).txt"
    if ProcessInfo.processInfo.environment["RISKCTL_RECORD"] == "1" {
      try table.write(toFile: path, atomically: true, encoding: .utf8)
    }
    let snapshot = try String(contentsOfFile: path, encoding: .utf8)
    #expect(table == snapshot)
  }

  /// Every job file of the folder has its table.
  @Test func everyJobIsThere() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.jobs)
      .filter { $0.hasSuffix(".yaml") }.sorted()
    #expect(files == Self.verdicts.map { $0.job + ".yaml" })
  }
}
