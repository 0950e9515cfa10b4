import Foundation
import RiskDomain
import RiskExposure
import RiskForecast
import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

/// Forecasts of probed pools with the memory hazard.
struct MemoryForecastTests {
  private struct World {
    var probes: [AvailabilityProbe]
    var artifact: HazardArtifact
    var pools: [PoolID] { Set(probes.map(\.pool)).sorted() }

    /// Six pools of one family in two zones, regimes of a day, 14 days.
    init() throws {
      var rng = SplitMix64(seed: 41)
      probes = (0..<6).flatMap { i in
        let pool = PoolID(
          provider: .aws, zone: i % 2 == 0 ? "us-west-2a" : "us-west-2b",
          instanceType: "p3.\(i / 2 + 1)xlarge")
        var isUp = true
        var age = 0.0
        var regime = 1.0
        return (0..<2016).map { tick in
          if tick % 144 == 0 { regime = rng.uniform() < 0.5 ? 4 : 0.25 }
          let hazard = isUp ? 0.5 * regime * pow(age + 0.1, -0.6) : 2
          age += 1.0 / 6
          if rng.uniform() < 1 - exp(-hazard / 6) {
            isUp.toggle()
            age = 0
          }
          return AvailabilityProbe(
            pool: pool, traceStart: hour(0), gapMilliseconds: 600_000,
            tick: tick, available: isUp ? 1 : 0, origin: testOrigin)
        }
      }
      let known = probeSpells(probes, until: hour(200))
      let spec = try JSONDecoder().decode(
        ModelSpec.self, from: Data(contentsOf: specFile))
      artifact = try NestedGammaPoisson.fit(
        exposures: spec.exposures(from: known), spells: known, spec: spec,
        provenance: .init(
          observedFrom: hour(0), observedUntil: hour(200), dataDigest: "",
          codeVersion: "", seed: 1))
    }

    func forecasters(knownBy instant: UTCInstant) -> [PoolForecaster] {
      let known = probes.filter {
        $0.traceStart.adding(milliseconds: Int64($0.tick) * 600_000) <= instant
      }
      let spells = probeSpells(known, until: instant)
      let histories = PoolHistory.all(spells)
      return pools.map {
        PoolForecaster(
          pool: $0, spells: spells, artifact: artifact, siblings: histories,
          prices: [], catalog: Catalog())
      }
    }
  }

  private static let world = Result { try World() }

  /// The outlook carries the hazard of the pool's present past, and survival
  /// is its gamma mixture (1 + H/s)^−s.
  @Test func survivalIsTheMixture() throws {
    let world = try Self.world.get()
    #expect(world.artifact.memory?.first?.hazard != nil)
    var checked = 0
    for forecaster in world.forecasters(knownBy: hour(300)) {
      let outlook = forecaster.outlook(asOf: hour(300))
      #expect(outlook.hourOfWeekMultiplier == nil)
      guard outlook.state == .up, let age = outlook.stateAgeHours else {
        continue
      }
      let loss = try #require(outlook.loss)
      #expect(loss.multiplierShape > 1 && loss.multiplierShape < 10)
      let row = forecast(outlook: outlook, aheadHours: [1, 4])
      for (k, ahead) in [1.0, 4].enumerated() {
        let h = loss.mean.cumulativeHazard(
          over: AgeInterval(after: age, through: age + ahead))
        expectClose(
          row.survival[k] ?? -1,
          pow(1 + h / loss.multiplierShape, -loss.multiplierShape),
          relative: 1e-12)
      }
      // Without its state the pool has its long-run hazard.
      let longRun = forecaster.outlook(asOf: hour(300), isStateUsed: false)
      let expected = try #require(
        world.artifact.memoryHazard(for: forecaster.pool)
      ).longRun(of: forecaster.pool)
      #expect(longRun.loss?.mean == expected.hazard)
      #expect(longRun.state == .up)
      checked += 1
    }
    #expect(checked >= 3)
  }

  /// A pool whose state nobody knows has the long-run hazard.
  @Test func silentPoolsHaveTheirLongRunHazard() throws {
    let world = try Self.world.get()
    let forecaster = try #require(
      world.forecasters(knownBy: hour(300)).first)
    let outlook = forecaster.outlook(asOf: hour(302))
    #expect(outlook.state == .unknown)
    #expect(
      outlook.loss?.mean
        == world.artifact.memoryHazard(for: forecaster.pool)?
        .longRun(of: forecaster.pool).hazard)
  }

  /// At 50 moments the forecast is the same whether or not the future of the
  /// pool and of its siblings is known.
  @Test func noLookAhead() throws {
    let world = try Self.world.get()
    let whole = world.forecasters(knownBy: hour(1e5))
    var rng = SplitMix64(seed: 42)
    for _ in 0..<50 {
      let instant = hour(200 + rng.uniform() * 130)
      for (one, other) in zip(whole, world.forecasters(knownBy: instant)) {
        #expect(
          forecast(outlook: one.outlook(asOf: instant), aheadHours: [1, 12])
            == forecast(
              outlook: other.outlook(asOf: instant), aheadHours: [1, 12]))
      }
    }
  }
}
