import RiskDomain
import RiskTestSupport
import Testing

@testable import RiskExposure

/// Which lives count where a source records losses, and from when on.
struct LossRecordsTests {
  private let origin = RowOrigin(source: "t", fileDigest: "f", line: 1)

  private func hour(_ hours: Double) -> UTCInstant {
    UTCInstant(unixSeconds: 1_768_348_800).adding(hours: hours)
  }

  /// Ten full hours on the bill of an instance of which no log tells.
  private func life(
    _ id: String, _ region: String, from: Double
  ) -> [BillingUsage] {
    (0..<10).map { step in
      BillingUsage(
        provider: .aws, account: "1", billingPeriodStart: hour(0),
        lineItemID: "\(id)-\(step)", usageStart: hour(from + Double(step)),
        usageEnd: hour(from + Double(step) + 1), zone: region + "a",
        region: region, instanceType: "p3.2xlarge", os: "linux",
        market: .spot, resourceID: id, usedMilliseconds: 3_600_000,
        cost: MicroUSD(rawValue: 900_000), onDemandCost: nil, labels: [:],
        origin: origin)
    }
  }

  private func warning(_ id: String, _ at: Double) -> InstanceEvent {
    InstanceEvent(
      provider: .aws, eventID: "e-" + id, kind: .interruptionWarning,
      instanceID: id, at: hour(at), zone: nil, region: "us-west-2", state: nil,
      origin: origin)
  }

  private func report(
    _ facts: InstanceFacts, keepsUnrecorded: Bool = false
  ) throws -> SpellReport {
    RiskExposure.spells(
      from: facts, catalog: try .forTests(), until: hour(400),
      keepsUnrecorded: keepsUnrecorded)
  }

  // The warning of hour 209.9 opens the record 72 h before it, at hour 137.9:
  // the life from 100 to 110 ended before, the one from 133 to 143 counts from
  // there on, the one from 200 on is the lost one. Nothing is recorded in Ohio.
  @Test func onlyRecordedTimeCounts() throws {
    let facts = InstanceFacts(
      usage: life("i-old", "us-west-2", from: 100)
        + life("i-late", "us-west-2", from: 133)
        + life("i-lost", "us-west-2", from: 200)
        + life("i-ohio", "us-east-2", from: 200)
        // The bill goes on, so that the ends of the others were seen.
        + life("i-last", "us-west-2", from: 300),
      events: [warning("i-lost", 209.9)])
    let all = try report(facts, keepsUnrecorded: true)
    #expect(all.spells.count == 5)
    let found = try report(facts)
    let byID = Dictionary(
      found.spells.compactMap { spell in spell.instanceID.map { ($0, spell) } },
      uniquingKeysWith: { first, _ in first })
    #expect(byID.keys.sorted() == ["i-last", "i-late", "i-lost"])
    let late = try #require(byID["i-late"])
    #expect(late.watchedFrom == hour(209.9 - 72))
    #expect(byID["i-lost"]?.exit == .interrupted)
    #expect(
      found.records.unrecorded.map(\.region) == ["us-east-2", "us-west-2"])
    #expect(found.records.unrecorded.map(\.lives) == [1, 1])
    #expect(
      found.records.span(.instance, of: .aws, region: "us-west-2")?.last
        == hour(209.9))
    // A region without a record of its own leans on its provider's.
    #expect(
      found.records.span(.instance, of: .aws, region: "us-east-2")?.last
        == hour(209.9))
    #expect(
      found.records.span(.instance, of: .gcp, region: "us-east1")?.last == nil)
    #expect(
      found.notes.contains {
        $0.count == 2 && $0.message.contains("us-east-2, us-west-2")
      })
  }

  /// What is rare is silent for long.
  ///
  /// By hand: entries on 11 of 31 days leave 20 of 30 days after the first
  /// without one; (2/3)^k is a hundredth at k = 4.60517 / 0.405465 = 11.358.
  /// One entry says nothing of how often there are some: 30 days. One on each
  /// of three days: 72 h.
  @Test func rareEntriesMakeLongSilencesPlausible() {
    var logs = LossLogs()
    let log = LossLogs.Log(provider: .aws, source: .events, region: "r")
    logs.add(.init(provider: .aws, source: .events))
    func speaks(_ days: [Double]) -> Double? {
      var logs = logs
      for day in days {
        let at = hour(24 * day)
        logs.add(.init(first: at, last: at), of: log)
      }
      let span = LossRecords(logs).span(.instance, of: .aws, region: "r")
      return span.map { $0.speaksUntil.hours(since: $0.last) / 24 }
    }
    expectClose(
      speaks((0...10).map { 3 * Double($0) }) ?? 0, 11.358, relative: 1e-4)
    #expect(speaks([0]) == 30)
    #expect(speaks([0, 1, 2]) == 3)
  }
}
