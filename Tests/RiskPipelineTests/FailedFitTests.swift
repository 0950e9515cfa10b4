import Foundation
import RiskDomain
import RiskModels
import RiskSimulation
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// A fit that does not settle stores nothing; what was fitted before goes on
/// being used, and the failure says how old that is.
struct FailedFitTests {
  /// The spec that hardly lets a fit begin: one iteration, and no change left.
  private static func hasty(in folder: String) throws -> String {
    let spec = try String(
      contentsOfFile: SourceTree.root + "/Models/specs/small-data.json",
      encoding: .utf8)
    let path = folder + "/hasty.json"
    try spec.replacingOccurrences(
      of: #""maximumIterations": 500, "tolerance": 1e-6, "#
        + #""acceptableChange": 5e-3"#,
      with: #""maximumIterations": 1, "tolerance": 1e-12, "#
        + #""acceptableChange": 1e-12"#
    ).write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  private func failure(_ body: () throws -> Void) throws -> UseCaseFailure {
    do {
      try body()
    } catch let failure as UseCaseFailure {
      return failure
    }
    throw Missing()
  }

  private struct Missing: Error {}

  @Test func nothingIsStoredAndTheLastModelStaysInForce() throws {
    try withTemporaryFolder { folder in
      let month = try MonthPipeline(
        GPUMonth(.gpuMonth, days: 3, seed: 1), in: folder)
      try month.ingest()
      let end = month.month.end
      let path = try Self.hasty(in: folder)
      let first = try failure {
        _ = try FitRun.run(
          databasePath: month.database, specPath: path, fitAsOf: nil,
          context: try MonthPipeline.context(asOf: end))
      }
      #expect(first.kind == .valid)
      #expect(first.message.contains("did not settle"))
      // Nothing was fitted with this spec before: nothing is in force.
      #expect(!first.message.contains("in force"))

      let store = try StoreAccess(month.database, for: .derive)
      let hasty = try ModelSpecFile.load(path: path)
      #expect(
        try FittedModel.stored(store, spec: hasty, gangSize: 1, asOf: end)
          == nil)

      // The same failure over a model of the night before.
      let context = try MonthPipeline.context(asOf: end.adding(hours: 30))
      let spec = try ModelSpecFile.load(path: context.home.defaultSpec)
      let digest = try month.fit(asOf: end)
      let last = try #require(
        try FittedModel.stored(store, spec: spec, gangSize: 1, asOf: end))
      #expect(last.digest == digest)
      let hours = Int(context.asOf.hours(since: last.fitAsOf))
      let told = try FitRun.withModelInForce(first, store, spec, context)
      #expect(
        told.message
          == first.message
          + " Nothing was stored: the model \(digest.prefix(12)) on data through "
          + "\(last.fitAsOf), \(hours) h old, stays in force.")
      #expect(hours >= 30)
    }
  }
}
