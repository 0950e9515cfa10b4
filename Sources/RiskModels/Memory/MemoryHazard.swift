public import RiskDomain

import Foundation

/// The loss hazard of probed pools, moved by what they and their siblings
/// went through.
///
/// log h = age + pool + pool's slope in age + own past + siblings + hour of
/// the day + day of the week; one model for every horizon
/// (methods/memory-hazard.md).
public struct MemoryHazard: Hashable, Sendable, Codable {
  /// Hours ahead at which the pieces of a conditional hazard begin.
  static let aheadEdgesHours: [Double] =
    [0, 0.05, 0.1, 0.15, 0.25, 0.375, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5]
    + [3, 3.5, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 18, 20, 22, 24, 27, 30]
    + [33, 36, 40, 44, 48, 54, 60, 66, 72, 84, 96, 120, 144, 168]
  /// Ages at which the pieces of a long-run hazard begin, hours.
  static let ageEdgesHours: [Double] =
    [0, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24]
    + [36, 48, 72, 96, 144, 192, 288, 384, 576, 768]

  public var provider: PoolID.Provider
  public var design: MemoryDesign
  /// Keys of the pools, in the order of the fits' effects.
  public var poolKeys: MemoryPools
  /// All covariates.
  var conditional: PooledPoisson.Fit
  /// Age and pool only: what holds of an instance whose pool's past by then
  /// nobody knows yet.
  var longRun: PooledPoisson.Fit
  /// Gamma shape of what no covariate tells: forecasts of hours ahead are
  /// drawn towards the middle by it (methods/memory-hazard.md (12)).
  public var residualShape: Double
  /// Losses and hours at risk behind the fit.
  public var interruptions: Int
  public var hoursAtRisk: Double

  /// A hazard and how sure it is.
  public struct Estimate: Hashable, Sendable {
    public var hazard: PiecewiseHazard
    /// Gamma shape of the multiplier around the hazard.
    public var multiplierShape: Double
  }

  /// Fits to the histories of one provider's pools.
  ///
  /// - Throws: `noExposure` when no up-spell's start was seen; `noEvents`;
  ///   `notConverged`.
  init(
    _ histories: [PoolHistory], provider: PoolID.Provider,
    residualShape: Double
  ) throws(FitError) {
    let rows = MemoryRows(histories)
    guard !rows.rows.isEmpty else {
      throw FitError(
        code: .noExposure,
        message: "No probed pool of \(provider.rawValue) was seen coming up.",
        hint: "Probe for longer.")
    }
    self.provider = provider
    self.residualShape = residualShape
    design = MemoryDesign(rows)
    poolKeys = MemoryPools(rows.pools.map(\.key))
    let model = PooledPoisson(rows, design)
    conditional = try model.fit()
    longRun = try model.ageOnly.fit()
    interruptions = Int(rows.rows.reduce(0) { $0 + $1.losses })
    hoursAtRisk = rows.rows.reduce(0) { $0 + $1.exposureHours }
  }

  /// The hazard of a pool that is up, over ages from now on.
  ///
  /// Its own past at every age ahead is known exactly, given that it lasts
  /// until then; its siblings are taken as they are now, their losses fading.
  /// Ages before now and beyond a week from now have the long-run hazard.
  public func hazard(
    of pool: PoolID, memory: PoolMemory, siblings: SiblingMemory,
    asOf instant: UTCInstant
  ) -> Estimate {
    hazard(
      of: pool, memory: memory, siblings: siblings, asOf: instant,
      longRun: longRun(of: pool).hazard)
  }

  /// The same for a pool whose long-run hazard is at hand.
  public func hazard(
    of pool: PoolID, memory: PoolMemory, siblings: SiblingMemory,
    asOf instant: UTCInstant, longRun past: PiecewiseHazard
  ) -> Estimate {
    var point = MemoryPoint(
      self, pool: pool, memory: memory, siblings: siblings, asOf: instant)
    let age = memory.ageHours
    let last = age + Self.aheadEdgesHours[Self.aheadEdgesHours.count - 1]
    var cuts: [Double] = []
    var rates: [Double] = []
    for k in past.cutsHours.indices where past.cutsHours[k] < age {
      cuts.append(past.cutsHours[k])
      rates.append(past.ratesPerHour[k])
    }
    for edge in Self.aheadEdgesHours.dropLast() { cuts.append(age + edge) }
    rates +=
      MemoryPath(
        self, effect: point.effect, region: point.region, memory: memory,
        siblings: siblings, asOf: instant
      ).ratesPerHour
    cuts.append(last)
    rates.append(past.hazard(atAge: last))
    for k in past.cutsHours.indices where past.cutsHours[k] > last {
      cuts.append(past.cutsHours[k])
      rates.append(past.ratesPerHour[k])
    }
    let variance = point.variance(aheadHours: 1)
    return Estimate(
      hazard: PiecewiseHazard(cutsHours: cuts, ratesPerHour: rates),
      multiplierShape: 1 / (variance + 1 / residualShape))
  }

  /// The hazard of a pool by age, averaged over its pasts.
  public func longRun(of pool: PoolID) -> Estimate {
    let effect = self.effect(longRun, of: pool)
    let edges = Self.ageEdgesHours
    let rates = edges.indices.map { k in
      let end = k + 1 < edges.count ? edges[k + 1] : 2 * edges[k]
      return MemoryPoint.meanOfTwo(from: edges[k], through: end) { age in
        let z = MemoryDesign.logAge(age)
        return exp(longRun.logRate([1, z], slope: z, effect))
      }
    }
    let variance = longRun.variance(
      [1, MemoryDesign.logAge(1)], slope: MemoryDesign.logAge(1), effect)
    return Estimate(
      hazard: PiecewiseHazard(cutsHours: edges, ratesPerHour: rates),
      multiplierShape: 1 / (variance + 1 / residualShape))
  }

  func effect(
    _ fit: PooledPoisson.Fit, of pool: PoolID
  ) -> PooledPoisson.PoolEffect {
    poolKeys.index(of: pool.key).map { fit.pools[$0] } ?? fit.unseenPool
  }
}

extension PooledPoisson {
  /// The rows of the memory hazard.
  init(_ rows: MemoryRows, _ design: MemoryDesign) {
    let q = design.columnCount
    var x: [Double] = []
    x.reserveCapacity(rows.rows.count * q)
    var columns = Array(repeating: 0.0, count: q)
    for row in rows.rows {
      design.fill(&columns, row)
      x += columns
    }
    self.init(
      x: x, columnCount: q,
      slope: rows.rows.map { MemoryDesign.logAge($0.memory.ageHours) },
      events: rows.rows.map(\.losses),
      exposure: rows.rows.map(\.exposureHours), pools: rows.ranges,
      groups: MemoryDesign.Group.allCases.map { group in
        Group(
          name: group.rawValue,
          columns: (0..<q).filter { design.group(ofColumn: $0) == group })
      })
  }

  /// The same rows with intercept and log age alone.
  var ageOnly: PooledPoisson {
    PooledPoisson(
      x: slope.flatMap { [1, $0] }, columnCount: 2, slope: slope,
      events: events, exposure: exposure, pools: pools, groups: [])
  }
}
