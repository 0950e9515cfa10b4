import RiskDomain
import RiskForecast
import RiskTestSupport
import Testing

@testable import RiskDecision

/// Reserved hours, savings plans, fixed prices, and spot until a block begins.
struct RecommenderCommitmentTests {
  static let asOf = RecommenderTests.asOf
  static let v100 = RecommenderTests.v100

  /// A job without launch times on a quiet V100 at $3.06 on-demand.
  private func job(hours: Double, _ vehicles: [JobSpec.Vehicle]) throws
    -> JobSpec
  {
    var job = try RecommenderTests.job(hours: hours, pools: [Self.v100])
    job.checkpoint.continuous = true
    job.restart.provisionSeconds = 0
    job.restart.initSeconds = 0
    job.vehicles = vehicles
    return job
  }

  private func advice(_ job: JobSpec) throws -> Recommendation {
    RecommenderTests.advise(
      job,
      [
        try RecommenderTests.outlook(
          Self.v100, spot: 0.92, onDemand: 3.06, loss: 0)
      ],
      catalog: try TestCatalog.make([
        "instanceTypes": TestCatalog.instanceTypes,
        "egressTiers": TestCatalog.egress,
        "commitmentDiscounts": """
        {"provider":"aws","term":"1y","discountPercent":40},
        {"provider":"aws","term":"3y","discountPercent":60},
        {"provider":"gcp","term":"1y","discountPercent":37}
        """,
      ]), runs: 20)
  }

  private func line(_ plan: Plan?, _ term: CostTerm) -> Double? {
    plan?.cost?.lines.first { $0.term == term }?.usd
  }

  /// AWS 40 % off for a year and 60 % for three, Google Cloud 37 % and 55 %:
  /// they break even at 60, 40, 63 and 45 % utilisation.
  @Test(arguments: [(40.0, 0.60), (60, 0.40), (37, 0.63), (55, 0.45)])
  func breakEvenUtilisation(discount: Double, share: Double) throws {
    let commitment = CommitmentTerm(
      discountPercent: discount, onDemandPerHour: 3.06, instances: 1, years: 1)
    expectClose(
      try #require(commitment.breakEvenUtilisation(onDemandPerHour: 3.06)),
      share, relative: 1e-12)
    // At that utilisation the year costs what on-demand would.
    let use = commitment.use(instanceHours: share * 8760)
    expectClose(
      use.usedUSD + use.idleUSD, share * 8760 * 3.06, relative: 1e-12)
  }

