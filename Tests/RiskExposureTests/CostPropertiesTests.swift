import RiskDomain
import RiskExposure
import RiskNumerics
import RiskTestSupport
import Testing

/// What holds of interruption costs whatever the logs say.
struct CostPropertiesTests {
  private static let pool = PoolID(
    provider: .aws, zone: "us-east-1a", instanceType: "p4d.24xlarge")

  /// A job whose instances come, go and are lost as chance will have it, with
  /// reports that fit nothing.
  private struct Chaos {
    var launches: [LaunchAttempt] = []
    var usage: [BillingUsage] = []
    var reports: [CheckpointReport] = []
    var aliveMilliseconds: Int64 = 0
    var billedMicro: Int64 = 0

    init(seed: UInt64) {
      var rng = SplitMix64(seed: seed)
      for number in 0..<(2 + Int(rng.next() % 12)) {
        let from = Int64(rng.next() % 36_000)
        let length = 60 + Int64(rng.next() % 18_000)
        add(
          "i-\(number)", from: from, until: from + length,
          isLost: rng.next() % 3 > 0, hasGang: rng.next() % 8 > 0,
          microPerSecond: Int64(rng.next() % 9000))
      }
      for number in 0..<Int(rng.next() % 20) {
        let isStart = rng.next() % 3 == 0
        reports.append(
          CheckpointReport(
            job: "chaos",
            at: hour(0).adding(milliseconds: Int64(rng.next() % 60_000) * 1000),
            step: Int64(number), checkpointMilliseconds: isStart ? nil : 1000,
            restartMilliseconds: isStart ? 60_000 : nil,
            stepMilliseconds: nil, bytes: nil, instanceID: nil,
            origin: testOrigin))
      }
    }

    private mutating func add(
      _ id: String, from: Int64, until: Int64, isLost: Bool, hasGang: Bool,
      microPerSecond: Int64
    ) {
      func moment(_ second: Int64) -> UTCInstant {
        hour(0).adding(milliseconds: second * 1000)
      }
      launches.append(
        LaunchAttempt(
          launchID: id, pool: CostPropertiesTests.pool, market: .spot,
          requestedAt: moment(from), launchedAt: moment(from), instanceID: id,
          endedAt: moment(until), exit: isLost ? .interrupted : .released,
          job: "chaos", gang: hasGang ? "chaos/1" : nil, origin: testOrigin))
      aliveMilliseconds += (until - from) * 1000
      for index in (from / 3600)...((until - 1) / 3600) {
        let used = min(until, (index + 1) * 3600) - max(from, index * 3600)
        billedMicro += used * microPerSecond
        usage.append(
          BillingUsage(
            provider: .aws, account: "0042", billingPeriodStart: hour(-300),
            lineItemID: "\(id)-\(index)", usageStart: moment(index * 3600),
            usageEnd: moment((index + 1) * 3600), zone: "us-east-1a",
            region: "us-east-1", instanceType: "p4d.24xlarge", os: "linux",
            market: .spot, resourceID: id, usedMilliseconds: used * 1000,
            cost: MicroUSD(rawValue: used * microPerSecond),
            onDemandCost: nil, labels: [:], origin: testOrigin))
      }
    }

    func costs(until: UTCInstant) -> [InterruptionCost] {
      let facts = InstanceFacts(usage: usage, launches: launches)
      let lives = jobLives(from: facts, catalog: Catalog(), until: until)
      var evidence = CostEvidence(lives: lives, aliases: [], until: until)
      for row in usage where row.usageEnd <= until { evidence.add(row) }
      return evidence.costs(
        usage: usage, coverage: [], reports: reports, catalog: Catalog())
    }
  }

  // No second is paid for twice, and nothing costs less than nothing.
  @Test func lossesNeverCostMoreThanWasPaid() {
    var complete = 0
    for seed in UInt64(0)..<400 {
      let chaos = Chaos(seed: seed)
      let costs = chaos.costs(until: hour(100))
      let lost = chaos.launches.count { $0.exit == .interrupted }
      #expect(costs.count == lost, "seed \(seed)")
      for cost in costs {
        for (_, figure) in cost.figures {
          #expect(figure.amount.map { $0.micro >= 0 } ?? true, "seed \(seed)")
        }
        if cost.isComplete { complete += 1 }
      }
      let time = costs.reduce(0) { $0 + $1.knownMilliseconds }
      #expect(time <= chaos.aliveMilliseconds, "seed \(seed)")
      let micro = costs.reduce(0) { $0 + $1.knownMicro }
      #expect(micro <= Int128(chaos.billedMicro), "seed \(seed)")
    }
    #expect(complete > 200)
  }

  // Whatever is over at some moment costs the same when more is known.
  @Test func whatIsOverStaysAsItIs() {
    for seed in UInt64(0)..<200 {
      let chaos = Chaos(seed: seed)
      let early = chaos.costs(until: hour(8))
      let late = chaos.costs(until: hour(100))
      for cost in early where cost.isOver && cost.isComplete {
        let same = late.first { $0.instanceID == cost.instanceID }
        // A job without instances may still come back: its end is no end.
        guard cost.downMilliseconds != nil else { continue }
        #expect(same?.knownMicro == cost.knownMicro, "seed \(seed)")
      }
    }
  }
}
