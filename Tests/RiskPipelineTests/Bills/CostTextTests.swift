import RiskDomain
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// The tables of `riskctl cost`: the order of their rows and what `--top`
/// leaves out.
struct CostTextTests {
  private func sum(
    _ name: String?, _ known: Double, incomplete: Int = 0,
    currency: String = "USD"
  ) -> CostReport.Sum {
    CostReport.Sum(
      name: name, currency: currency, interruptions: 1,
      incomplete: incomplete, lostWork: incomplete == 0 ? known : nil,
      idleGang: nil, restart: nil, partialHour: nil, known: known,
      instanceHours: 1, unknown: [:], unknownParts: [:])
  }

  private func event(_ at: Double, _ known: Double) -> CostReport.Event {
    let part = CostReport.Event.Part(
      amount: known > 0 ? known : nil, instanceHours: nil,
      unknown: known > 0 ? nil : "noBill")
    let none = CostReport.Event.Part(
      amount: 0, instanceHours: 0, unknown: nil)
    return CostReport.Event(
      at: hour(at), pool: Self.pool, instanceID: "i-\(Int(at))", job: nil,
      team: nil, gang: nil, currency: known > 0 ? "USD" : nil, lostWork: part,
      idleGang: none, restart: none, partialHour: none, known: known,
      isComplete: known > 0, isOver: true, sharedBy: 1, gangSize: nil,
      reprovisionSeconds: nil, downSeconds: nil)
  }

  private static let pool = PoolID(
    provider: .aws, zone: "us-west-2a", instanceType: "p3.2xlarge")

  private func spot(
    _ type: String, saves: Double?, incomplete: Int = 0
  ) -> CostReport.Pool {
    CostReport.Pool(
      pool: PoolID(provider: .aws, zone: "us-west-2a", instanceType: type),
      currency: "USD", instanceHours: 5000.5, billed: 100, billedPerHour: 2,
      interruptions: 1, incomplete: incomplete, lost: 0, usefulHours: 5000,
      effectivePerHour: 2, onDemandPerHour: 1, capacityBlockPerHour: nil,
      listedHours: 0, cataloguedHours: 5000.5, unpricedHours: 0, saved: 10,
      better: saves == nil ? nil : .onDemand, betterSaves: saves)
  }

  private func report(
    groups: [CostReport.Group] = [], events: [CostReport.Event]? = nil,
    pools: [CostReport.Pool] = []
  ) -> CostReport {
    CostReport(
      generatedAt: hour(0), asOf: hour(0), dataThrough: hour(0), seed: 42,
      from: nil, until: nil, timeZone: "UTC", total: [], groups: groups,
      events: events, pools: pools, plans: [],
      leftOut: CostReport.LeftOut(interruptions: 0, billedWithoutInstance: []),
      notes: [])
  }

  private func rows(_ text: String) -> [String] {
    text.split(separator: "\n").map {
      $0.split(separator: " ").joined(separator: " ")
    }
  }

  // 3.00 and 0.50 are left out: 3.50 in one line.
  @Test func whatIsBeyondTheTopIsOneSum() {
    let text = report(
      groups: [
        .init(
          by: .pool,
          rows: [sum("a", 9), sum("b", 5), sum("c", 3), sum("d", 0.5)])
      ]
    ).text(rows: 2)
    #expect(
      rows(text).suffix(4) == [
        "pool lost work idle restart total", "a 1 9.00 ? ? 9.00",
        "b 1 5.00 ? ? 5.00", "(2 more) 2 3.50 ? ? 3.50",
      ])
  }

  // The two that are known are shown; 1.25 and what is unknown are summed.
  @Test func theDearestEventsComeFirst() {
    let text = report(
      events: [
        event(1, 7.5), event(2, 0), event(3, 1.25), event(4, 20), event(5, 0),
      ]
    ).text(rows: 2)
    #expect(
      rows(text).filter { $0.contains("i-") || $0.contains("more") } == [
        "2026-01-14T16:00 i-4 20.00 0.00 0.00 20.00",
        "2026-01-14T13:00 i-1 7.50 0.00 0.00 7.50", "(3 more) 1.25+",
      ])
  }

  @Test func poolsToLeaveBeyondTheTopAreSummed() {
    let text = report(
      pools: [
        spot("a", saves: 30), spot("b", saves: 8), spot("c", saves: 12),
      ]
    ).text(rows: 1)
    #expect(
      rows(text).contains { $0.hasPrefix("aws/us-west-2a/a") })
    #expect(rows(text).contains("(2 more) 20.00"))
    #expect(text.contains("15,001.5 instance-hours"))
  }

  @Test func openPoolsAreCounted() {
    let one = report(
      pools: [spot("a", saves: nil, incomplete: 1), spot("b", saves: nil)]
    ).text(rows: 5)
    #expect(
      one.contains(
        "No pool is known to be dearer on spot, but 1 of 2 stays open:"))
  }
}
