import Foundation
import RiskDomain
import RiskForecast
import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

@testable import RiskDecision

/// How sure a choice is: draws, simulation error, screens and starts.
struct RecommenderRiskTests {
  static let asOf = RecommenderTests.asOf
  static let v100 = RecommenderTests.v100

  private func context(_ job: JobSpec) -> PlanContext {
    PlanContext(
      job: job, catalog: Catalog(), offerings: [], candidates: [],
      asOf: Self.asOf, seed: 42, runs: 100)
  }

  /// Costs 10 G + luck against a sure 10: P(G < 1) for G ~ Gamma(4, 4) is
  /// 1 − e⁻⁴ (1 + 4 + 8 + 32/3) = 0.5665; luck of ± 3 must not pull it to 0.5.
  @Test func chanceIsThatOfTheDrawsNotOfLuck() throws {
    let job = try RecommenderTests.job(hours: 1, pools: [Self.v100])
    var random = SplitMix64(seed: 7)
    let draws = (0..<4000).map { _ in
      SpotRun.WorldDraw(
        loss: gammaSample(shape: 4, rate: 4, using: &random), wait: 1, price: 1)
    }
    let totals = draws.map { 10 * $0.loss + 3 * normalSample(using: &random) }
    let spot = PricedPlan(
      Plan(vehicle: .spot), context(job), totals: totals, draws: draws)
    var sure = Plan(vehicle: .onDemand)
    sure.pools = [
      .init(pool: try PoolID(key: Self.v100), nodes: 1, rank: 1)
    ]
    sure.cost = CostSummary(
      lines: [.compute: 10], totals: [10], money: job.money)
    let chance = ConditionalMeans.chanceCheaper(
      spot, than: PricedPlan(sure, context(job)))
    expectClose(chance, 0.5665, relative: 0.02)
    // Luck alone: 3/√4000.
    let error = ConditionalMeans(totals: totals, draws: draws).standardError
    expectClose(error, 3 / 4000.0.squareRoot(), relative: 0.05)
  }

