import Foundation
import RiskDecision
import RiskDomain
import RiskForecast
import RiskTestSupport
import Testing

/// Reasons, warnings and the published form.
struct RecommenderWordsTests {
  static let asOf = RecommenderTests.asOf
  static let v100 = RecommenderTests.v100

  private func object(_ advice: Recommendation) throws -> [String: Any] {
    try #require(
      JSONSerialization.jsonObject(with: JSONEncoder().encode(advice))
        as? [String: Any])
  }

  private func schema() throws -> JSONSchemaChecker {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return try JSONSchemaChecker(
      schema: Data(
        contentsOf: root.appending(
          path: "Models/schema/recommendation.schema.json")))
  }

  static let planKeys: Set = [
    "vehicle", "start", "startLocal", "pools", "checkpoint", "fallback",
    "block", "cost", "makespanHours", "expectedInterruptions",
    "meetDeadline", "overBudget", "effectivePerUsefulHourUSD",
    "effectivePerUsefulGPUHourUSD", "perUnit",
    "breakEvenInterruptionsPerHour", "rejectedBecause", "deltaUSD",
  ]

  @Test func unknownIsNullAndNeverLeftOut() throws {
    var job = try RecommenderTests.job(hours: 10, pools: [Self.v100])
    job.vehicles = [.spot, .onDemand, .capacityBlock]
    var advice = RecommenderTests.advise(
      job,
      [
        try RecommenderTests.outlook(
          Self.v100, spot: 0.9, onDemand: 3, loss: 0.1)
      ])
    advice.modelDigest = "none"
    let document = try object(advice)
    let chosen = try #require(document["chosen"] as? [String: Any])
    #expect(Set(chosen.keys) == Self.planKeys)
    #expect(chosen["block"] is NSNull)
    #expect(chosen["rejectedBecause"] is NSNull)
    #expect(chosen["deltaUSD"] is NSNull)
    for plan in try #require(document["alternatives"] as? [[String: Any]]) {
      #expect(Set(plan.keys) == Self.planKeys)
    }
    #expect(
      try schema().complaints(about: JSONEncoder().encode(advice)) == [])
  }

  @Test func infeasibleHasNoChosenPlan() throws {
    var advice = RecommenderTests.advise(
      try RecommenderTests.job(hours: 10, pools: [Self.v100]), [])
    advice.dataThrough = nil
    let document = try object(advice)
    #expect(document["chosen"] is NSNull)
    #expect(document["dataThrough"] is NSNull)
    advice.modelDigest = "none"
    #expect(
      try schema().complaints(about: JSONEncoder().encode(advice)) == [])
  }

  /// Spot at $2.50 with losses against on-demand at $2: a job that asks for
  /// spot alone is told what it forgoes.
  @Test func cheaperVehicleThatIsNotAskedForSaysSo() throws {
    var job = try RecommenderTests.job(hours: 10, pools: [Self.v100])
    job.vehicles = [.spot]
    job.checkpoint.continuous = true
    job.restart.provisionSeconds = 0
    job.restart.initSeconds = 0
    let advice = RecommenderTests.advise(
      job,
      [
        try RecommenderTests.outlook(
          Self.v100, spot: 2.5, onDemand: 2, loss: 0)
      ])
    let onDemand = try #require(
      advice.alternatives.first { $0.vehicle == .onDemand })
    // 10 h · (2.50 − 2.00).
    #expect(onDemand.deltaUSD == -5)
    #expect(
      onDemand.rejectedBecause
        == "Not among the vehicles of the job. It would cost $5.00 less on "
        + "average: allow it in vehicles.")
  }

  /// A sure plan against one that is cheaper on average: aversion decides and
  /// its weights are named.
  @Test func aversionNamesItsWeights() throws {
    var job = try RecommenderTests.job(hours: 10, pools: [Self.v100])
    job.checkpoint.continuous = true
    job.restart.provisionSeconds = 1800
    job.risk.aversion = 3
    job.risk.fallbackAfterFailures = 3
    let advice = RecommenderTests.advise(
      job,
      [
        try RecommenderTests.outlook(
          Self.v100, spot: 1, onDemand: 1.25, loss: 0.3, shape: 2)
      ])
    #expect(advice.verdict == .onDemand)
    let spot = try #require(
      advice.alternatives.first { $0.vehicle == .spot && $0.cost != nil })
    #expect(try #require(spot.deltaUSD) < 0)
    let reason = try #require(spot.rejectedBecause)
    #expect(reason.contains("less on average, but its dear runs"), "\(reason)")
  }

  @Test func continuousCheckpointsLoseNoWork() throws {
    var job = try RecommenderTests.job(hours: 10, pools: [Self.v100])
    job.checkpoint.continuous = true
    let advice = RecommenderTests.advise(
      job,
      [
        try RecommenderTests.outlook(
          Self.v100, spot: 1, onDemand: 3, loss: 0.1)
      ])
    // Five minutes of launch at $1.
    #expect(
      advice.explanation.contains(
        "A loss costs about $0.08: a restart of 5 min."))
  }
}
