import Foundation
public import RiskNumerics

/// What a mixed Poisson model estimated, and how sure it is.
public struct MixedPoissonFit: Sendable {
  /// Where a later fit of the same effects may start.
  public struct Start: Sendable {
    var coefficients: [Double]
    var strengths: [Double]
    /// Levels of all pools, then slopes.
    var effects: [Double]
    /// What the search learned of the restricted likelihood's Hessian.
    var learned: Matrix
  }

  /// Dense columns: effects of cells, "(Intercept)", effects of pools.
  public let coefficientNames: [String]
  /// Their estimates; 0 where the columns before determine one.
  public let coefficients: [Double]
  /// Bayesian covariance of the coefficients, pools integrated out; zero where
  /// aliased.
  public let covariance: Matrix
  /// Columns that those before them determine.
  public let aliasedNames: [String]
  /// Log-rate of each pool less that of its effects.
  public let levels: [Double]
  /// Slope of each pool along the tilt; empty without one.
  public let slopes: [Double]
  /// λ of each penalised effect, cells' before pools'.
  public let smoothing: [Double]
  /// Precisions 1/σ² of the pools' levels, and of their slopes.
  public let poolPrecisions: [Double]
  /// Negative log restricted likelihood, nats.
  public let negativeREML: Double
  /// nats, without penalties.
  public let logLikelihood: Double
  /// Effective degrees of freedom of each penalised effect, and of the pools'
  /// levels and slopes.
  public let effectDegrees, poolDegrees: [Double]
  /// Evaluations of the restricted likelihood, and passes over the cells.
  public let evaluations, passes: Int
  /// Largest slope of the restricted likelihood in a log strength within its
  /// bounds.
  public let gradientNorm: Double
  /// Remaining way of the log strengths in their standard errors.
  public let smoothingDistance: Double
  /// Pools that nobody watched: theirs is the prior of their effects.
  public let poolsWithoutExposure: [Int]

  /// What evaluation at new codes needs.
  let cellEffects, poolEffects: [CodedEffect]
  let tilt: PoolTilt?
  let layout: MixedLayout
  let poolCodes: [[UInt16]]
  /// G = D⁻¹B, levels then slopes, and D⁻¹ as `ArrowPass` keeps them.
  let ratios, inverses: [Double]
  let learned: Matrix

  public var poolCount: Int { levels.count }

  /// Standard deviations of the pools' levels, and of their slopes.
  public var poolDeviations: [Double] {
    poolPrecisions.map { 1 / $0.squareRoot() }
  }

  init(
    model: MixedPoisson, climb: MixedClimb, strengths: [Double],
    negativeREML: Double, effectDegrees: [Double], poolDegrees: [Double],
    evaluations: Int, gradientNorm: Double, smoothingDistance: Double,
    learned: Matrix
  ) {
    let pools = model.cells.poolCount
    let terms = model.layout.terms.count
    coefficientNames = model.layout.names
    coefficients = climb.beta
    covariance = climb.covariance
    aliasedNames = (climb.aliased ?? []).map { model.layout.names[$0] }
    levels = Array(climb.pass.effects[..<pools])
    slopes = Array(climb.pass.effects[pools...])
    smoothing = Array(strengths[..<terms])
    poolPrecisions = Array(strengths[terms...])
    self.negativeREML = negativeREML
    logLikelihood = climb.pass.logLikelihood
    self.effectDegrees = effectDegrees
    self.poolDegrees = poolDegrees
    self.evaluations = evaluations
    passes = climb.pass.passes
    self.gradientNorm = gradientNorm
    self.smoothingDistance = smoothingDistance
    poolsWithoutExposure = model.cells.poolsWithoutExposure
    cellEffects = model.cellEffects
    poolEffects = model.poolEffects
    tilt = model.tilt
    layout = model.layout
    poolCodes = model.cells.poolCodes
    ratios = climb.pass.ratios
    inverses = climb.pass.inverses
    self.learned = learned
  }

  /// The coefficients of one effect, or of "(Intercept)"; empty when unknown.
  public func coefficients(of name: String) -> [Double] {
    Array(coefficients[columns(of: name)])
  }

