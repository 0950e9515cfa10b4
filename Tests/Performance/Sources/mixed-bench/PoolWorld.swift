import Foundation
import RiskModels
import RiskNumerics

/// Seeded pools, fifty cells each, with sixty dense columns behind their codes.
///
/// Ages, hours of the week and price bins are codes of cells; provider, region
/// and family codes of pools. A month is watched; `nights` adds days of the
/// same cells, their new events drawn on.
struct PoolWorld {
  static let cellsPerPool = 50
  static let ages = 12
  static let prices = 10
  static let providers = 3
  static let regions = 16
  static let families = 6
  /// 11 ages, 14 of the hour, 10 prices, intercept, 2 providers, 16 regions and
  /// 6 families.
  static let columns = 60

  let pools: Int
  /// log age about its mean, which pools with a tilt follow each its own way.
  static let tiltValues = (0..<ages).map { log(Double($0) + 1) - 1.7 }
  let hasTilt: Bool
  var events: [Double] = []
  var exposure: [Double] = []
  var codes: [[UInt16]] = [[], [], []]
  var poolCodes: [[UInt16]] = [[], [], []]

  init(pools: Int, nights: Int, hasTilt: Bool = false) {
    self.pools = pools
    self.hasTilt = hasTilt
    let cells = pools * Self.cellsPerPool
    var rng = SplitMix64(seed: 60)
    var later = SplitMix64(seed: 61)
    func effects(_ count: Int, _ spread: Double) -> [Double] {
      (0..<count).map { _ in spread * normalSample(using: &rng) }
    }
    let price = effects(Self.prices, 0.2)
    let region = effects(Self.regions, 0.4)
    let family = effects(Self.families, 0.3)
    events.reserveCapacity(cells)
    exposure.reserveCapacity(cells)
    for k in codes.indices { codes[k].reserveCapacity(cells) }
    func pick(_ count: Int) -> Int { Int(rng.uniform() * Double(count)) }
    for _ in 0..<pools {
      let place = (
        pick(Self.providers), pick(Self.regions), pick(Self.families)
      )
      poolCodes[0].append(UInt16(place.0))
      poolCodes[1].append(UInt16(place.1))
      poolCodes[2].append(UInt16(place.2))
      let level =
        -3 + 0.2 * Double(place.0) + region[place.1] + family[place.2]
        + 0.7 * normalSample(using: &rng)
      let slope = hasTilt ? 0.3 * normalSample(using: &rng) : 0
      for k in 0..<Self.cellsPerPool {
        let age = k * Self.ages / Self.cellsPerPool
        let hour = pick(168)
        let bin = pick(Self.prices)
        let hours = 3 * exponentialSample(rate: 1, using: &rng)
        let rate = exp(
          level - 0.3 * Double(age) + price[bin]
            + 0.3 * sin(2 * .pi * Double(hour) / 24)
            + slope * Self.tiltValues[age])
        var count = poissonSample(mean: rate * hours, using: &rng)
        let added = hours * Double(nights) / 30
        count += poissonSample(mean: rate * added, using: &later)
        codes[0].append(UInt16(age))
        codes[1].append(UInt16(hour))
        codes[2].append(UInt16(bin))
        exposure.append(hours + added)
        events.append(Double(count))
      }
    }
  }

  /// The model, the columns given up to it.
  consuming func model() throws -> MixedPoisson {
    let spline = CyclicCubicSpline(knots: (0...15).map { 11.2 * Double($0) })
      .centered(over: (0..<168).map(Double.init))
    return try MixedPoisson(
      PoolCells(
        cellsPerPool: Array(repeating: Self.cellsPerPool, count: pools),
        events: events, exposure: exposure, cellCodes: codes,
        poolCodes: poolCodes),
      cellEffects: [
        .levels("age", count: Self.ages),
        .smooth(
          "hour", rows: (0..<168).map { spline.row(at: Double($0)) },
          penalty: spline.penalty, rank: spline.coefficientCount),
        .randomLevels("price", count: Self.prices),
      ],
      poolEffects: [
        .levels("provider", count: Self.providers),
        .randomLevels("region", count: Self.regions),
        .randomLevels("family", count: Self.families),
      ],
      tilt: hasTilt ? PoolTilt(effect: 0, values: Self.tiltValues) : nil)
  }
}
