import RiskDecision
import RiskDomain
import RiskForecast
import RiskTestSupport
import Testing

/// A list of jobs: the barbell of sure capacity and spot.
struct PortfolioTests {
  static let v100 = RecommenderTests.v100

  private func job(_ name: String, hours: Double) throws -> JobSpec {
    var job = try RecommenderTests.job(hours: hours, pools: [Self.v100])
    job.name = name
    job.checkpoint.continuous = true
    job.restart.provisionSeconds = 0
    job.restart.initSeconds = 0
    job.vehicles = [.spot, .onDemand, .reserved]
    job.reserved = [
      .init(
        pool: try PoolID(key: Self.v100), usdPerHour: 1.2, committedHours: 50,
        isBought: true)
    ]
    return job
  }

  private func advise(_ job: JobSpec) throws -> Recommendation {
    RecommenderTests.advise(
      job,
      [
        try RecommenderTests.outlook(
          Self.v100, spot: 0.92, onDemand: 3.06, loss: 0)
      ], runs: 20)
  }

  /// Fifty hours are paid for: the first job uses 40 of them for nothing, the
  /// second would find ten and takes spot for its 40 h at $0.92 = $36.80.
  ///
  /// On-demand both would cost 80 · 3.06 = $244.80.
  @Test func anHourIsUsedOnce() throws {
    let first = try advise(try job("training", hours: 40))
    #expect(first.verdict == .reserved)
    let second = try advise(
      try job("sweep", hours: 40).afterReservations(of: first.chosen))
    // Ten hours for nothing and 30 · 3.06 = $91.80 beyond them are dearer.
    #expect(second.verdict == .spotWithFallback)
    let list = Portfolio([first, second])
    #expect(list.items.map(\.isSure) == [true, false])
    #expect(list.meanUSD == 36.8)
    #expect(list.sureUSD == 0)
    #expect(list.savedUSD == 208)
    #expect(list.refused == 0)
    // Nothing is left of what is used up.
    let third = try job("more", hours: 40).afterReservations(
      of: try advise(try job("all", hours: 50)).chosen)
    #expect(third.reserved.isEmpty)
  }

  @Test func refusedJobsAreCounted() throws {
    var realtime = try job("service", hours: 1)
    realtime.jobClass = .realtime
    let list = Portfolio([try advise(realtime)])
    #expect(list.refused == 1)
    #expect(list.items.first?.meanUSD == nil)
    #expect(list.meanUSD == 0)
  }
}
