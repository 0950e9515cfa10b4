import Foundation
import RiskDomain
import RiskNumerics
import RiskReport
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// Deadline jobs replayed on probed pools, from database to figures.
struct PolicyBacktestRunTests {
  /// Two pools, ten minutes apart, for eight days.
  private func traces() -> [Fact] {
    var rng = SplitMix64(seed: 61)
    return (0..<2).flatMap { i in
      let pool = PoolID(
        provider: .aws, zone: i == 0 ? "us-west-2a" : "us-west-2b",
        instanceType: "p3.2xlarge")
      var isUp = true
      return (0..<1152).map { tick in
        if rng.uniform() < 1 - exp(-(isUp ? 0.6 : 1.2) / 6) { isUp.toggle() }
        return Fact.probe(
          AvailabilityProbe(
            pool: pool, traceStart: hour(0), gapMilliseconds: 600_000,
            tick: tick, available: isUp ? 1 : 0,
            origin: RowOrigin(
              source: "trace-\(i)",
              fileDigest: String(repeating: "\(i)", count: 64), line: tick + 1))
        )
      }
    }
  }

  private let request = PolicyBacktestRun.Request(
    workHours: 6, deadlinesHours: [10, 7], restartHours: 0.2,
    hoursBetweenStarts: 12, onDemandOverSpot: 4)

  private func backtest(
    _ database: String, asOf: UTCInstant
  ) throws -> PolicyBacktestReport {
    try PolicyBacktestRun.run(
      databasePath: database, request: request,
      context: MonthPipeline.context(asOf: asOf))
  }

  @Test func everyPolicyIsHeldAgainstTheClairvoyant() throws {
    try withTemporaryFolder { folder in
      let database = folder + "/traces.sqlite"
      try CutFacts.load(traces(), into: database)
      let report = try backtest(database, asOf: hour(300))
      #expect(report.deadlines.map(\.hours) == [7, 10])
      for deadline in report.deadlines {
        #expect(deadline.pools == 2)
        // From 35 % of 191.8 h to the last start that fits, every 12 h.
        #expect(deadline.jobs == 20)
        let policies = Dictionary(
          uniqueKeysWithValues: deadline.policies.map { ($0.name, $0) })
        let least = try #require(policies["clairvoyant"])
        for policy in deadline.policies {
          #expect(policy.missed == 0, "\(policy.name)")
          #expect(policy.meanUSD >= least.meanUSD - 1e-9, "\(policy.name)")
        }
        let onDemand = try #require(policies["onDemand"])
        // 6 h of work and a launch of 0.2 h.
        expectClose(onDemand.costShare, 6.2 / 6, relative: 1e-9)
        expectClose(
          onDemand.meanUSD - deadline.savedUSDPerJob,
          try #require(policies["riskctl"]).meanUSD, relative: 1e-9)
        #expect(policies["greedy"]?.gapClosed == 0)
        #expect(least.gapClosed == 1)
      }
      #expect(report.text.contains("Deadline after 10.0 h: 20 jobs on 2 pools"))
    }
  }

  @Test func theDocumentFitsItsSchema() throws {
    let checker = try JSONSchemaChecker(
      schema: Data(
        contentsOf: URL(
          fileURLWithPath: SourceTree.root
            + "/Models/schema/policy-backtest.schema.json")))
    try withTemporaryFolder { folder in
      let database = folder + "/traces.sqlite"
      try CutFacts.load(traces(), into: database)
      var report = try backtest(database, asOf: hour(300))
      func complaints() throws -> [String] {
        try checker.complaints(about: CanonicalJSON.pretty(report))
      }
      #expect(try complaints() == [])
      report.deadlines[0].policies[0].name = "luck"
      #expect(try complaints().isEmpty == false)
    }
  }

  @Test func nothingAfterTheMomentIsSeen() throws {
    try withTemporaryFolder { folder in
      let whole = folder + "/whole.sqlite"
      try CutFacts.load(traces(), into: whole)
      let cut = folder + "/cut.sqlite"
      try CutFacts.load(CutFacts(whole).known(by: hour(150.3)), into: cut)
      #expect(
        try CanonicalJSON.pretty(backtest(whole, asOf: hour(150.3)))
          == CanonicalJSON.pretty(backtest(cut, asOf: hour(150.3))))
    }
  }

  @Test func jobsThatCannotBeAreRefused() throws {
    try withTemporaryFolder { folder in
      let database = folder + "/traces.sqlite"
      try CutFacts.load(traces(), into: database)
      for (request, kind) in [
        (.init(workHours: 48, deadlinesHours: [40]), .configuration),
        (.init(workHours: 0), .configuration),
        (.init(workHours: 300, deadlinesHours: [400]), .valid),
      ] as [(PolicyBacktestRun.Request, UseCaseFailure.Kind)] {
        #expect {
          try PolicyBacktestRun.run(
            databasePath: database, request: request,
            context: MonthPipeline.context(asOf: hour(300)))
        } throws: {
          ($0 as? UseCaseFailure)?.kind == kind
        }
      }
    }
  }
}
