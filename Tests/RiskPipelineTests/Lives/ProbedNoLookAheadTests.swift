import Foundation
import RiskDomain
import RiskModels
import RiskNumerics
import RiskReport
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// Probed pools through database, fit and forecast at moments of their past.
struct ProbedNoLookAheadTests {
  /// Four pools in two zones, ten minutes apart, for five days.
  private func traces() -> [AvailabilityProbe] {
    var rng = SplitMix64(seed: 51)
    return (0..<4).flatMap { i in
      let pool = PoolID(
        provider: .aws, zone: i % 2 == 0 ? "us-west-2a" : "us-west-2b",
        instanceType: i < 2 ? "p3.2xlarge" : "p3.16xlarge")
      var isUp = true
      return (0..<720).map { tick in
        let isRough = (tick / 72 + i) % 2 == 0
        let hazard = isUp ? (isRough ? 3.0 : 0.4) : 2
        if rng.uniform() < 1 - exp(-hazard / 6) { isUp.toggle() }
        return AvailabilityProbe(
          pool: pool, traceStart: hour(0), gapMilliseconds: 600_000,
          tick: tick, available: isUp ? 1 : 0,
          origin: RowOrigin(
            source: "trace-\(i)",
            fileDigest: String(repeating: "\(i)", count: 64), line: tick + 1))
      }
    }
  }

  private func forecast(
    _ database: String, asOf: UTCInstant, fitAsOf: UTCInstant
  ) throws -> Data {
    try CanonicalJSON.pretty(
      ForecastRun.run(
        databasePath: database,
        request: ForecastRun.Request(
          horizonsHours: [0.5, 1, 4, 12], fitAsOf: fitAsOf),
        context: MonthPipeline.context(asOf: asOf)))
  }

  /// A database that grows up to T and the whole one give the same bytes,
  /// model digest included, at 50 moments; the model is that of 72 h.
  @Test func aGrowingDatabaseAndTheWholeOneAgree() throws {
    try withTemporaryFolder { folder in
      let whole = folder + "/whole.sqlite"
      try CutFacts.load(traces().map { .probe($0) }, into: whole)
      let facts = try CutFacts(whole)
      #expect(facts.all.count == 2880)
      var rng = SplitMix64(seed: 52)
      // Some moments are ticks, most lie between two.
      let moments = (0..<50).map { i in
        let hours = 72 + rng.uniform() * 47
        return hour(i % 5 == 0 ? hours.rounded() : hours)
      }.sorted()
      let growing = folder + "/growing.sqlite"
      var loaded = 0
      for (i, moment) in moments.enumerated() {
        var known = facts.known(by: moment)
        let count = known.count
        known = known.filter { fact in
          guard case .probe(let probe) = fact, i > 0 else { return true }
          return begin(probe) > moments[i - 1]
        }
        loaded += known.count
        #expect(loaded == count)
        // Each part is a file of its own.
        try CutFacts.load(known.map { named($0, part: i) }, into: growing)
        #expect(
          try forecast(growing, asOf: moment, fitAsOf: hour(72))
            == forecast(whole, asOf: moment, fitAsOf: hour(72)),
          "moment \(i): \(moment)")
      }
      let report = try FitRun.run(
        databasePath: whole, specPath: nil, fitAsOf: hour(72),
        context: MonthPipeline.context(asOf: hour(72)))
      let trial = try #require(report.model.memory?.first?.trial)
      #expect(trial.isTaken, "\(trial)")
      #expect(report.text.contains("are forecast with memory"))
    }
  }

  /// With the model fitted at each moment anew.
  @Test(arguments: [60.3, 90])
  func modelsOfAMomentAgree(hours: Double) throws {
    try withTemporaryFolder { folder in
      let whole = folder + "/whole.sqlite"
      try CutFacts.load(traces().map { .probe($0) }, into: whole)
      let moment = hour(hours)
      let cut = folder + "/cut.sqlite"
      try CutFacts.load(CutFacts(whole).known(by: moment), into: cut)
      #expect(
        try forecast(whole, asOf: moment, fitAsOf: moment)
          == forecast(cut, asOf: moment, fitAsOf: moment))
    }
  }

  private func begin(_ probe: AvailabilityProbe) -> UTCInstant {
    probe.traceStart.adding(
      milliseconds: Int64(probe.tick) * probe.gapMilliseconds)
  }

  private func named(_ fact: Fact, part: Int) -> Fact {
    guard case .probe(var probe) = fact else { return fact }
    let digits = String(part)
    probe.origin.fileDigest =
      String(repeating: "f", count: 64 - digits.count) + digits
    return .probe(probe)
  }
}
