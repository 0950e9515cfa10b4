import Foundation
import RiskDomain
import RiskExposure
import RiskModels
import RiskTestSupport
import Testing

/// 605 preemptible VMs of 2019 with their operations; counts taken from the
/// file with a few lines of Python on 2026-11-21.
@Suite(.enabled(if: realData != nil, skipReason))
struct RealPreemptionsTests {
  private func facts() throws -> InstanceFacts {
    let file =
      try #require(realData)
      + "/gcp-preemptions/lifetimes_us-east1-b_us-west1-a.json.gz"
    let gunzip = Process()
    gunzip.executableURL = URL(filePath: "/bin/gzip")
    gunzip.arguments = ["-dc", file]
    let pipe = Pipe()
    gunzip.standardOutput = pipe
    try gunzip.run()
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    gunzip.waitUntilExit()
    let document = try #require(
      JSONSerialization.jsonObject(with: bytes) as? [String: [String: Any]])
    var facts = InstanceFacts()
    for machine in document.values {
      let data = try #require(machine["instance_data"] as? [String: String])
      let insert = try #require(machine["insert"] as? [String: Any])
      let id = try #require(insert["targetId"] as? String)
      facts.instances.append(
        InstanceDescription(
          provider: .gcp, instanceID: id, zone: data["ZONE"],
          instanceType: data["MACHINE_TYPE"], os: nil, market: .spot,
          lifetimeCapSeconds: 86400, origin: testOrigin))
      let kinds: [(String, InstanceEvent.Kind)] = [
        ("insert", .launched), ("stop", .stopped),
        ("compute.instances.preempted", .preempted),
      ]
      for (key, kind) in kinds {
        guard let operation = machine[key] as? [String: Any] else { continue }
        let at = try #require(operation["insertTime"] as? String)
        facts.events.append(
          InstanceEvent(
            provider: .gcp, eventID: try #require(operation["id"] as? String),
            kind: kind, instanceID: id, at: try UTCInstant(parsing: at),
            zone: data["ZONE"], region: nil, state: nil, origin: testOrigin))
      }
    }
    return facts
  }

  @Test func livesAndCaps() throws {
    let report = spells(
      from: try facts(), catalog: try .forTests(),
      until: try UTCInstant(parsing: "2020-01-01T00:00:00Z"))
    for (zone, machines, taken, capped) in [
      ("us-east1-b", 363, 212, 142), ("us-west1-a", 242, 135, 88),
    ] {
      let spells = report.spells.filter {
        $0.pool.zone == zone && $0.process == .loss
      }
      #expect(spells.count == machines)
      #expect(spells.count { $0.exit == .lifetimeCap } == capped)
      #expect(spells.count { $0.exit == .interrupted } == taken - capped)
    }
    let east = report.spells.filter { $0.pool.zone == "us-east1-b" }
    let milliseconds = exposures(from: east, cutAtHours: [86300.0 / 3600])
      .filter { $0.age?.after == 0 }.reduce(0) { $0 + $1.millisecondsAtRisk }
    let all = east.reduce(0) {
      $0 + $1.watchedUntil.milliseconds(since: $1.watchedFrom)
    }
    // 3,915 h of exposure below 86,300 s, 3,919 h below 24 h.
    #expect((hours(milliseconds: milliseconds)).rounded() == 3915)
    #expect((hours(milliseconds: all)).rounded() == 3919)
    // Product limit with the cap as a known end: S(1 h), S(6 h).
    let curve = KaplanMeier(spells: east)
    #expect((curve.survival(throughHours: 1) * 1000).rounded() == 943)
    #expect((curve.survival(throughHours: 6) * 1000).rounded() == 800)
  }
}
