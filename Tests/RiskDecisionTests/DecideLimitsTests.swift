import RiskDomain
import RiskForecast
import RiskModels
import Testing

@testable import RiskDecision

/// Limits of the job file that `decide` keeps as `recommend` does.
struct DecideLimitsTests {
  private static let pool = DecideFixture.pool
  private static let other = DecideFixture.other
  private static let never = PiecewiseHazard(constantPerHour: 0)

  private static func job() -> JobSpec {
    var job = DecideFixture.job(continuous: true)
    job.pools.append(other)
    job.prices.append(
      .init(pool: other, spotPerHour: 2, onDemandPerHour: 5))
    return job
  }

  private func policy(_ job: JobSpec) -> DecidePolicy {
    DecideFixture.policy(
      job, DecideFixture.outlook(Self.never),
      DecideFixture.outlook(Self.never, pool: Self.other))
  }

  private func request(
    _ mode: DecideRequest.Mode = .idle, left: Double = 20
  ) -> DecideRequest {
    DecideFixture.request(
      mode, work: 4, left: left, pools: [Self.pool, Self.other])
  }

  @Test(arguments: ["providers", "regions", "exclude"])
  func refusedPoolsAreNeverAdvised(field: String) throws {
    var job = Self.job()
    switch field {
    case "regions": job.place.regions = ["us-east-1"]
    case "exclude": job.place.exclude = ["us-west-2a"]
    default: job.place.providers = [.gcp]
    }
    var policy = policy(job)
    for mode in [DecideRequest.Mode.idle, .spot, .onDemand] {
      for left in [2, 4.1, 4.2, 5, 20] {
        var ask = request(mode, left: left)
        if mode == .onDemand { ask.pool = Self.pool }
        let answer = try policy.answer(ask).get()
        #expect(answer.pool != Self.pool)
        #expect(answer.reason.contains("No spot in \(Self.pool): "))
        if field == "providers" { #expect(answer.pool == nil) }
      }
    }
    // 4.1 h · $2 in the pool that is left.
    if field != "providers" {
      let answer = try policy.answer(request()).get()
      #expect(answer.action == .spot)
      #expect(answer.pool == Self.other)
      #expect(answer.expectedRemainingUSD == 8.2)
    }
  }

  /// Four instances for 4.1 h without losses, spot $1 and on-demand $10/3:
  /// all on spot 4 · 4.1 = $16.40, three 4.1 · (3 + 10/3) = $25.97, two of
  /// them 4.1 · (2 + 20/3) = $35.53.
  @Test(arguments: [(nil, 0, 16.4), (3, 0, 25.97), (nil, 50, 35.53)])
  func spotIsPricedWithItsOnDemandPart(
    most: Int?, floor: Double, usd: Double
  ) throws {
    var job = DecideFixture.job(continuous: true)
    job.gang.nodes = 4
    job.money.maxSpotNodes = most
    job.risk.onDemandFloorPercent = floor
    var policy = DecideFixture.policy(job, DecideFixture.outlook(Self.never))
    let answer = try policy.answer(
      DecideFixture.request(.idle, work: 4, left: 20)
    ).get()
    #expect(answer.action == .spot)
    #expect(answer.expectedRemainingUSD == usd)
  }

  /// Four instances on-demand for 4.1 h: 4 · 4.1 · 10/3 = $54.67.
  @Test func noInstanceOnSpotIsNoSpot() throws {
    var job = DecideFixture.job(continuous: true)
    job.gang.nodes = 4
    job.money.maxSpotNodes = 0
    var policy = DecideFixture.policy(job, DecideFixture.outlook(Self.never))
    for mode in [DecideRequest.Mode.idle, .spot] {
      let answer = try policy.answer(
        DecideFixture.request(mode, work: 4, left: 20)
      ).get()
      #expect(answer.action == .onDemand)
      #expect(answer.expectedRemainingUSD == 54.67)
      #expect(answer.reason.contains("money.maxSpotNodes"))
    }
  }

  /// A start reads 1,000 GB from another region at $0.02: 4.1 + 20 = $24.10;
  /// what runs already has read them: 4 h for $4.
  @Test func dataFromElsewhereArePaidAtEveryStart() throws {
    var job = DecideFixture.job(continuous: true)
    job.data = .init(
      provider: .aws, region: "us-east-1", datasetGB: 1000)
    var policy = DecideFixture.policy(
      job, DecideFixture.outlook(Self.never),
      catalog: try TestCatalog.make(["egressTiers": TestCatalog.egress]))
    let starting = try policy.answer(
      DecideFixture.request(.idle, work: 4, left: 20)
    ).get()
    #expect(starting.action == .spot)
    #expect(starting.expectedRemainingUSD == 24.1)
    let running = try policy.answer(
      DecideFixture.request(.spot, work: 4, left: 20)
    ).get()
    #expect(running.expectedRemainingUSD == 4)
    // $20 more than here are not worth it: 4.1 h · $2 = $8.20 over there.
    job.pools.append(Self.other)
    job.prices.append(
      .init(pool: Self.other, spotPerHour: 2, onDemandPerHour: 5))
    var two = DecideFixture.policy(
      job, DecideFixture.outlook(Self.never),
      DecideFixture.outlook(Self.never, pool: Self.other),
      catalog: try TestCatalog.make(["egressTiers": TestCatalog.egress]))
    let cheaper = try two.answer(request()).get()
    #expect(cheaper.pool == Self.other)
  }

  /// Gangs are lost as in the plans: at constant 0.1 and shocks alone 0.1, and
  /// by a renewal of single members where they fall one by one.
  @Test func gangsAreLostAsInThePlans() throws {
    var job = DecideFixture.job(continuous: true)
    job.gang.nodes = 4
    let falling = PiecewiseHazard(
      cutsHours: [0, 2], ratesPerHour: [0.4, 0.05])
    var outlook = DecideFixture.outlook(falling, clock: .instance)
    outlook.sharedShockShare = 1
    #expect(
      DecideFixture.policy(job, outlook).spot[Self.pool]?.loss == falling)
    outlook.sharedShockShare = 0
    // Of 8 h of work; no less than a day is played.
    let expected = GangRenewal.hazard(
      of: GangMembers(hazard: falling, sharedShockShare: 0, size: 4),
      horizonHours: 24)
    let loss = DecideFixture.policy(job, outlook).spot[Self.pool]?.loss
    #expect(loss == expected)
    // After a loss three of four members are old: late on, the rate lies
    // between four old members and one new beside three old ones.
    let late = try #require(loss?.ratesPerHour.last)
    #expect(late > 0.19 && late < 0.24)
    // Three on spot: one member less can be lost.
    job.money.maxSpotNodes = 3
    #expect(
      DecideFixture.policy(job, outlook).spot[Self.pool]?.loss
        == GangRenewal.hazard(
          of: GangMembers(hazard: falling, sharedShockShare: 0, size: 3),
          horizonHours: 24))
  }
}
