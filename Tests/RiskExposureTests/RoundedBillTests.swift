import RiskDomain
import RiskExposure
import RiskNumerics
import RiskTestSupport
import Testing

/// Bills that count full hours: a launch lies somewhere in its first row.
struct RoundedBillTests {
  private func row(
    _ id: String, _ start: Int, used minutes: Double = 60
  ) -> BillingUsage {
    BillingUsage(
      provider: .aws, account: "0042", billingPeriodStart: hour(-300),
      lineItemID: "\(id)-\(start)", usageStart: hour(Double(start)),
      usageEnd: hour(Double(start + 1)), zone: "us-east-1a",
      region: "us-east-1", instanceType: "g4dn.xlarge", os: "rhel",
      market: .spot, resourceID: id,
      usedMilliseconds: milliseconds(hours: minutes / 60),
      cost: MicroUSD(rawValue: 0), onDemandCost: nil, labels: [:],
      origin: testOrigin)
  }

  private func warning(_ id: String, _ at: Double) -> InstanceEvent {
    InstanceEvent(
      provider: .aws, eventID: "w-\(id)", kind: .interruptionWarning,
      instanceID: id, at: hour(at), zone: nil, region: "us-east-1",
      state: nil, origin: testOrigin)
  }

  private func lives(_ facts: InstanceFacts) throws -> [Spell] {
    spells(from: facts, catalog: try .forTests(), until: hour(10_000))
      .spells.filter { $0.process == .loss }
  }

  private var background: [BillingUsage] { (0..<20).map { row("other", $0) } }

  // Full rows 3, 4 and 5 of a bill from hour 0 on: launched in hour 3.
  @Test func aFirstRowAfterTheBillsBeginningHoldsTheLaunch() throws {
    let found = try lives(
      InstanceFacts(usage: background + (3...5).map { row("i", $0) }))
    let life = try #require(found.first { $0.instanceID == "i" })
    #expect(life.launchedAt == hour(3.5))
    #expect(life.startUncertaintyMilliseconds == 3_600_000)
    #expect(life.watchedUntil == hour(5.5))
    #expect(life.exit == .released)
    let other = try #require(found.first { $0.instanceID == "other" })
    #expect(other.launchedAt == nil)
    #expect(other.watched == nil)
    #expect(other.startUncertaintyMilliseconds == 0)
  }

  // One row used in part: this system is billed by the second.
  @Test func billsBySecondHaveNoDoubt() throws {
    let found = try lives(
      InstanceFacts(
        usage: background + (3...5).map { row("i", $0) }
          + [row("j", 7, used: 20)]))
    let life = try #require(found.first { $0.instanceID == "i" })
    #expect(life.launchedAt == hour(3))
    #expect(life.startUncertaintyMilliseconds == 0)
    #expect(life.watchedUntil == hour(6))
  }

  @Test func aLaunchThatWasSeenIsTaken() throws {
    let launched = InstanceEvent(
      provider: .aws, eventID: "l", kind: .stateChanged, instanceID: "i",
      at: hour(3.2), zone: nil, region: "us-east-1", state: "running",
      origin: testOrigin)
    let found = try lives(
      InstanceFacts(
        usage: background + (3...5).map { row("i", $0) }, events: [launched]))
    let life = try #require(found.first { $0.instanceID == "i" })
    #expect(life.launchedAt == hour(3.2))
    #expect(life.startUncertaintyMilliseconds == 0)
  }

  // The row goes on after the loss to its full hour: no outlived warning.
  @Test func aWarningInTheLastRowIsTheLoss() throws {
    let found = try lives(
      InstanceFacts(
        usage: background + (3...5).map { row("i", $0) },
        events: [warning("i", 5.1)]))
    let life = try #require(found.first { $0.instanceID == "i" })
    #expect(life.exit == .interrupted)
    #expect(life.watchedUntil == hour(5.1 + 2.0 / 60))
  }

  // Age at 3.5 h on the clock is 0 ± 0.5 h; the cut at 1 h is in doubt from
  // ages 0.5 to 1.5 h, that at 4 h from 3.5 to 4.5 h.
  @Test func timeOfDoubtfulAgeHasNone() {
    let pool = PoolID(
      provider: .aws, zone: "us-east-1a", instanceType: "g4dn.xlarge")
    let spell = Spell(
      pool: pool, process: .loss, clock: .instance, instanceID: "i",
      launchedAt: hour(3.5), watchedFrom: hour(3.5), watchedUntil: hour(9.5),
      watched: AgeInterval(after: 0, through: 6),
      startUncertaintyMilliseconds: 3_600_000, exit: .interrupted,
      origin: testOrigin)
    let cells = exposures(from: [spell], cutAtHours: [1, 4])
    #expect(cells.map { $0.age?.after } == [nil, 0, 1, 4])
    #expect(cells.map(\.hoursAtRisk) == [2, 0.5, 2, 1.5])
    #expect(cells.map(\.interruptions) == [0, 0, 0, 1])
  }

  /// Lives drawn from 0.6/h in the first two hours and 0.05/h after, billed
  /// by full hours and warned of before a loss.
  ///
  /// The pieces' rates come back within three standard errors. Read from the
  /// beginning of its first row, a life would be half an hour too old and as
  /// much too long: 200,000 such lives gave 0.38/h and 0.09/h (Python, once).
  @Test func theHazardOfYoungInstancesComesBackUnbiased() throws {
    var rng = SplitMix64(seed: 77)
    var facts = InstanceFacts(usage: background)
    for i in 0..<6000 {
      let start = 1 + rng.uniform() * 4000
      let first = exponentialSample(rate: 0.6, using: &rng)
      let loss =
        first < 2 ? first : 2 + exponentialSample(rate: 0.05, using: &rng)
      let stop = exponentialSample(rate: 0.08, using: &rng)
      let end = start + min(loss, stop)
      for h in Int(start)...Int(end) { facts.usage.append(row("i\(i)", h)) }
      if loss < stop {
        facts.events.append(warning("i\(i)", max(end - 2.0 / 60, start)))
      }
    }
    let cells = exposures(from: try lives(facts), cutAtHours: [2])
    func rate(_ after: Double) throws -> (rate: Double, error: Double) {
      let cell = try #require(cells.first { $0.age?.after == after })
      let events = Double(cell.interruptions)
      return (events / cell.hoursAtRisk, events.squareRoot() / cell.hoursAtRisk)
    }
    let (young, youngError) = try rate(0)
    let (old, oldError) = try rate(2)
    #expect(abs(young - 0.6) < 3 * youngError, "\(young) ± \(youngError)")
    #expect(abs(old - 0.05) < 3 * oldError, "\(old) ± \(oldError)")
  }
}
