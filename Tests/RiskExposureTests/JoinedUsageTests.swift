import RiskDomain
import RiskExposure
import RiskNumerics
import RiskTestSupport
import Testing

/// Joining rows changes what is held in memory and nothing that is said.
struct JoinedUsageTests {
  private func row(
    _ id: String?, _ start: Int, used minutes: Double = 60,
    wide hours: Double = 1, market: Market = .spot, os: String = "linux"
  ) -> BillingUsage {
    BillingUsage(
      provider: .aws, account: "0042", billingPeriodStart: hour(-300),
      lineItemID: "\(start)\(minutes)", usageStart: hour(Double(start)),
      usageEnd: hour(Double(start) + hours), zone: "us-east-1a",
      region: "us-east-1", instanceType: "g4dn.xlarge", os: os,
      market: market, resourceID: id,
      usedMilliseconds: Int64(minutes * 60_000), cost: MicroUSD(rawValue: 0),
      onDemandCost: nil, labels: [:], origin: testOrigin)
  }

  private func joined(
    _ rows: [BillingUsage], besides aliases: [InstanceAlias] = []
  ) -> [BillingUsage] {
    var usage = JoinedUsage(besides: aliases)
    for row in rows { usage.append(row) }
    return usage.rows
  }

  // Of 400 hours the first and the last stay; the 398 between them fill two
  // rows of 7 days (168 h each) and one of 62 h.
  @Test func aLongLifeTakesFiveRows() {
    let rows = joined((0..<400).map { row("i", $0) })
    #expect(
      rows.map { $0.usageEnd.hours(since: $0.usageStart) }
        == [1, 168, 168, 62, 1])
    #expect(rows.reduce(0) { $0 + $1.usedMilliseconds } == 400 * 3_600_000)
    #expect(
      rows.map(\.usageStart.unixMilliseconds).sorted()
        == rows.map(\.usageStart.unixMilliseconds))
  }

  @Test func rowsThatSayMoreStayApart() {
    // A pause, hours used in part, another market, rows without a resource.
    let apart = [
      [0, 1, 2, 4, 5, 6].map { row("i", $0) },
      (0..<6).map { row("i", $0, used: $0 % 2 == 0 ? 60 : 30) },
      (0..<6).map { row("i", $0, market: $0 < 3 ? .spot : .onDemand) },
      (0..<6).map { row(nil, $0) },
    ]
    for rows in apart { #expect(joined(rows) == rows) }
    let name = InstanceAlias(
      provider: .aws, name: "node", instanceID: "i-1", since: hour(2),
      origin: testOrigin)
    let named = (0..<6).map { row("node", $0) }
    #expect(joined(named, besides: [name]) == named)
    #expect(joined(named).count == 3)
  }

  /// Random lives with pauses, parts of hours, repeated hours, days in one
  /// row, other markets, names that pass on, and ids written as ARNs.
  @Test(arguments: 0..<60 as Range<UInt64>)
  func spellsAreTheSame(seed: UInt64) throws {
    var rng = SplitMix64(seed: seed)
    func chance(_ share: Double) -> Bool { rng.uniform() < share }
    var facts = InstanceFacts()
    for i in 0..<6 {
      let id = i == 5 && seed % 2 == 0 ? "arn:aws:ec2:x/i0" : "i\(i)"
      var at = Int(rng.uniform() * 50)
      let os = chance(0.3) ? "rhel" : "linux"
      var market = Market.spot
      for _ in 0..<Int(1 + rng.uniform() * 300) {
        if chance(0.02) { at += 1 + Int(rng.uniform() * 900) }
        if chance(0.01) { market = chance(0.5) ? .spot : .onDemand }
        let used = chance(0.05) ? rng.uniform() * 60 : 60
        facts.usage.append(row(id, at, used: used, market: market, os: os))
        if chance(0.03) {
          facts.usage.append(
            row(id, at, used: 1, wide: chance(0.5) ? 1 : 24, os: os))
        }
        if chance(0.01) {
          facts.events.append(
            InstanceEvent(
              provider: .aws, eventID: "\(i)-\(at)",
              kind: chance(0.5) ? .interruptionWarning : .stopped,
              instanceID: id, at: hour(Double(at) + rng.uniform()), zone: nil,
              region: "us-east-1", state: nil, origin: testOrigin))
        }
        at += 1
      }
    }
    if seed % 3 == 0 {
      facts.aliases = [
        InstanceAlias(
          provider: .aws, name: "i1", instanceID: "i2", since: hour(100),
          origin: testOrigin)
      ]
    }
    var short = facts
    short.usage = joined(facts.usage, besides: facts.aliases)
    #expect(short.usage.count < facts.usage.count)
    let catalog = try Catalog.forTests()
    let whole = spells(from: facts, catalog: catalog, until: hour(5000))
    let said = spells(from: short, catalog: catalog, until: hour(5000))
    #expect(said.spells == whole.spells, "seed \(seed)")
    #expect(said.notes == whole.notes, "seed \(seed)")
  }
}