  /// 100 committed hours at $1.20 are $120 whatever a job of 40 h uses:
  /// 40 · 1.20 = $48 of use, $72 idle; on-demand would be 40 · 3.06 = $122.40.
  @Test func aReservationIsPaidWhetherUsedOrNot() throws {
    var job = try job(hours: 40, [.onDemand, .reserved])
    let pool = try PoolID(key: Self.v100)
    job.reserved = [.init(pool: pool, usdPerHour: 1.2, committedHours: 100)]
    let plan = try #require(try advice(job).chosen)
    #expect(plan.vehicle == .reserved)
    #expect(plan.cost?.meanUSD == 120)
    #expect(line(plan, .compute) == 48)
    #expect(line(plan, .commitmentIdle) == 72)
    #expect(plan.commitment?.utilisation == 0.4)
    // 1.20 / 3.06.
    #expect(plan.commitment?.breakEvenUtilisation == 0.3922)
    // 100 h of the reservation and 20 h at $3.06: 120 + 61.20.
    job.work = .hours(120)
    let beyond = try #require(try advice(job).chosen)
    #expect(beyond.cost?.meanUSD == 181.2)
    #expect(line(beyond, .commitmentIdle) == 0)
    // What is paid for already is no cost of the decision.
    job.work = .hours(40)
    job.reserved[0].isBought = true
    let bought = try advice(job)
    #expect(bought.verdict == .reserved)
    #expect(bought.chosen?.cost?.meanUSD == 0)
    #expect(
      bought.explanation.contains {
        $0.hasPrefix("The commitment is paid for already")
      })
  }

  @Test func reservationsThatCannotBeUsedSayWhy() throws {
    var job = try job(hours: 40, [.onDemand, .reserved, .fixed])
    func reason(_ vehicle: JobSpec.Vehicle) throws -> String? {
      try advice(job).alternatives.first { $0.vehicle == vehicle }?
        .rejectedBecause
    }
    #expect(try reason(.reserved)?.contains("names no reservation") == true)
    #expect(try reason(.fixed)?.contains("names no fixed price") == true)
    job.pools = []
    job.accept = [.init(gpu: "V100")]
    job.reserved = [
      .init(
        pool: try PoolID(key: "aws/us-west-2a/g4dn.xlarge"), usdPerHour: 1,
        committedHours: 10)
    ]
    #expect(
      try reason(.reserved)
        == "The pool aws/us-west-2a/g4dn.xlarge of the reservation cannot take "
        + "the job.")
  }

  /// A year at 40 % off is 8,760 · 1.836 = $16,083.36; 72 h use 0.8 % of it.
  @Test func aSavingsPlanForOneJobIsNotWorthIt() throws {
    let result = try advice(try job(hours: 72, [.spot, .savingsPlan]))
    let plan = try #require(
      result.alternatives.first { $0.vehicle == .savingsPlan })
    #expect(plan.commitment?.term == "1y")
    #expect(plan.cost?.meanUSD == 16_083.36)
    #expect(line(plan, .compute) == 132.19)
    #expect(
      plan.rejectedBecause
        == "It costs $16,017.12 more on average. A commitment is paid whether "
        + "used or not and breaks even against on-demand at 60 % utilisation; "
        + "this job uses 72 of 8760 committed hours (0.8 %).")
    // 6,000 h of the year are 68.5 % of it, above the 60 %: $16,083.36 against
    // 6,000 · 3.06 = $18,360.
    let steady = try advice(try job(hours: 6000, [.onDemand, .savingsPlan]))
    #expect(steady.verdict == .savingsPlan)
    #expect(steady.chosen?.commitment?.term == "1y")
    // 5,000 h are 57 %: on-demand at $15,300 is cheaper.
    let little = try advice(try job(hours: 5000, [.onDemand, .savingsPlan]))
    #expect(little.verdict == .onDemand)
  }

  /// A host at $145 a month does 36 h for a whole month's price: 36/730 of it
  /// is $7.15, the rest idle.
  ///
  /// 800 h take two months.
  @Test func aFixedPriceIsPaidByTheMonth() throws {
    var job = try job(hours: 36, [.onDemand, .fixed])
    job.fixed = .init(usdPerMonth: 145)
    let result = try advice(job)
    // 36 · 3.06 = $110.16 on-demand: the month is dearer.
    #expect(result.verdict == .onDemand)
    let plan = try #require(
      result.alternatives.first { $0.vehicle == .fixed })
    #expect(plan.cost?.meanUSD == 145)
    #expect(line(plan, .compute) == 7.15)
    #expect(line(plan, .commitmentIdle) == 137.85)
    job.work = .hours(800)
    let long = try advice(job)
    #expect(long.verdict == .fixedPrice)
    #expect(long.chosen?.cost?.meanUSD == 290)
    #expect(long.headline.hasPrefix("Run on the machines at a fixed price"))
    #expect(long.chosen?.commitment?.usedHours == 800)
    // Half as fast: 1,600 h and three months.
    job.fixed?.throughput = 0.5
    #expect(try advice(job).chosen?.cost?.meanUSD == 435)
    // Reading 100 GB from AWS to a machine of one's own: $9.
    job.data = .init(provider: .aws, region: "us-west-2", datasetGB: 100)
    #expect(line(try advice(job).chosen, .egress) == 9)
  }

  /// 28 h do not fit into the 23.5 usable hours of a one-day block.
  ///
  /// Spot at $90 does 9.5 h of paid time before it begins, 9.5 · 8 · 90 =
  /// $6,840, and the block's fee is 8 · 24 · 39.33 = $7,551.36: $14,391.36. On-
  /// demand at $98.32 is 8 · (28 + 1/12) · 98.32 = $22,089.23.
  @Test func spotFillsTheTimeUntilABlock() throws {
    var job = RecommenderVehicleTests.p5Job()
    job.work = .gpuHours(28 * 64)
    job.checkpoint.continuous = true
    let offering = try RecommenderVehicleTests.offering(
      id: "one-day", days: 1, fee: 7551.36)
    let outlooks = [
      try RecommenderTests.outlook(
        RecommenderVehicleTests.p5, spot: 90, onDemand: 98.32, loss: 0)
    ]
    let result = RecommenderTests.advise(
      job, outlooks, offerings: [offering], catalog: try TestCatalog.full(),
      runs: 20)
    #expect(result.verdict == .spotUntilBlock)
    let plan = try #require(result.chosen)
    #expect(plan.cost?.meanUSD == 14_391.36)
    #expect(plan.pools.map(\.market) == [nil, .spot])
    #expect(plan.start == Self.asOf)
    // 9.5 h until the block, 5 min of launch, and 28 h less the 9 h 25 min
    // that are done by then.
    #expect(plan.makespanHours?.mean == 28.1667)
    // 24 h less 5 min of launch and the 18 h 35 min that are left.
    let idle = 24 - 1.0 / 12 - (28 - (9.5 - 1.0 / 12))
    expectClose(
      line(plan, .blockIdleTail) ?? .nan, idle * 8 * 39.33, relative: 1e-5)
    let alone = result.alternatives.first {
      $0.block?.offeringID == "one-day" && !$0.isUntilBlock
    }
    #expect(alone?.rejectedBecause?.contains("usable hours") == true)
    // An elastic gang pays the fee too.
    var elastic = job
    elastic.gang.elastic = .init(minNodes: 6, maxNodes: 8)
    let shrinking = RecommenderTests.advise(
      elastic, outlooks, offerings: [offering],
      catalog: try TestCatalog.full(), runs: 20)
    #expect(shrinking.chosen?.cost?.meanUSD == 14_391.36)
    // With 5 min of pause before each checkpoint the last one still fits.
    job.checkpoint.continuous = false
    job.checkpoint.localWriteSeconds = 300
    let paused = RecommenderTests.advise(
      job, outlooks, offerings: [offering], catalog: try TestCatalog.full(),
      runs: 20)
    #expect(paused.chosen?.cost?.meanUSD == 14_391.36)
    #expect(try #require(line(paused.chosen, .checkpointOverhead)) > 0)
  }

  /// A team that waits for $10 an hour pays $95 until 11:30 UTC.
  @Test func waitingForABlockHasItsPrice() throws {
    var job = RecommenderVehicleTests.p5Job()
    job.when.waitingUSDPerHour = 10
    let result = RecommenderTests.advise(
      job,
      [
        try RecommenderTests.outlook(
          RecommenderVehicleTests.p5, spot: nil, onDemand: 98.32, loss: nil)
      ],
      offerings: [try RecommenderVehicleTests.offering()],
      catalog: try TestCatalog.full(), runs: 20)
    #expect(line(result.chosen, .waiting) == 95)
    #expect(result.chosen?.cost?.meanUSD == 105_814.04)
  }

  /// Blocks begin and end at 11:30 UTC; the advice is of 02:00.
  @Test func blocksBeginAtHalfPastEleven() {
    let rules = Catalog.CapacityBlockRules.published
    #expect(rules.nextStartHours(after: 0, asOf: Self.asOf) == 9.5)
    #expect(rules.nextStartHours(after: 9.5, asOf: Self.asOf) == 9.5)
    #expect(rules.nextStartHours(after: 10, asOf: Self.asOf) == 33.5)
    #expect(rules.refusal(instances: 256, startHours: 0) == nil)
    #expect(
      rules.refusal(instances: 257, startHours: 0)?.contains("256")
        == true)
    // 56 days are 1,344 h.
    #expect(rules.refusal(instances: 8, startHours: 1344) == nil)
    #expect(
      rules.refusal(instances: 8, startHours: 1345)?.contains("56 days")
        == true)
  }
}
