import Foundation
import RiskDomain
import RiskExposure
import RiskForecast
import RiskModels
import RiskTestSupport
import Testing

struct PoolForecasterTests {
  private let pool = PoolID(
    provider: .aws, zone: "us-west-2a", instanceType: "p3.2xlarge")
  private let start = UTCInstant(unixSeconds: 1_768_392_000)
  private let origin = RowOrigin(source: "test", fileDigest: "", line: 1)

  private func hour(_ hours: Double) -> UTCInstant {
    start.adding(hours: hours)
  }

  private func artifact(_ spells: [Spell]) throws -> HazardArtifact {
    let spec = try JSONDecoder().decode(
      ModelSpec.self, from: Data(contentsOf: specFile))
    return try NestedGammaPoisson.fit(
      exposures: spec.exposures(from: spells), spells: spells, spec: spec,
      provenance: .init(
        observedFrom: start, observedUntil: hour(100), dataDigest: "",
        codeVersion: "", seed: 1))
  }

  /// Half-hour ticks, up but for ticks 3, 7, 8 and 15.
  private var spells: [Spell] {
    let down: Set<Int> = [3, 7, 8, 15]
    return probeSpells(
      (0..<20).map {
        AvailabilityProbe(
          pool: pool, traceStart: start, gapMilliseconds: 1_800_000, tick: $0,
          available: down.contains($0) ? 0 : 1, origin: origin)
      }, until: hour(100))
  }

  private func forecaster(
    prices: [PriceObservation] = []
  ) throws -> PoolForecaster {
    PoolForecaster(
      pool: pool, spells: spells, artifact: try artifact(spells),
      prices: prices, catalog: Catalog())
  }

  // Ticks begin at half-hours: at 0.7 h the first run's start is not seen, at
  // 2.2 h the run began at 2 h, at 3.6 h the pool has been down for 0.1 h.
  @Test func statesFollowTheProbes() throws {
    let forecaster = try forecaster()
    let first = forecaster.outlook(asOf: hour(0.7))
    #expect(first.state == .up)
    #expect(first.stateAgeIsLowerBound)
    let second = forecaster.outlook(asOf: hour(2.2))
    #expect(second.state == .up)
    #expect(!second.stateAgeIsLowerBound)
    expectClose(second.stateAgeHours ?? -1, 0.2, relative: 1e-9)
    let down = forecaster.outlook(asOf: hour(3.6))
    #expect(down.state == .down)
    expectClose(down.stateAgeHours ?? -1, 0.1, relative: 1e-9)
    // The last tick ends at 10 h and is believed for an hour.
    #expect(forecaster.outlook(asOf: hour(10.9)).state == .up)
    #expect(forecaster.outlook(asOf: hour(11.1)).state == .unknown)
    #expect(forecaster.outlook(asOf: hour(-1)).state == .unknown)
  }

  @Test func survivalFallsAndBandsHoldTheMean() throws {
    let row = forecast(
      outlook: try forecaster().outlook(asOf: hour(5.2)),
      aheadHours: [0.5, 1, 6, 24])
    let mean = row.survival.compactMap(\.self)
    let low = row.survivalLow.compactMap(\.self)
    let high = row.survivalHigh.compactMap(\.self)
    #expect(mean.count == 4 && low.count == 4 && high.count == 4)
    for i in mean.indices {
      #expect(0 <= low[i] && low[i] < mean[i] && mean[i] < high[i])
      #expect(high[i] <= 1)
      if i > 0 { #expect(mean[i] < mean[i - 1]) }
    }
    #expect(row.obtain == [1, 1, 1, 1])
    #expect(row.interruptions == 3)
    #expect(row.evidence == .own)
  }

  @Test func waitingPoolsReturnWithTime() throws {
    let row = forecast(
      outlook: try forecaster().outlook(asOf: hour(3.6)),
      aheadHours: [0.5, 4])
    let obtain = row.obtain.compactMap(\.self)
    #expect(obtain.count == 2)
    #expect(0 < obtain[0] && obtain[0] < obtain[1] && obtain[1] < 1)
    #expect(row.ageHours == 0)
  }

  @Test func nothingKnownIsNullWithAReason() throws {
    let outlook = PoolForecaster(
      pool: pool, spells: [], artifact: nil, prices: [], catalog: Catalog()
    ).outlook(asOf: start)
    let row = forecast(outlook: outlook, aheadHours: [1, 6])
    #expect(row.evidence == .none)
    #expect(row.survival == [nil, nil])
    #expect(row.obtain == [nil, nil])
    let object = try #require(
      JSONSerialization.jsonObject(with: JSONEncoder().encode(row))
        as? [String: Any])
    #expect(object["pricePerHour"] is NSNull)
    #expect((object["reason"] as? String)?.isEmpty == false)
    #expect((object["survival"] as? [Any])?.count == 2)
    #expect(object["ageIsLowerBound"] == nil)
    #expect(object["asOf"] as? String == "2026-01-14T12:00:00Z")
  }

