import Foundation
import RiskDomain
import RiskExposure
import RiskTestSupport
import Testing

@testable import RiskModels

struct MemoryHazardTests {
  private static let spells = ProbedPools.spells(seed: 21, swing: 16)

  private func fitted() throws -> MemoryHazard {
    try MemoryHazard(
      PoolHistory.all(Self.spells), provider: .aws, residualShape: 10)
  }

  // Three hours up, a loss, an hour down, an hour up: with a half-life of 6 h
  // the loss counts 2^(−1/3), and hours as (6/ln 2)(1 − 2^(−h/6)), faded.
  @Test func columnsAreThoseOfTheMethodsPage() throws {
    var design = MemoryDesign(MemoryRows(PoolHistory.all(Self.spells)))
    design.scales = design.scales.map { _ in 1 }
    design.lows = design.lows.map { _ in -1e9 }
    design.highs = design.highs.map { _ in 1e9 }
    design.lossesPerUpHour = 0.5
    design.upShare = 0.8
    design.meanLogPreviousUp = 0.25
    var memory = PoolMemory()
    memory.begin(isUp: true, isStartSeen: true)
    memory.pass(hours: 3, .up)
    memory.end()
    memory.begin(isUp: false, isStartSeen: true)
    memory.pass(hours: 1, .down)
    memory.end()
    memory.begin(isUp: true, isStartSeen: true)
    memory.pass(hours: 1, .up)
    var x = Array(repeating: 0.0, count: design.columnCount)
    design.fillOwn(&x, memory)
    #expect(x[0] == 1)
    expectClose(x[1], 0, relative: 1e-14)
    let fade = { (hours: Double) in exp2(-hours / 6) }
    let up = 6 / log(2.0) * ((1 - fade(3)) * fade(2) + (1 - fade(1)))
    expectClose(x[2], log((fade(2) + 1) / (0.5 * up + 1)), relative: 1e-12)
    let watched = 6 / log(2.0) * (1 - fade(5))
    let prior = 1.5 / log(2.0)
    expectClose(
      x[5], (up + prior * 0.8) / (watched + prior) - 0.8, relative: 1e-12)
    expectClose(x[8], log(3.1) - 0.25, relative: 1e-12)
    // Saturday, 1970-01-03, 18:00 UTC: three quarters of a day's turn, one and a
    // half of half a day's, and 66/168 of a week's from Thursday's midnight on,
    // sin and cos (11π/14).
    let evening = UTCInstant(unixMilliseconds: 66 * 3_600_000)
    design.fillClock(&x, evening, region: 0)
    let clock = [
      -1.0, 0, 0, -1, 0.623_489_801_858_733_5, -0.781_831_482_468_029_8,
    ]
    for (j, value) in clock.enumerated() {
      expectClose(
        x[MemoryDesign.firstClockColumn + j], value, relative: 1e-12)
    }
    #expect(design.names.count == design.columnCount)
    #expect(design.group(ofColumn: design.columnCount - 1) == .dayOfWeek)
    #expect(design.group(ofColumn: design.columnCount - 3) == .hourOfDay)
  }

  /// A week is looked for where each of its hours was there twice, and not in
  /// less: the spells' first 13 days have no columns for it, all 14 do.
  @Test func aWeekNeedsTwo() throws {
    let known = Self.spells.compactMap { $0.known(by: hour(13 * 24)) }
    let short = MemoryDesign(MemoryRows(PoolHistory.all(known)))
    #expect(!short.hasWeek && short.clockColumnsPerRegion == 4)
    #expect(short.names.count == short.columnCount)
    let long = MemoryDesign(MemoryRows(PoolHistory.all(Self.spells)))
    #expect(long.hasWeek && long.clockColumnsPerRegion == 6)
  }

  /// Piece by piece against the trapezoid rule in four thousand steps.
  @Test func piecesAreTheIntegralOfTheHazard() throws {
    let model = try fitted()
    let histories = PoolHistory.all(Self.spells)
    let history = try #require(histories.first)
    var checked = 0
    for hours in stride(from: 40.0, to: 330, by: 13.3) {
      let instant = hour(hours)
      guard let memory = history.memory(asOf: instant), memory.isUp == true,
        memory.isStartSeen
      else { continue }
      let siblings = SiblingMemory(
        of: history.pool, among: histories, asOf: instant)
      #expect(siblings.zone.count == 2 && siblings.otherZones.count == 3)
      let hazard = model.hazard(
        of: history.pool, memory: memory, siblings: siblings, asOf: instant
      ).hazard
      var point = MemoryPoint(
        model, pool: history.pool, memory: memory, siblings: siblings,
        asOf: instant)
      for ahead in [0.25, 1, 8, 24] {
        let n = 4000
        var sum = 0.0
        for i in 0...n {
          let weight = i == 0 || i == n ? 0.5 : 1
          sum +=
            weight * point.hazard(aheadHours: ahead * Double(i) / Double(n))
        }
        let through = memory.ageHours + ahead
        expectClose(
          hazard.cumulativeHazard(
            over: AgeInterval(after: memory.ageHours, through: through)),
          sum * ahead / Double(n), relative: 2e-3)
      }
      checked += 1
    }
    #expect(checked > 5)
  }

