import Foundation
import RiskDomain
import RiskExposure
import RiskNumerics
import RiskTestSupport
import Testing

@testable import RiskModels

/// A month of two providers, fitted by the calendar.
///
/// Each pool runs one instance after the other and loses 0.1 of them an hour, 72
/// in the month. Ten pools of one provider go from half of that to twice it or
/// back; four of the other stand still.
struct CalendarFitTests {
  private static let hours = 720

  private static func pool(_ provider: PoolID.Provider, _ n: Int) -> PoolID {
    PoolID(
      provider: provider, zone: provider == .aws ? "us-east-1a" : "us-east1-b",
      instanceType: provider == .aws ? "g5.\(n)xlarge" : "n1-standard-\(n)")
  }

  /// Log factor of the last hour over the first.
  private static func change(_ provider: PoolID.Provider, _ n: Int) -> Double {
    provider == .gcp ? 0 : (n.isMultiple(of: 2) ? 1 : -1) * log(4)
  }

  private static func lives(
    _ pool: PoolID, change: Double, _ rng: inout SplitMix64
  ) -> [Spell] {
    var result: [Spell] = []
    var start = 0
    for now in 1...hours {
      let share = Double(now) / Double(hours) - 0.5
      let isLost = rng.uniform() < 1 - exp(-0.1 * exp(change * share))
      guard isLost || now == hours else { continue }
      result.append(
        Spell(
          pool: pool, process: .loss, clock: .instance,
          instanceID: "\(pool.key)-\(start)", launchedAt: hour(Double(start)),
          watchedFrom: hour(Double(start)), watchedUntil: hour(Double(now)),
          watched: AgeInterval(after: 0, through: Double(now - start)),
          exit: isLost ? .interrupted : .observationEnded, origin: testOrigin))
      start = now
    }
    return result
  }

  private static func fitted(seed: UInt64) throws -> HazardArtifact {
    var rng = SplitMix64(seed: seed)
    let spells = ([(.aws, 10), (.gcp, 4)] as [(PoolID.Provider, Int)]).flatMap {
      provider, count in
      (1...count).flatMap { n in
        lives(pool(provider, n), change: change(provider, n), &rng)
      }
    }
    let spec = try defaultSpec()
    return try NestedGammaPoisson.fit(
      exposures: spec.exposures(from: spells), spells: spells, spec: spec,
      provenance: .forTests)
  }

  /// All providers tell the speed, each tells its own evidence.
  @Test func providersShareOneSpeed() throws {
    let strata = try Self.fitted(seed: 7).strata.filter { $0.process == .loss }
    try #require(strata.map(\.provider) == [.aws, .gcp])
    let calendars = try strata.map { try #require($0.calendar) }
    #expect(
      calendars[0].driftVariancePerMonth == calendars[1].driftVariancePerMonth)
    #expect(calendars[0].driftVariancePerMonth > 0.1)
    #expect(calendars[0].driftLikelihoodRatio > 10)
    #expect(calendars[1].driftLikelihoodRatio < 5.41)
  }

  /// Pools that rose stand above those that fell, though all lost alike.
  ///
  /// Today's hazards are 4 : 1. Of a lift's two halves 72/12 of a slope's precision
  /// against the prior's 1 to 10 leave a third to six sevenths.
  @Test func hazardsAreThoseOfTheLastDay() throws {
    let artifact = try Self.fitted(seed: 8)
    func mean(_ pools: [Int]) throws -> Double {
      let rates = try pools.map { n in
        try #require(
          artifact.hazard(
            for: Self.pool(.aws, n), process: .loss, clock: .instance)
        ).mean.cumulativeHazard(over: AgeInterval(after: 0, through: 24))
      }
      return rates.reduce(0, +) / Double(rates.count)
    }
    let ratio = try mean([2, 4, 6, 8, 10]) / mean([1, 3, 5, 7, 9])
    #expect(ratio > 1.6 && ratio < 5)
  }

  /// A pool that was never watched may have moved as all others did.
  @Test func unseenPoolsMoveToo() throws {
    let artifact = try Self.fitted(seed: 9)
    let aws = try #require(
      artifact.strata.first { $0.provider == .aws && $0.process == .loss })
    let level = try #require(aws.level("pool"))
    let calendar = try #require(aws.calendar)
    // A month on one line, watched evenly: the mean lies half a month back.
    #expect(level.priorVariance > 0.2 * calendar.driftVariancePerMonth)
    for node in level.nodes.values {
      #expect(try #require(node.calendarVariance) > 0)
    }
  }

  /// What drifts for a month is no surge of days.
  ///
  /// Hazards of two regions that grow ninefold and fall to a ninth look like surges
  /// around hazards that stand still.
  @Test func driftIsNotToldAsSurges() throws {
    var rng = SplitMix64(seed: 10)
    let spells = (1...8).flatMap { n in
      Self.lives(
        PoolID(
          provider: .aws, zone: n > 4 ? "us-east-1a" : "us-west-2a",
          instanceType: "g5.\(n)xlarge"),
        change: (n > 4 ? 1 : -1) * 2 * log(3), &rng)
    }
    var spec = try defaultSpec()
    func waves() throws -> WaveModel {
      let artifact = try NestedGammaPoisson.fit(
        exposures: spec.exposures(from: spells), spells: spells, spec: spec,
        provenance: .forTests)
      return try #require(artifact.waves?["aws"])
    }
    #expect(try !waves().isTaken)
    spec.calendar = nil
    #expect(try waves().isTaken)
  }
}
