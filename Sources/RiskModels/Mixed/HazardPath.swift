import Foundation
import RiskNumerics

/// Time at risk ahead, cut into cells of known codes, up to some horizons.
///
/// One path serves every pool that starts at the same age and hour.
public struct HazardPath: Sendable {
  /// A stretch on which no code changes.
  public struct Step: Sendable {
    /// One code an effect of cells.
    public var codes: [UInt16]
    /// Length in the unit of the exposure, ≥ 0.
    public var exposure: Double

    public init(codes: [UInt16], exposure: Double) {
      self.codes = codes
      self.exposure = exposure
    }
  }

  public var steps: [Step]
  /// For each horizon how many steps lie before it; ascending.
  public var horizons: [Int]

  public init(steps: [Step], horizons: [Int]) {
    self.steps = steps
    self.horizons = horizons
  }
}

/// A cumulative hazard with the error of its logarithm.
public struct CumulativeHazard: Sendable, Hashable {
  /// Events expected until the horizon, ≥ 0.
  public var mean: Double
  /// Posterior standard deviation of log `mean`, pool and coefficients.
  public var logStandardError: Double

  /// P(no event), at the mean or z errors from it.
  public func survival(z: Double = 0) -> Double {
    exp(-mean * exp(z * logStandardError))
  }
}

extension MixedPoissonFit {
  /// Hazards along one path, of many pools.
  ///
  /// With wᵢ the expected events of step i, H = Σ wᵢ and the variance of log H
  /// is ȳᵀCȳ + z̄ᵀD⁻¹z̄ for the means x̄, z̄ under these weights
  /// (methods/mixed-poisson.md (18)).
  ///
  /// - Returns: for each pool of `pools` one hazard a horizon.
  /// - Throws: `invalidSpec` for codes or horizons that do not fit.
  public func cumulativeHazards(
    of pools: [Int], along path: HazardPath
  ) throws(FitError) -> [[CumulativeHazard]] {
    let horizons = try PathSums(self, path).horizons
    let width = coefficients.count
    let poolWidth = layout.poolWidth
    var row = Array(repeating: 0.0, count: width)
    var product = row
    var poolRow = Array(repeating: 0.0, count: poolWidth)
    var answer: [[CumulativeHazard]] = []
    answer.reserveCapacity(pools.count)
    for pool in pools {
      guard levels.indices.contains(pool) else {
        throw FitError(
          code: .invalidSpec,
          message: "No pool \(pool) among \(poolCount).",
          hint: "Number pools as in the fitted cells.")
      }
      fill(&poolRow, pool)
      var base = levels[pool]
      for j in 0..<poolWidth {
        base += poolRow[j] * coefficients[layout.intercept + j]
      }
      let rate = exp(base)
      let slope = slopes.isEmpty ? 0 : slopes[pool]
      answer.append(
        horizons.map { parts in
          var total = 0.0
          var tilt = 0.0
          for j in 0..<width { row[j] = 0 }
          for part in parts {
            let factor = exp(part.value * slope)
            let w = factor * part.weight
            total += w
            tilt += w * part.value
            for (j, x) in part.columns.enumerated() { row[j] += factor * x }
          }
          guard total > 0 else {
            return CumulativeHazard(mean: 0, logStandardError: 0)
          }
          for j in 0..<layout.intercept { row[j] /= total }
          for j in 0..<poolWidth { row[layout.intercept + j] = poolRow[j] }
          tilt /= total
          return CumulativeHazard(
            mean: rate * total,
            logStandardError: variance(&row, &product, pool, tilt)
              .squareRoot())
        })
    }
    return answer
  }

  /// yᵀCy + zᵀD⁻¹z with y = x − Gᵀz and z = (1, t).
  private func variance(
    _ row: inout [Double], _ product: inout [Double], _ pool: Int,
    _ tilt: Double
  ) -> Double {
    let width = row.count
    let place = pool * width
    for j in 0..<width { row[j] -= ratios[place + j] }
    var own = inverse(pool, 0, 0)
    if !slopes.isEmpty {
      let next = (poolCount + pool) * width
      for j in 0..<width { row[j] -= tilt * ratios[next + j] }
      own += 2 * tilt * inverse(pool, 0, 1) + tilt * tilt * inverse(pool, 1, 1)
    }
    covariance.withUnsafeElements { c in
      guard let c = c.baseAddress else { return }
      RowBlocks.times(c, rows: width, columns: width, row, into: &product)
    }
    for j in 0..<width { own += row[j] * product[j] }
    return max(own, 0)
  }

  /// The columns of a pool that no cell of it changes.
  private func fill(_ row: inout [Double], _ pool: Int) {
    row[0] = 1
    var place = 1
    for (effect, codes) in zip(poolEffects, poolCodes) {
      let columns = effect.basis.columns
      let from = Int(codes[pool]) * columns
      for j in 0..<columns { row[place + j] = effect.basis.elements[from + j] }
      place += columns
    }
  }
}

/// A path's expected events at rate 1, by horizon and value of the tilt.
private struct PathSums {
  struct Part {
    /// The tilt's covariate.
    var value: Double
    var weight: Double
    /// Σ weight · columns of the effects of cells.
    var columns: [Double]
  }

  var horizons: [[Part]] = []

  init(_ fit: MixedPoissonFit, _ path: HazardPath) throws(FitError) {
    let effects = fit.cellEffects
    let isKnown = path.steps.allSatisfy { step in
      step.codes.count == effects.count && step.exposure >= 0
        && step.exposure.isFinite
        && zip(step.codes, effects).allSatisfy { Int($0) < $1.basis.rows }
    }
    let isAscending =
      zip(path.horizons, path.horizons.dropFirst()).allSatisfy(<=)
      && (path.horizons.first ?? 0) >= 0
      && (path.horizons.last ?? 0) <= path.steps.count
    guard isKnown, isAscending else {
      throw FitError(
        code: .invalidSpec,
        message: "A path of \(path.steps.count) steps to \(path.horizons) "
          + "does not fit \(effects.count) effects.",
        hint: "Give each step one known code an effect and a length ≥ 0, and "
          + "horizons that ascend within the path.")
    }
    let values = fit.tilt?.values ?? [0]
    var parts = values.map {
      Part(
        value: $0, weight: 0,
        columns: Array(repeating: 0, count: fit.layout.intercept))
    }
    var done = 0
    for horizon in path.horizons {
      for step in path.steps[done..<horizon] {
        var eta = 0.0
        for (f, code) in step.codes.enumerated() {
          for (k, j) in fit.layout.cellColumns[f].enumerated() {
            eta += effects[f].basis[Int(code), k] * fit.coefficients[j]
          }
        }
        let weight = step.exposure * exp(eta)
        let part = fit.tilt.map { Int(step.codes[$0.effect]) } ?? 0
        parts[part].weight += weight
        for (f, code) in step.codes.enumerated() {
          for (k, j) in fit.layout.cellColumns[f].enumerated() {
            parts[part].columns[j] +=
              weight * effects[f].basis[Int(code), k]
          }
        }
      }
      done = horizon
      horizons.append(parts.filter { $0.weight > 0 })
    }
  }
}