  // A pool without probes or launches, beside a probed one: its survival is
  // pooled, whether it can be had is unknown.
  @Test func siblingsTellOfLossesOnly() throws {
    var sibling = pool
    sibling.zone = "us-west-2b"
    let row = forecast(
      outlook: PoolForecaster(
        pool: sibling, spells: spells, artifact: try artifact(spells),
        prices: [], catalog: Catalog()
      ).outlook(asOf: hour(5)), ageHours: 2, aheadHours: [1])
    #expect(row.evidence == .pooled)
    #expect(row.state == .unknown)
    #expect(row.ageHours == 2)
    #expect((row.survival[0] ?? -1) > 0)
    #expect(row.obtain == [nil])
    #expect(row.interruptions == 0)
  }

  // 2 USD for 9 of the last 10 hours, 4 USD for the last: 5 % of the time lie
  // at 2, 95 % at or below 4, and the next hour is expected to cost 4.
  @Test func pricesAreWeightedByTime() throws {
    func price(_ at: Double, _ usd: Double) throws -> PriceObservation {
      PriceObservation(
        pool: pool, effectiveFrom: hour(at),
        pricePerHour: try #require(MicroUSD(usd: usd)), origin: origin)
    }
    let forecaster = try forecaster(
      prices: [price(-10, 2), price(-1, 4), price(5, 9)])
    let outlook = try #require(forecaster.outlook(asOf: hour(0)).spotPrice)
    #expect(outlook.currentUSDPerHour == 4)
    #expect(outlook.expectedUSDPerHour == 4)
    #expect(outlook.lowUSDPerHour == 2)
    #expect(outlook.highUSDPerHour == 4)
    #expect(outlook.source == "history")
    #expect(forecaster.outlook(asOf: hour(-11)).spotPrice == nil)
  }

  // h = 0.1 for a day: price × (1 + 0.1 · 0.2).
  @Test func effectivePriceCountsRestarts() {
    let outlook = PoolOutlook(
      pool: pool, asOf: start, evidence: .own,
      loss: .init(
        mean: PiecewiseHazard(constantPerHour: 0.1), multiplierShape: 1e9),
      spotPrice: .init(
        currentUSDPerHour: 3, expectedUSDPerHour: 3, lowUSDPerHour: 3,
        highUSDPerHour: 3, source: "catalog"))
    let row = forecast(outlook: outlook, aheadHours: [2])
    expectClose(row.effectivePerHour ?? -1, 3.06, relative: 1e-12)
    // A sure multiplier: exp(−0.2).
    expectClose(row.survival[0] ?? -1, exp(-0.2), relative: 1e-8)
  }

  // Shape 1: E exp(−G H) = 1 / (1 + H); quantiles of a unit exponential.
  @Test func bandsAreGammaQuantiles() {
    let outlook = PoolOutlook(
      pool: pool, asOf: start, evidence: .own,
      loss: .init(
        mean: PiecewiseHazard(constantPerHour: 0.1), multiplierShape: 1),
      sharedShockShare: 0.5)
    let row = forecast(outlook: outlook, aheadHours: [5], gangSize: 3)
    // Any loss of three: 0.1 · (0.5 + 0.5 · 3) = 0.2 per hour.
    expectClose(row.survival[0] ?? -1, 0.5, relative: 1e-12)
    expectClose(row.survivalLow[0] ?? -1, exp(log(0.05)), relative: 1e-10)
    expectClose(row.survivalHigh[0] ?? -1, 0.95, relative: 1e-10)
  }

  // The cap is a known end: certain death at 24 h, no hazard before it.
  @Test func capsEndForecasts() {
    let outlook = PoolOutlook(
      pool: pool, asOf: start, evidence: .own,
      loss: .init(
        mean: PiecewiseHazard(constantPerHour: 0.01, capHours: 24),
        multiplierShape: 50))
    let row = forecast(outlook: outlook, ageHours: 20, aheadHours: [3, 4, 9])
    #expect((row.survival[0] ?? 0) > 0.9)
    #expect(row.survival[1] == 0)
    #expect(row.survivalHigh[2] == 0)
  }

  // Noon to 14:30: an hour at half, an hour at double, half an hour at one.
  @Test func hoursOfTheWeekMultiply() {
    var hours = [Double](repeating: 1, count: 168)
    hours[60] = 0.5
    hours[61] = 2
    let outlook = PoolOutlook(
      pool: pool, asOf: start, evidence: .own,
      loss: .init(
        mean: PiecewiseHazard(constantPerHour: 0.1), multiplierShape: 1e9),
      hourOfWeekMultiplier: hours)
    let row = forecast(outlook: outlook, aheadHours: [2.5])
    expectClose(row.survival[0] ?? -1, exp(-0.3), relative: 1e-8)
  }

  /// A forecast at a moment is the same whether or not the future is known.
  @Test func noLookAhead() throws {
    let model = try artifact(spells)
    for minutes in stride(from: 5.0, to: 600, by: 25) {
      let asOf = hour(minutes / 60)
      let probes = (0..<20).map {
        AvailabilityProbe(
          pool: pool, traceStart: start, gapMilliseconds: 1_800_000, tick: $0,
          available: [3, 7, 8, 15].contains($0) ? 0 : 1, origin: origin)
      }
      let known = probeSpells(probes, until: asOf)
      let rows = [spells, known].map {
        forecast(
          outlook: PoolForecaster(
            pool: pool, spells: $0, artifact: model, prices: [],
            catalog: Catalog()
          ).outlook(asOf: asOf), aheadHours: [1, 6])
      }
      #expect(rows[0] == rows[1])
    }
  }
}
