import RiskDomain
import RiskExposure
import RiskTestSupport
import Testing

/// Lives at the edges of what a bill covers, which is more than the hours of
/// accelerated machines in it.
struct BillCoverageTests {
  private func row(
    _ id: String, _ start: Double, used minutes: Double = 60,
    period: Double = -300, os: String = "linux"
  ) -> BillingUsage {
    BillingUsage(
      provider: .aws, account: "0042", billingPeriodStart: hour(period),
      lineItemID: "\(id)-\(start)", usageStart: hour(start),
      usageEnd: hour(start + 1), zone: "us-east-1a", region: "us-east-1",
      instanceType: "g4dn.xlarge", os: os, market: .spot, resourceID: id,
      usedMilliseconds: milliseconds(hours: minutes / 60),
      cost: MicroUSD(rawValue: 0), onDemandCost: nil, labels: [:],
      origin: testOrigin)
  }

  private func covered(
    _ from: Double, _ until: Double, period: Double = -300,
    isFinal: Bool = false
  ) -> BillingCoverage {
    BillingCoverage(
      delivery: BillingDelivery(
        provider: .aws, account: "0042", periodStart: hour(period),
        format: "aws-cur", isFinal: isFinal),
      from: hour(from), until: hour(until), knownFrom: hour(from + 1))
  }

  private func life(
    _ usage: [BillingUsage], _ coverage: [BillingCoverage],
    until: Double = 10_000
  ) throws -> Spell {
    let found = spells(
      from: InstanceFacts(usage: usage, coverage: coverage),
      catalog: try .forTests(), until: hour(until)
    ).spells
    #expect(found.count == 1)
    return try #require(found.first)
  }

  // The only machine of the bill: hours 3, 4 and 5 of 0 to 20.
  @Test func aBillThatBeginsEarlierAndEndsLaterSeesBothEnds() throws {
    let usage = (3...5).map { row("i", Double($0)) }
    let blind = try life(usage, [])
    #expect(blind.watched == nil)
    #expect(blind.exit == .observationEnded)

    let seen = try life(usage, [covered(0, 20)])
    // Nothing is used in part: the bill rounds up, and the life is taken from
    // the middle of its first hour to the middle of its last.
    #expect(seen.launchedAt == hour(3.5))
    #expect(seen.startUncertaintyMilliseconds == 3_600_000)
    #expect(seen.watchedUntil == hour(5.5))
    #expect(seen.exit == .released)
  }

  // Hours 0 to 5 of a bill from 0 to 20: running at its beginning.
  @Test func billedFromTheBeginningHasAnUnknownAge() throws {
    let seen = try life(
      (0...5).map { row("i", Double($0)) }, [covered(0, 20)])
    #expect(seen.launchedAt == nil)
    #expect(seen.watchedFrom == hour(0))
    #expect(seen.exit == .released)
  }

  // Hours 3 to 19 of a bill from 0 to 20: running at its end.
  @Test func billedToTheEndIsOpen() throws {
    let seen = try life(
      (3...19).map { row("i", Double($0)) }, [covered(0, 20)])
    #expect(seen.launchedAt == hour(3.5))
    #expect(seen.watchedUntil == hour(20))
    #expect(seen.exit == .observationEnded)
  }

  // At hour 12 nobody knows how the bill goes on after it: the last hour that
  // was billed is the last that is known.
  @Test func coverageAfterTheMomentIsNotKnown() throws {
    let usage = (3...5).map { row("i", Double($0)) }
    let seen = try life(usage, [covered(0, 20)], until: 12)
    #expect(seen.exit == .observationEnded)
    #expect(seen.watchedUntil == hour(6))
  }

  // hour(0) is noon of 14 January: its month began 324 h before and ends 420 h
  // after. An open export to hour 100 is followed by that of February.
  @Test func aMonthBetweenExportsIsNotWatched() throws {
    let january = covered(0, 100, period: -324)
    let february = covered(420, 500, period: 420)
    let late = (420...430).map { row("i", Double($0), period: 420) }
    #expect(try life(late, [january, february]).launchedAt == nil)
    let early = (95...99).map { row("i", Double($0), period: -324) }
    #expect(
      try life(early, [january, february]).exit == .observationEnded)
  }

  // A closed January says that nothing was billed from hour 100 on.
  @Test func aClosedMonthIsCoveredToItsEnd() throws {
    let january = covered(0, 100, period: -324, isFinal: true)
    let february = covered(420, 500, period: 420)
    let late = (420...430).map { row("i", Double($0), period: 420) }
    #expect(try life(late, [january, february]).launchedAt == hour(420.5))
    let early = (95...99).map { row("i", Double($0), period: -324) }
    #expect(try life(early, [january, february]).exit == .released)
  }
}
