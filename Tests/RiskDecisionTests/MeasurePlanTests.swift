import Foundation
import RiskDomain
import RiskForecast
import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

@testable import RiskDecision

/// What a small measurement is worth before a decision.
struct MeasurePlanTests {
  static let v100 = RecommenderTests.v100

  private func job(hours: Double = 200) throws -> JobSpec {
    var job = try RecommenderTests.job(hours: hours, pools: [Self.v100])
    job.restart.provisionSeconds = 1500
    return job
  }

  private func context(_ outlook: PoolOutlook, _ job: JobSpec) -> PlanContext {
    var context = PlanContext(
      job: job, catalog: Catalog(), offerings: [],
      candidates: CandidateList(
        job: job, outlooks: [outlook], catalog: Catalog(),
        asOf: RecommenderTests.asOf
      ).candidates, asOf: RecommenderTests.asOf, seed: 42, runs: 200)
    context.screenPools()
    return context
  }

  private func advise(_ outlook: PoolOutlook) throws -> Recommendation {
    Recommender(runs: 200).recommend(
      job: try job(), outlooks: [outlook], offerings: [], catalog: Catalog(),
      asOf: RecommenderTests.asOf, dataThrough: nil,
      generatedAt: RecommenderTests.asOf, modelDigest: "none", seed: 42,
      measures: true)
  }

  /// Many losses to be met tell the hazard exactly: the saving is that of
  /// perfect information, E min(c(G), B) against min(E c(G), B).
  @Test func manyLossesArePerfectInformation() throws {
    let outlook = try RecommenderTests.outlook(
      Self.v100, spot: 2, onDemand: 3, loss: 0.6, shape: 1.5)
    let context = context(outlook, try job())
    let cost = try #require(
      MeasurePlan.CostOfDraw(context.candidates[0], context))
    let other = cost.usd(multiplier: 1)
    let question = MeasurePlan.Question(
      shape: 1.5, cost: cost, otherUSD: other, seed: 9)
    var random = SplitMix64(seed: 3)
    let draws = (0..<20_000).map { _ in
      cost.usd(multiplier: gammaSample(shape: 1.5, rate: 1.5, using: &random))
    }
    let mean = draws.reduce(0, +) / 20_000
    let informed = draws.reduce(0) { $0 + min($1, other) } / 20_000
    let exact = question.after(expectedEvents: 20_000)
    #expect(exact.certainty > 0.97)
    // 400 draws: the two means carry some 5 % of luck.
    expectClose(
      exact.savesUSD / (min(mean, other) - informed), 1, relative: 0.2)
    // Nothing to be met teaches nothing.
    let blind = question.after(expectedEvents: 1e-9)
    #expect(blind.savesUSD < 0.1 * exact.savesUSD)
    expectClose(blind.certainty, question.certaintyNow, relative: 0.06)
    // More is never worth less.
    let some = [0.5, 2, 8, 32].map {
      question.after(expectedEvents: $0).savesUSD
    }
    for (less, more) in zip(some, some.dropFirst()) {
      #expect(more > less - 0.05 * exact.savesUSD, "\(some)")
    }
  }

  /// A pool of which little is known against on-demand: the answer has a cost,
  /// a gain in certainty, and says what is left over.
  @Test func littleKnownPoolsAreWorthAsking() throws {
    let advice = try advise(
      try RecommenderTests.outlook(
        Self.v100, spot: 2, onDemand: 3, loss: 0.5, evidence: .prior, shape: 1))
    let step = try #require(advice.measure?.first)
    #expect(step.pool.key == Self.v100)
    // instances · hours · $2.
    #expect(step.costUSD == Double(step.instances) * step.hours * 2)
    #expect(step.certaintyAfter >= step.certaintyNow)
    #expect(step.netUSD == cents(step.savesUSD - step.costUSD))
    #expect(step.expectedLosses == 0.5 * Double(step.instances) * step.hours)
  }

  @Test func wellKnownPoolsAreNot() throws {
    let advice = try advise(
      try RecommenderTests.outlook(
        Self.v100, spot: 1, onDemand: 3, loss: 0.1, shape: 1e9))
    #expect(advice.measure == [])
    // Not asked for is null.
    let silent = RecommenderTests.advise(
      try job(hours: 5),
      [
        try RecommenderTests.outlook(
          Self.v100, spot: 1, onDemand: 3, loss: 0.1)
      ], runs: 20)
    #expect(silent.measure == nil)
  }

  /// Without any hazard there is the rule of three: 24 h at $0.90 without a
  /// loss bound the rate by 3/24.
  @Test func nothingKnownHasTheRuleOfThree() throws {
    let advice = try advise(
      try RecommenderTests.outlook(
        Self.v100, spot: 0.9, onDemand: 3, loss: nil, evidence: .none))
    #expect(
      advice.explanation.contains(
        "Nothing is known of the losses of \(Self.v100). One instance for 24 h "
          + "costs $21.60; if it is never lost, the rate is below 0.125 an hour "
          + "with 95 % (3/24)."))
  }
}
