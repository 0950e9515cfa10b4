import RiskDomain
import RiskExposure
import RiskTestSupport
import Testing

/// What interruptions cost, by hand: every instance costs 1 USD per hour.
struct InterruptionCostsTests {
  private static let pool = PoolID(
    provider: .aws, zone: "us-east-1a", instanceType: "p4d.24xlarge")

  /// A launched instance; `until` nil runs on.
  private func launch(
    _ id: String, _ from: Double, until: Double?,
    _ exit: Spell.Exit? = .interrupted, job: String? = "llama",
    gang: String? = "llama/1"
  ) -> LaunchAttempt {
    LaunchAttempt(
      launchID: id, pool: Self.pool, market: .spot, requestedAt: hour(from),
      launchedAt: hour(from), instanceID: id, endedAt: until.map(hour),
      exit: until == nil ? nil : exit, job: job, gang: gang,
      origin: testOrigin)
  }

  /// Hourly rows of a life, used in part at its ends.
  private func bill(
    _ id: String, _ from: Double, until: Double, perHour: Double = 1,
    roundedUp: Bool = false, job: String? = nil
  ) -> [BillingUsage] {
    (Int(from)..<Int(until.rounded(.up))).map { start in
      let alive = min(until, Double(start + 1)) - max(from, Double(start))
      let used = roundedUp ? 1 : alive
      return BillingUsage(
        provider: .aws, account: "0042", billingPeriodStart: hour(-300),
        lineItemID: "\(id)-\(start)", usageStart: hour(Double(start)),
        usageEnd: hour(Double(start + 1)), zone: "us-east-1a",
        region: "us-east-1", instanceType: "p4d.24xlarge", os: "linux",
        market: .spot, resourceID: id,
        usedMilliseconds: Int64((used * 3_600_000).rounded()),
        cost: MicroUSD(rawValue: Int64((used * perHour * 1e6).rounded())),
        onDemandCost: nil,
        labels: job.map { ["job": $0, "team": "nlp"] } ?? [:],
        origin: testOrigin)
    }
  }

  private func start(
    _ at: Double, step: Int64, job: String = "llama"
  ) -> CheckpointReport {
    CheckpointReport(
      job: job, at: hour(at), step: step, checkpointMilliseconds: nil,
      restartMilliseconds: 60_000, stepMilliseconds: nil, bytes: nil,
      instanceID: nil, origin: testOrigin)
  }

  private func checkpoint(_ at: Double, step: Int64) -> CheckpointReport {
    CheckpointReport(
      job: "llama", at: hour(at), step: step, checkpointMilliseconds: 30_000,
      restartMilliseconds: nil, stepMilliseconds: nil, bytes: nil,
      instanceID: nil, origin: testOrigin)
  }

  private func costs(
    _ launches: [LaunchAttempt], _ usage: [BillingUsage],
    _ reports: [CheckpointReport], until: Double = 10,
    catalog: Catalog = Catalog()
  ) -> [InterruptionCost] {
    let facts = InstanceFacts(usage: usage, launches: launches)
    let lives = jobLives(from: facts, catalog: catalog, until: hour(until))
    var evidence = CostEvidence(lives: lives, aliases: [], until: hour(until))
    for row in usage { evidence.add(row) }
    return evidence.costs(
      usage: usage, coverage: [], reports: reports, catalog: catalog)
  }

  private func dollars(_ figure: InterruptionCost.Figure) -> Double? {
    figure.amount.map { Double($0.micro) / 1e6 }
  }

  // Two machines, a checkpoint at 1:30, one lost at 2:00, its successor from
  // 2:15, both at work at 2:30: 2 × ½ h lost, ¼ h idle, 2 × ¼ h of restart.
  private var gang: [LaunchAttempt] {
    [
      launch("i-a", 0, until: 2), launch("i-b", 0, until: 6, .released),
      launch("i-c", 2.25, until: 6, .released, gang: "llama/2"),
    ]
  }

