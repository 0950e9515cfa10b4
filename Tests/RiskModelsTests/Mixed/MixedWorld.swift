import Foundation
import RiskModels
import RiskNumerics

/// Simulated pools: ages, hours, regions and, on demand, a tilt along age.
struct MixedWorld {
  static let ages = 4
  static let hours = 12
  static let regions = 3
  /// log age less its mean, about.
  static let tiltValues = [-1.2, -0.3, 0.4, 1.1]

  var cellsPerPool: [Int] = []
  var events: [Double] = []
  var exposure: [Double] = []
  var age: [UInt16] = []
  var hour: [UInt16] = []
  var region: [UInt16] = []
  /// True effects of the pools.
  var levels: [Double] = []
  var slopes: [Double] = []

  /// - Parameters:
  ///   - cells: up to so many cells a pool, at least one.
  ///   - spread: standard deviation of the pools' levels.
  ///   - tilt: standard deviation of their slopes.
  init(
    pools: Int, cells: Int, spread: Double, tilt: Double = 0,
    meanExposure: Double = 20, seed: UInt64
  ) {
    var rng = SplitMix64(seed: seed)
    for p in 0..<pools {
      let place = p % Self.regions
      let level = spread * normalSample(using: &rng)
      let slope = tilt * normalSample(using: &rng)
      levels.append(level)
      slopes.append(slope)
      region.append(UInt16(place))
      let count = 1 + Int(rng.uniform() * Double(cells))
      cellsPerPool.append(count)
      for _ in 0..<count {
        let a = Int(rng.uniform() * Double(Self.ages))
        let h = Int(rng.uniform() * Double(Self.hours))
        let e = meanExposure * exponentialSample(rate: 1, using: &rng)
        let eta =
          -2 - 0.5 * Double(a) + 0.4 * sin(2 * .pi * Double(h) / 12)
          + 0.3 * Double(place) + level + slope * Self.tiltValues[a]
        age.append(UInt16(a))
        hour.append(UInt16(h))
        exposure.append(e)
        events.append(
          Double(poissonSample(mean: e * exp(eta), using: &rng)))
      }
    }
  }

  /// The cyclic curve of the hour, centred over its codes.
  static let spline = CyclicCubicSpline(
    knots: (0...6).map { 2 * Double($0) }
  ).centered(over: (0..<hours).map(Double.init))

  static var splineRows: [[Double]] {
    (0..<hours).map { spline.row(at: Double($0)) }
  }

  func cells() throws -> PoolCells {
    try PoolCells(
      cellsPerPool: cellsPerPool, events: events, exposure: exposure,
      cellCodes: [age, hour], poolCodes: [region])
  }

  /// The strengths: hours, regions, levels and slopes; nil = estimated.
  func model(
    hours: Double? = nil, regions: Double? = nil, levels: Double? = nil,
    slopes: Double? = nil, hasTilt: Bool = false
  ) throws -> MixedPoisson {
    try MixedPoisson(
      cells(),
      cellEffects: [
        .levels("age", count: Self.ages),
        .smooth(
          "hour", rows: Self.splineRows, penalty: Self.spline.penalty,
          rank: Self.spline.coefficientCount, smoothing: hours),
      ],
      poolEffects: [
        .randomLevels("region", count: Self.regions, smoothing: regions)
      ],
      tilt: hasTilt
        ? PoolTilt(effect: 0, values: Self.tiltValues, precision: slopes)
        : nil,
      levelPrecision: levels)
  }

  /// The same model with a column of its own for each pool.
  func dense(
    hours: Double? = nil, regions: Double? = nil, levels: Double? = nil,
    slopes: Double? = nil, hasTilt: Bool = false
  ) throws -> PenalizedPoisson {
    let pools = cellsPerPool.count
    let smooth = Self.spline.coefficientCount
    var rows: [Double] = []
    var cell = 0
    for (p, count) in cellsPerPool.enumerated() {
      for i in cell..<(cell + count) {
        let a = Int(age[i])
        rows += (1..<Self.ages).map { a == $0 ? 1 : 0 }
        rows += Self.splineRows[Int(hour[i])]
        rows += (0..<Self.regions).map { Int(region[p]) == $0 ? 1 : 0 }
        rows += (0..<pools).map { $0 == p ? 1 : 0 }
        if hasTilt {
          rows += (0..<pools).map { $0 == p ? Self.tiltValues[a] : 0 }
        }
      }
      cell += count
    }
    let width = rows.count / exposure.count
    let first = Self.ages
    var terms = [
      PenaltyTerm(
        name: "hour", columns: first..<(first + smooth),
        matrix: Self.spline.penalty, rank: smooth, smoothing: hours),
      .randomEffect(
        "region",
        columns: (first + smooth)..<(first + smooth + Self.regions),
        smoothing: regions),
      .randomEffect(
        "pool",
        columns: (first + smooth + Self.regions)..<(first + smooth
          + Self.regions + pools), smoothing: levels),
    ]
    if hasTilt {
      terms.append(
        .randomEffect(
          "tilt", columns: (1 + width - pools)..<(1 + width),
          smoothing: slopes))
    }
    return try PenalizedPoisson(
      PoissonRegression(
        CovariateTable(
          names: (0..<width).map { "x\($0)" }, elements: rows,
          rowCount: exposure.count),
        events: events, exposure: exposure), terms: terms)
  }
}