  /// Two pools alike: nothing tells them apart.
  ///
  /// A third at half the price is surely cheaper.
  @Test func twinsAreEvenAndHalfPriceIsSure() throws {
    let pools = [
      Self.v100, "aws/us-west-2b/p3.2xlarge", "aws/us-west-2c/p3.2xlarge",
    ]
    var job = try RecommenderTests.job(hours: 20, pools: [pools[0], pools[1]])
    job.vehicles = [.spot]
    let outlooks = try zip(pools, [1.0, 1, 0.5]).map {
      try RecommenderTests.outlook(
        $0, spot: $1, onDemand: 3, loss: 0.3, shape: 3)
    }
    let twins = try #require(
      RecommenderTests.advise(job, outlooks, runs: 1000).runnerUp)
    #expect(twins.deltaUSD == 0)
    expectClose(twins.chosenIsCheaper, 0.5, relative: 0.05)
    job.pools.append(try PoolID(key: pools[2]))
    let half = RecommenderTests.advise(job, outlooks, runs: 1000)
    #expect(half.chosen?.pools.first?.pool.key == pools[2])
    #expect(try #require(half.runnerUp).chosenIsCheaper > 0.95)
  }

  /// 1, 2, 3, 4: standard deviation √(5/3), over √4; 80 % of 4 runs: √(.16/4).
  @Test func simulationStatesItsError() throws {
    let error = Plan.Simulation(totals: [1, 2, 3, 4], meetDeadline: 0.8)
    #expect(error.runs == 4)
    #expect(error.meanStandardErrorUSD == 0.6455)
    #expect(error.meetDeadlineStandardError == 0.2)
    let advice = RecommenderTests.advise(
      try RecommenderTests.job(hours: 20, pools: [Self.v100]),
      [
        try RecommenderTests.outlook(
          Self.v100, spot: 1, onDemand: 30, loss: 0.3, shape: 6)
      ], runs: 1600)
    let chosen = try #require(advice.chosen)
    #expect(chosen.simulation?.runs == 1600)
    // The mean of other runs lies within four errors.
    let other = RecommenderTests.advise(
      try RecommenderTests.job(hours: 20, pools: [Self.v100]),
      [
        try RecommenderTests.outlook(
          Self.v100, spot: 1, onDemand: 30, loss: 0.3, shape: 6)
      ], runs: 1600, seed: 99)
    let gap = abs(
      try #require(chosen.cost?.meanUSD)
        - (try #require(other.chosen?.cost?.meanUSD)))
    #expect(
      gap < 4 * 2.0.squareRoot()
        * (try #require(chosen.simulation?.meanStandardErrorUSD)))
    #expect(
      advice.alternatives.first { $0.vehicle == .onDemand }?.simulation == nil)
  }

  /// The screen's mean of a sure hazard is price · (launch + W · e^(λR)/λ ·
  /// (e^(λ(τ+δ)) − 1)/τ), Daly's exact time at Daly's interval.
  @Test func screenAgreesWithTheClosedForm() throws {
    var job = try RecommenderTests.job(hours: 40, pools: [Self.v100])
    job.checkpoint.localWriteSeconds = 36
    let list = CandidateList(
      job: job,
      outlooks: [
        try RecommenderTests.outlook(
          Self.v100, spot: 2, onDemand: 9, loss: 0.25)
      ], catalog: Catalog(), asOf: Self.asOf)
    let screen = PosteriorScreen(list.candidates, starts: 1, context(job))
    let delta = 0.01
    let restart = job.relaunchHours
    let tau = ExponentialCheckpoint.dalyIntervalHours(
      checkpointHours: delta, meanHoursBetweenLosses: 4)
    let ratio = ExponentialCheckpoint.hoursPerUsefulHour(
      intervalHours: tau, checkpointHours: delta, restartHours: restart,
      lossesPerHour: 0.25)
    expectClose(
      screen.rows[0].meanUSD[0], 2 * (job.launchHours + 40 * ratio),
      relative: 1e-9)
  }

  /// A table of 33 entries is good to a thousandth between its entries.
  @Test(arguments: [0.07, 0.3, 0.9, 1.3, 4.1, 11])
  func kernelInterpolates(factor: Double) {
    func hours(_ x: Double) -> Double {
      ExponentialCheckpoint.hoursPerUsefulHour(
        intervalHours: 0.5, checkpointHours: 0.02, restartHours: 0.2,
        lossesPerHour: 0.1 * x)
    }
    let kernel = PosteriorKernel(hours, exp: exp)
    expectClose(
      kernel.value(atLog: log(factor)), hours(factor), relative: 2e-3)
  }

  /// Quiet nights: every draw is cheaper from noon on; at the first start
  /// nothing is below itself.
  @Test func everyDrawPrefersTheQuietHours() throws {
    let job = try RecommenderTests.job(hours: 6, pools: [Self.v100])
    var outlook = try RecommenderTests.outlook(
      Self.v100, spot: 1, onDemand: 3, loss: 1, shape: 5)
    // As of Wednesday 02:00 UTC; quiet from 12:00 to 24:00.
    outlook.hourOfWeekMultiplier = (0..<168).map {
      $0 % 24 >= 12 ? 0.1 : 1.9
    }
    let list = CandidateList(
      job: job, outlooks: [outlook], catalog: Catalog(), asOf: Self.asOf)
    let row = PosteriorScreen(
      list.candidates, starts: 49, context(job)
    ).rows[0]
    #expect(row.meanUSD.count == 49)
    #expect(row.chanceBelowFirst[0] == 0)
    // 02:00 + 10 h; the same a day later, and 13 h after that it is loud.
    #expect(row.chanceBelowFirst[10] == 1)
    #expect(row.best(of: 24) == 10)
    expectClose(row.meanUSD[34], row.meanUSD[10], relative: 1e-12)
    #expect(row.meanUSD[23] > 1.3 * row.meanUSD[10])
  }

  /// The curve is in the user's zone, and each point says how sure it is.
  @Test func startCurveSpeaksTheUsersTime() throws {
    var job = try RecommenderTests.job(hours: 6, pools: [Self.v100])
    job.when.pausable = true
    job.when.timeZone = "Asia/Karachi"
    job.when.deadline = Self.asOf.adding(hours: 60)
    job.risk.meetDeadline = 0
    job.vehicles = [.spot]
    var outlook = try RecommenderTests.outlook(
      Self.v100, spot: 1, onDemand: nil, loss: 1.5, shape: 20,
      acquisition: nil)
    outlook.hourOfWeekMultiplier = (0..<168).map {
      $0 % 24 >= 12 ? 0.1 : 1.9
    }
    let advice = RecommenderTests.advise(job, [outlook], runs: 300)
    #expect(
      advice.startCurve.first?.startLocal == "2026-01-14T07:00:00+05:00")
    #expect(advice.startCurve.first?.cheaperThanFirst == 0)
    let least = try #require(
      advice.startCurve.min { $0.meanUSD < $1.meanUSD })
    #expect(least.cheaperThanFirst > 0.99)
    #expect(
      advice.explanation.contains {
        $0.contains("later saves") && $0.contains("with probability 1")
      })
  }
}