  private var gangBill: [BillingUsage] {
    bill("i-a", 0, until: 2) + bill("i-b", 0, until: 6)
      + bill("i-c", 2.25, until: 6) + bill("i-other", 0, until: 10)
  }

  @Test func aGangPaysForLostWorkForWaitingAndForItsRestart() throws {
    let all = costs(
      gang, gangBill,
      [
        start(0.1, step: 0), checkpoint(1.5, step: 900),
        start(2.5, step: 900),
      ])
    let cost = try #require(all.first)
    #expect(all.count == 1)
    #expect(dollars(cost.lostWork) == 1)
    #expect(dollars(cost.idleGang) == 0.25)
    #expect(dollars(cost.restart) == 0.5)
    #expect(dollars(cost.partialHour) == 0)
    #expect(cost.knownMicro == 1_750_000)
    #expect(cost.knownMilliseconds == 6_300_000)
    #expect(cost.isComplete && cost.isOver)
    #expect(cost.gangSize == 2)
    #expect(cost.currency == "USD")
    #expect(cost.reprovisionMilliseconds == 900_000)
    #expect(cost.downMilliseconds == 1_800_000)
  }

  // Without the log: lost work and restart are unknown, waiting is not.
  @Test func withoutReportsPartsAreUnknown() throws {
    let cost = try #require(costs(gang, gangBill, []).first)
    #expect(cost.lostWork.gap == .noCheckpointReport)
    #expect(cost.restart.gap == .noRestartReport)
    #expect(dollars(cost.idleGang) == 0.25)
    #expect(!cost.isComplete)
  }