  /// The columns of one effect among the coefficients.
  public func columns(of name: String) -> Range<Int> {
    if name == "(Intercept)" {
      return layout.intercept..<(layout.intercept + 1)
    }
    let all = zip(
      cellEffects + poolEffects, layout.cellColumns + layout.poolColumns)
    return all.first { $0.0.name == name }?.1 ?? 0..<0
  }

  /// Where a refit may start.
  ///
  /// - Parameter pools: for each pool of the new cells its place in this fit,
  ///   nil for a new one; nil = the same pools in the same order.
  public func start(pools: [Int?]? = nil) -> Start {
    let places = pools ?? levels.indices.map { $0 }
    var effects: [Double] = []
    for part in slopes.isEmpty ? [levels] : [levels, slopes] {
      effects += places.map { place in
        place.flatMap { part.indices.contains($0) ? part[$0] : nil } ?? 0
      }
    }
    return Start(
      coefficients: coefficients, strengths: smoothing + poolPrecisions,
      effects: effects, learned: learned)
  }

  /// Covariance of all coefficients with the effects of one pool.
  ///
  /// - Returns: coefficients first, then the pool's level and, with a tilt,
  ///   its slope (methods/mixed-poisson.md (17)).
  public func covariance(withPool pool: Int) -> Matrix {
    let width = coefficients.count
    let components = slopes.isEmpty ? 1 : 2
    var joint = Matrix(rows: width + components, columns: width + components)
    for i in 0..<width { for j in 0..<width { joint[i, j] = covariance[i, j] } }
    let rows = (0..<components).map { ratioRow(pool, $0) }
    for c in 0..<components {
      let product = covariance.times(rows[c])
      for j in 0..<width {
        joint[width + c, j] = -product[j]
        joint[j, width + c] = -product[j]
      }
      for d in 0..<components {
        joint[width + c, width + d] =
          inverse(pool, c, d)
          + zip(rows[d], product).reduce(0) { $0 + $1.0 * $1.1 }
      }
    }
    return joint
  }

  /// A draw of all coefficients and pool effects from their joint posterior.
  public func draw(
    using rng: inout some RandomNumberGenerator
  ) -> (coefficients: [Double], levels: [Double], slopes: [Double]) {
    let width = coefficients.count
    let known = (0..<width).filter { covariance[$0, $0] > 0 }
    var step = Array(repeating: 0.0, count: width)
    if let factor = Cholesky(covariance.minor(known)) {
      let z = known.map { _ in normalSample(using: &rng) }
      for (j, value) in zip(known, factor.correlated(z)) { step[j] = value }
    }
    var (newLevels, newSlopes) = (levels, slopes)
    for pool in levels.indices {
      let first = normalSample(using: &rng)
      let p = inverse(pool, 0, 0)
      newLevels[pool] += p.squareRoot() * first - pulled(pool, 0, step)
      guard !slopes.isEmpty else { continue }
      let second = normalSample(using: &rng)
      let r = inverse(pool, 0, 1)
      let rest = max(inverse(pool, 1, 1) - r * r / p, 0)
      newSlopes[pool] +=
        r / p.squareRoot() * first + rest.squareRoot() * second
        - pulled(pool, 1, step)
    }
    return (zip(coefficients, step).map { $0 + $1 }, newLevels, newSlopes)
  }

  /// G·δβ of one pool.
  private func pulled(_ pool: Int, _ c: Int, _ step: [Double]) -> Double {
    let place = (c * poolCount + pool) * step.count
    var sum = 0.0
    for j in step.indices { sum += ratios[place + j] * step[j] }
    return sum
  }

  /// A row of G.
  func ratioRow(_ pool: Int, _ component: Int) -> [Double] {
    let width = coefficients.count
    let place = (component * poolCount + pool) * width
    return Array(ratios[place..<(place + width)])
  }

  /// An entry of a pool's D⁻¹.
  func inverse(_ pool: Int, _ i: Int, _ j: Int) -> Double {
    inverses[(i + j) * poolCount + pool]
  }
}