  /// What is worked out for all moments together is what each alone gives, with
  /// a week (two of them watched) and without.
  @Test(arguments: [(13, false), (14, true)])
  func pathsAreTheirPoints(days: Int, hasWeek: Bool) throws {
    let known = Self.spells.compactMap { $0.known(by: hour(24 * Double(days))) }
    let model = try MemoryHazard(
      PoolHistory.all(known), provider: .aws, residualShape: 10)
    #expect(model.design.hasWeek == hasWeek)
    let histories = PoolHistory.all(Self.spells)
    let edges = MemoryHazard.aheadEdgesHours
    var checked = 0
    for hours in stride(from: 21.0, to: 330, by: 17.7) {
      for history in histories {
        let instant = hour(hours)
        guard let memory = history.memory(asOf: instant), memory.isUp == true
        else { continue }
        let siblings =
          checked % 3 == 0
          ? SiblingMemory()
          : SiblingMemory(of: history.pool, among: histories, asOf: instant)
        var point = MemoryPoint(
          model, pool: history.pool, memory: memory, siblings: siblings,
          asOf: instant)
        let path = MemoryPath(
          model, effect: point.effect, region: point.region, memory: memory,
          siblings: siblings, asOf: instant)
        for k in path.ratesPerHour.indices {
          let width = edges[k + 1] - edges[k]
          expectClose(
            path.ratesPerHour[k],
            point.cumulativeHazard(from: edges[k], through: edges[k + 1])
              / width, relative: 1e-6)
        }
        checked += 1
      }
    }
    #expect(checked > 50)
  }

  /// Rough times are told from quiet ones, and the fall with age is found.
  @Test func roughTimesRaiseTheHazard() throws {
    let model = try fitted()
    let pool = ProbedPools.pool(0)
    func hazard(losses: Int) -> Double {
      var memory = PoolMemory()
      for _ in 0..<losses {
        memory.begin(isUp: true, isStartSeen: true)
        memory.pass(hours: 6 / Double(losses) - 0.5, .up)
        memory.end()
        memory.begin(isUp: false, isStartSeen: true)
        memory.pass(hours: 0.5, .down)
        memory.end()
      }
      memory.begin(isUp: true, isStartSeen: true)
      memory.pass(hours: 0.5, .up)
      return model.hazard(
        of: pool, memory: memory, siblings: SiblingMemory(), asOf: hour(400)
      ).hazard.hazard(atAge: 0.5)
    }
    #expect(hazard(losses: 8) > 1.5 * hazard(losses: 1))
    // The truth falls by (12.6/0.6)^0.6 = 6.2 from half an hour to 12.5 h;
    // mixed regimes make it fall faster.
    let longRun = model.longRun(of: pool).hazard
    let fall = longRun.hazard(atAge: 0.5) / longRun.hazard(atAge: 12.5)
    #expect(fall > 4 && fall < 60)
  }

  /// A pool that nobody probed has the others' hazard and more doubt.
  @Test func unseenPoolsAreLessSure() throws {
    let model = try fitted()
    let unseen = PoolID(
      provider: .aws, zone: "us-west-2c", instanceType: "p3.2xlarge")
    let known = model.longRun(of: ProbedPools.pool(0))
    let other = model.longRun(of: unseen)
    #expect(other.multiplierShape > 1)
    // Pools differ by chance alone here: within a factor of two.
    let ratio = other.hazard.hazard(atAge: 1) / known.hazard.hazard(atAge: 1)
    #expect(ratio > 0.5 && ratio < 2)
  }

  @Test func artifactsComeBack() throws {
    let spec = try defaultSpec()
    let artifact = try NestedGammaPoisson.fit(
      exposures: spec.exposures(from: Self.spells), spells: Self.spells,
      spec: spec, provenance: .forTests)
    let trial = try #require(artifact.memory?.first?.trial)
    // Regimes of a day make the next quarter of an hour easier to tell.
    #expect(trial.isTaken, "\(trial)")
    #expect(trial.origins.count == 4)
    #expect(trial.gainNatsPerLoss > 0.01, "\(trial)")
    #expect(artifact.memory?.first?.absentTerms == [])
    let logAge = try #require(
      artifact.parameters.first { $0.name == "memory.aws.log age" })
    // The truth falls with the power 0.6; what outlives a rough day looks as
    // if age had made it safe, so that the mixture falls faster.
    #expect(logAge.estimate < -0.3 && logAge.estimate > -1.5, "\(logAge)")
    #expect(logAge.standardError > 0 && logAge.standardError < 0.1)
    let back = try JSONDecoder().decode(
      HazardArtifact.self, from: JSONEncoder().encode(artifact))
    #expect(back == artifact)
    #expect(back.memoryHazard(for: ProbedPools.pool(3)) != nil)
    let other = PoolID(
      provider: .gcp, zone: "us-central1-a", instanceType: "n1-standard-1")
    #expect(back.memoryHazard(for: other) == nil)
  }

  /// Artifacts from before there was a memory can be read.
  @Test func olderArtifactsHaveNone() throws {
    var spec = try defaultSpec()
    spec.memory = nil
    let artifact = try NestedGammaPoisson.fit(
      exposures: spec.exposures(from: Self.spells), spells: Self.spells,
      spec: spec, provenance: .forTests)
    #expect(artifact.memory == nil)
    let text = String(
      decoding: try JSONEncoder().encode(artifact), as: UTF8.self)
    #expect(!text.contains("\"memory\""))
    let back = try JSONDecoder().decode(
      HazardArtifact.self, from: Data(text.utf8))
    #expect(back == artifact)
  }
}