  // Two machines without a gang's name may be workers of their own.
  @Test func severalMachinesWithoutAGangAreUnknown() throws {
    let nameless = gang.map { launch in
      var launch = launch
      launch.gang = nil
      return launch
    }
    let cost = try #require(
      costs(nameless, gangBill, [start(0.1, step: 0)]).first)
    #expect(cost.lostWork.gap == .noGang)
    #expect(cost.idleGang.gap == .noGang)
  }

  @Test func aLossOfNoJobIsUnknownAndCounted() throws {
    let all = costs(
      [launch("i-a", 0, until: 2, job: nil, gang: nil)],
      bill("i-a", 0, until: 2) + bill("i-other", 0, until: 10), [])
    #expect(all.count == 1)
    #expect(all.first?.lostWork.gap == .noJob)
    #expect(all.first?.knownMicro == 0)
  }

  // The label of the bill stands in for a launch log without jobs.
  @Test func theBillsLabelNamesTheJob() throws {
    let all = costs(
      [launch("i-a", 0, until: 2, job: nil, gang: nil)],
      bill("i-a", 0, until: 2, job: "llama")
        + bill("i-other", 0, until: 10),
      [start(0.5, step: 0)])
    #expect(all.first?.job == "llama")
    #expect(all.first?.team == "nlp")
    #expect(dollars(try #require(all.first).lostWork) == 1.5)
  }

  // A second loss at 2:20, before the first restart was through: the first
  // pays for ¼ h of one machine and 2 × 5 min, the second for what follows:
  // ⅙ h of one machine until 2:30, then 2 × ¼ h until 2:45.
  @Test func aLossDuringARestartPaysForWhatFollowsIt() throws {
    let all = costs(
      [
        launch("i-a", 0, until: 2), launch("i-b", 0, until: 6, .released),
        launch("i-c", 2.25, until: 2 + 1.0 / 3, gang: "llama/2"),
        launch("i-d", 2.5, until: 6, .released, gang: "llama/3"),
      ],
      bill("i-a", 0, until: 2) + bill("i-b", 0, until: 6)
        + bill("i-c", 2.25, until: 2 + 1.0 / 3) + bill("i-d", 2.5, until: 6)
        + bill("i-other", 0, until: 10),
      [start(0, step: 0), start(2.75, step: 0)])
    #expect(all.map(\.instanceID) == ["i-a", "i-c"])
    #expect(dollars(all[0].lostWork) == 4)
    #expect(dollars(all[0].idleGang) == 0.25)
    #expect(all[0].restart.amount?.micro == 166_666)
    #expect(dollars(all[1].lostWork) == 0)
    #expect(all[1].idleGang.amount?.micro == 166_667)
    #expect(dollars(all[1].restart) == 0.5)
    // From the first loss to 2:45 one machine ran all the time, c for 5 min
    // and d for ¼ h.
    let paid = all.reduce(0) { $0 + $1.knownMicro } - 4_000_000
    #expect(paid == 750_000 + 83_333 + 250_000)
  }

  // Two of three lost within three minutes share equally: 3 × 1 h lost, then
  // 2 min of two machines... all of it halved.
  @Test func lossesTogetherShareTheCost() throws {
    let late = 1 + 120.0 / 3600
    let all = costs(
      [
        launch("i-a", 0, until: 1), launch("i-b", 0, until: late),
        launch("i-c", 0, until: 4, .released),
        launch("i-d", 1.5, until: 4, .released, gang: "llama/2"),
        launch("i-e", 1.5, until: 4, .released, gang: "llama/2"),
      ],
      bill("i-a", 0, until: 1) + bill("i-b", 0, until: late)
        + bill("i-c", 0, until: 4) + bill("i-d", 1.5, until: 4)
        + bill("i-e", 1.5, until: 4) + bill("i-other", 0, until: 10),
      [start(0, step: 0), start(2, step: 0)])
    #expect(all.count == 2)
    #expect(all.allSatisfy { $0.sharedBy == 2 })
    #expect(dollars(all[0].lostWork) == 1.5)
    #expect(dollars(all[1].lostWork) == 1.5)
    // c for half an hour, b for two minutes.
    let idle = all.reduce(0) { $0 + ($1.idleGang.amount?.micro ?? 0) }
    #expect(idle == 500_000 + 33_333)
    #expect(all[1].idleGang.amount?.micro == 266_666)
    #expect(dollars(all[0].restart) == 0.75)
  }

  // One machine, a full hour billed for 12 minutes of use after 2:00.
  @Test func roundedBillsPayForTimeAfterTheLoss() throws {
    let all = costs(
      [launch("i-a", 0, until: 2.2)],
      bill("i-a", 0, until: 2.2, roundedUp: true)
        + bill("i-other", 0, until: 10),
      [start(0, step: 0), checkpoint(2, step: 10)])
    let cost = try #require(all.first)
    #expect(cost.partialHour.amount?.micro == 800_000)
    #expect(cost.lostWork.amount?.micro == 200_000)
    #expect(dollars(cost.idleGang) == 0)
  }

  // Taken back after 40 minutes and in no bill: free where the catalog says
  // so, unknown where it does not.
  @Test func anUnbilledFirstHourIsFreeOnlyWhereTheProviderSaysSo() throws {
    let launches = [launch("i-a", 1, until: 1 + 2.0 / 3)]
    let usage = bill("i-other", 0, until: 10)
    let reports = [start(1.1, step: 0)]
    var catalog = Catalog()
    let unknown = try #require(costs(launches, usage, reports).first)
    #expect(unknown.lostWork.gap == .noBill)
    catalog.freeInterruptions = [
      .init(provider: .aws, os: nil, freeSeconds: 3600)
    ]
    let free = try #require(
      costs(launches, usage, reports, catalog: catalog).first)
    #expect(free.lostWork.amount?.micro == 0)
    // 34 minutes of work are gone all the same.
    #expect(free.lostWork.amount?.instanceMilliseconds == 2_040_000)
    #expect(free.isComplete)
  }

  // The bill ends at 1:00, the machine was lost at 2:00.
  @Test func laterThanTheBillIsUnknown() throws {
    let cost = try #require(
      costs(
        [launch("i-a", 0, until: 2)], bill("i-a", 0, until: 1),
        [start(0, step: 0)]
      ).first)
    #expect(cost.lostWork.gap == .billOpen)
    #expect(cost.partialHour.gap == .billOpen)
  }

  // Whole again, but the data end before it is at work.
  @Test func whatIsNotOverIsUnknown() throws {
    let cost = try #require(
      costs(
        [launch("i-a", 0, until: 2), launch("i-b", 2.5, until: nil, nil)],
        bill("i-a", 0, until: 2) + bill("i-b", 2.5, until: 3)
          + bill("i-other", 0, until: 3),
        [start(0, step: 0), checkpoint(1, step: 5)], until: 3
      ).first)
    #expect(cost.restart.gap == .notOver)
    #expect(!cost.isOver)
    #expect(dollars(cost.lostWork) == 1)
  }

  // A price change in the middle of a month: the hour's own price counts.
  @Test func eachHourHasItsOwnPrice() throws {
    let cost = try #require(
      costs(
        [launch("i-a", 0, until: 3)],
        bill("i-a", 0, until: 2) + bill("i-a", 2, until: 3, perHour: 2)
          + bill("i-other", 0, until: 10),
        [start(0, step: 0), checkpoint(1.5, step: 5)]
      ).first)
    #expect(dollars(cost.lostWork) == 0.5 + 2)
  }

  @Test func groupsAddUpToTheTotalExactly() throws {
    let all = costs(
      gang + [launch("i-z", 3, until: 4, job: nil, gang: nil)],
      gangBill + bill("i-z", 3, until: 4, perHour: 1.234567),
      [start(0.1, step: 0), checkpoint(1.7777, step: 5), start(2.6, step: 5)])
    let total = all.reduce(0) { $0 + $1.knownMicro }
    for name in [
      { $0.job }, { $0.pool.key }, { $0.team },
      { String($0.at.rfc3339.prefix(10)) },
    ] as [(InterruptionCost) -> String?] {
      let groups = costGroups(of: all, by: name)
      #expect(groups.reduce(0) { $0 + $1.sum.knownMicro } == total)
      #expect(groups.reduce(0) { $0 + $1.sum.interruptions } == 2)
    }
    let series = InterruptionCostSeries(all) {
      String($0.rfc3339.prefix(10))
    }
    #expect(series.days.map(\.name) == ["2026-01-14"])
    #expect(series.jobs.first?.name == "llama")
    #expect(series.jobs.last?.incomplete == 1)
  }

  // 12 h billed at 1 USD, 1.75 useful hours less; on demand at 1.1 USD would
  // have been dearer per billed hour but cheaper per useful one.
  @Test func aPoolPaysWhenItsUsefulHourIsCheaper() throws {
    let all = costs(
      gang, gangBill,
      [
        start(0.1, step: 0), checkpoint(1.5, step: 900),
        start(2.5, step: 900),
      ])
    var totals = SpendTotals(
      lives: [], aliases: [], labels: CostLabels(), until: hour(10)
    ) { _, _ in 1.1 }
    for row in gangBill where row.resourceID != "i-other" { totals.add(row) }
    let pools = realisedPools(totals.spot, costs: all) { _ in nil }
    let pool = try #require(pools.first)
    // 2 + 6 + 3.75 h.
    #expect(pool.billed == 11.75)
    #expect(abs(pool.usefulHours - 10) < 1e-9)
    #expect(abs((pool.effectivePerHour ?? 0) - 1.175) < 1e-9)
    let better = try #require(pool.better)
    #expect(better.market == .onDemand)
    #expect(abs(better.saving - 0.75) < 1e-9)
    #expect(abs((pool.saved ?? 0) + 0.75) < 1e-9)
    #expect(pool.spend.cataloguedMilliseconds == 42_300_000)
  }

  // 11.75 USD for 10 useful hours (see above): a block at 0.9 USD would have
  // cost 9, and is nearer than on-demand at 1.1. A rate in dollars says nothing
  // of a bill in euros.
  @Test func aBlockIsTakenWhereItIsTheCheapest() throws {
    let all = costs(
      gang, gangBill,
      [
        start(0.1, step: 0), checkpoint(1.5, step: 900),
        start(2.5, step: 900),
      ])
    var totals = SpendTotals(
      lives: [], aliases: [], labels: CostLabels(), until: hour(10)
    ) { _, _ in 1.1 }
    for row in gangBill where row.resourceID != "i-other" { totals.add(row) }
    let pools = realisedPools(totals.spot, costs: all) { _ in 0.9 }
    let pool = try #require(pools.first)
    let better = try #require(pool.better)
    #expect(better.market == .capacityBlock)
    #expect(better.perHour == 0.9)
    #expect(abs(better.saving - 2.75) < 1e-9)
    // At 1.175 USD, the effective rate of spot, nothing is gained.
    let even = realisedPools(totals.spot, costs: all) { _ in 1.175 }
    #expect(even.first?.better?.market == .onDemand)
    var euros = pool
    euros.spend.currency = "EUR"
    #expect(euros.better?.market == .onDemand)
  }

  // A second job of the same name begins four days later. What the first one
  // wrote is no checkpoint of it: its lost work is unknown, not the dollar of
  // the first one's last hour and one of its own.
  @Test func aNameUsedAgainIsAnotherJob() throws {
    let found = costs(
      [
        launch("i-a", 0, until: 2, .released, gang: nil),
        launch("i-b", 100, until: 101, gang: nil),
        launch("i-c", 101.5, until: 103, .released, gang: nil),
      ],
      bill("i-a", 0, until: 2) + bill("i-b", 100, until: 101)
        + bill("i-c", 101, until: 103),
      [checkpoint(1, step: 10)], until: 200)
    let cost = try #require(found.first)
    #expect(found.count == 1)
    #expect(cost.lostWork.gap == .noCheckpointReport)
    #expect(cost.reprovisionMilliseconds == 1_800_000)
  }

  // Of a pool that is known the dearest stands first, whatever the currency of
  // those of which nothing is.
  @Test func unknownRowsStandLast() throws {
    let all = costs(
      gang + [launch("i-z", 3, until: 4, job: nil, gang: nil)], gangBill,
      [start(0.1, step: 0), checkpoint(1.7777, step: 5), start(2.6, step: 5)])
    var groups = costGroups(of: all, by: \.job)
    #expect(groups.map(\.name) == ["llama", nil])
    groups = costGroups(
      of: all.map { cost in
        var cost = cost
        if cost.job == nil { cost.currency = "EUR" }
        return cost
      }, by: \.job)
    #expect(groups.map(\.sum.currency) == ["USD", "EUR"])
    #expect(groups.map(\.sum.isBlank) == [false, true])
  }

  // Two warnings of one instance that nothing places, and one of a life.
  @Test func lossesWithoutAPoolAreCountedOnce() {
    func warning(_ id: String, _ at: Double) -> InstanceEvent {
      InstanceEvent(
        provider: .aws, eventID: "\(id)-\(at)", kind: .interruptionWarning,
        instanceID: id, at: hour(at), zone: nil, region: nil, state: nil,
        origin: testOrigin)
    }
    let lives = jobLives(
      from: InstanceFacts(launches: [launch("i-a", 0, until: 2)]),
      catalog: Catalog(), until: hour(10))
    let found = unplacedLosses(
      [
        warning("i-a", 1.9), warning("i-x", 3), warning("i-x", 2.5),
        warning("i-late", 11),
      ], lives: lives, aliases: [], until: hour(10))
    #expect(found == [hour(2.5)])
  }
}
