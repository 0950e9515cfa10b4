import Foundation
import RiskNumerics

/// Derivatives of censored log-times in η and s = log σ.
///
/// z = (log t − η)/σ, so ∂z/∂η = −1/σ and ∂z/∂s = −z
/// (methods/accelerated-failure-time.md (7) and (8)).
struct FailureTimeRows: RowLikelihood {
  /// How an observation's event is known.
  private enum Kind: UInt8 {
    case exact, right, left, interval, unknown
  }

  private let family: AcceleratedFailureTime.Family
  private let kinds: [Kind]
  /// log of the exact time or lower bound, log of the upper bound, log of the
  /// entry (−∞ = none; empty = none at all).
  private let logLower, logUpper, logEntry: [Double]
  private let weights: [Double]
  /// Scale parameter of each row; empty = one for all.
  private let strata: [Int]
  private let strataCount: Int
  /// log σ when it is not estimated.
  private let fixedLogScale: Double?

  var rowCount: Int { kinds.count }
  var shapeCount: Int { fixedLogScale == nil ? strataCount : 0 }

  func shapeIndex(ofRow row: Int) -> Int { strata.isEmpty ? 0 : strata[row] }

  init(
    _ family: AcceleratedFailureTime.Family, _ times: CensoredTimes,
    strata: [Int], strataCount: Int,
    fixedLogScale: Double?
  ) {
    self.family = family
    kinds = (0..<times.count).map { i in
      // A bound before the entry says no more than the entry.
      let low = max(times.lower[i], times.entry(i))
      let high = times.upper[i]
      if high == times.lower[i] { return .exact }
      if high == .infinity { return low > 0 ? .right : .unknown }
      return low > 0 ? .interval : .left
    }
    var low =
      times.entry.isEmpty
      ? times.lower
      : (0..<times.count).map { max(times.lower[$0], times.entry[$0]) }
    VectorMath.log(&low, count: low.count)
    logLower = low
    if kinds.contains(where: { $0 == .left || $0 == .interval }) {
      var high = times.upper
      VectorMath.log(&high, count: high.count)
      logUpper = high
    } else {
      logUpper = []
    }
    if times.entry.contains(where: { $0 > 0 }) {
      var entry = times.entry
      VectorMath.log(&entry, count: entry.count)
      logEntry = entry
    } else {
      logEntry = []
    }
    weights = times.weights
    self.strata = strata
    self.strataCount = strataCount
    self.fixedLogScale = fixedLogScale
  }

  func differentiate(_ block: inout RowBlock, shapes: [Double]) {
    // Once a block, so that the loops below know their family.
    switch family {
    case .exponential, .weibull:
      differentiate(&block, shapes, ExtremeValueErrors.self)
    case .logNormal:
      differentiate(&block, shapes, NormalErrors.self)
    case .logLogistic:
      differentiate(&block, shapes, LogisticErrors.self)
    }
  }

  private func differentiate<Errors: LogTimeErrors>(
    _ block: inout RowBlock, _ shapes: [Double], _ errors: Errors.Type
  ) {
    let logScales = fixedLogScale.map { [$0] } ?? shapes
    let inverses = logScales.map { exp(-$0) }
    var sum = 0.0
    for k in 0..<block.count {
      let i = block.row(k)
      let s = strata.isEmpty || fixedLogScale != nil ? 0 : strata[i]
      let weight = weights.isEmpty ? 1 : weights[i]
      var row = RowSum(inverseScale: inverses[s], weight: weight)
      if weight > 0 {
        add(i, block.linearPredictor[k], logScales[s], errors, into: &row)
      }
      sum += weight * row.value
      block.slope[k] = row.slope
      block.curvature[k] = row.curvature
      block.shapeSlope[k] = row.shapeSlope
      block.shapeCurvature[k] = row.shapeCurvature
      block.crossCurvature[k] = row.crossCurvature
    }
    block.logLikelihood += sum
  }

  private func add<Errors: LogTimeErrors>(
    _ i: Int, _ eta: Double, _ logScale: Double, _ errors: Errors.Type,
    into row: inout RowSum
  ) {
    let inverse = row.inverseScale
    let z = (logLower[i] - eta) * inverse
    switch kinds[i] {
    case .exact:
      row.add(Errors.logDensity(z), at: z)
      // Density of T and not of W: 1/(σt).
      row.value -= logScale + logLower[i]
      row.shapeSlope -= row.weight
    case .right:
      row.add(Errors.logSurvival(z), at: z)
    case .left:
      let upper = (logUpper[i] - eta) * inverse
      row.add(Errors.logDistribution(upper), at: upper)
    case .interval:
      let upper = (logUpper[i] - eta) * inverse
      row.addInterval(errors, from: z, through: upper)
    case .unknown:
      break
    }
    if !logEntry.isEmpty, logEntry[i] > -.infinity {
      let entry = (logEntry[i] - eta) * inverse
      let survival = Errors.logSurvival(entry)
      row.add(
        ErrorTerm(
          value: -survival.value, slope: -survival.slope,
          curvature: -survival.curvature), at: entry)
    }
  }
}

/// Derivatives of one row, already weighted but for the value.
private struct RowSum {
  let inverseScale: Double
  let weight: Double
  var value = 0.0
  var slope = 0.0
  var curvature = 0.0
  var shapeSlope = 0.0
  var shapeCurvature = 0.0
  var crossCurvature = 0.0

  init(inverseScale: Double, weight: Double) {
    self.inverseScale = inverseScale
    self.weight = weight
  }

  /// A term of one z.
  mutating func add(_ term: ErrorTerm, at z: Double) {
    value += term.value
    let (g, h) = (weight * term.slope, weight * term.curvature)
    slope -= g * inverseScale
    curvature -= h * inverseScale * inverseScale
    shapeSlope -= g * z
    shapeCurvature -= z * (h * z + g)
    crossCurvature -= (h * z + g) * inverseScale
  }

  /// log(S(a) − S(b)): formulas (6) and (8) of the methods page.
  mutating func addInterval<Errors: LogTimeErrors>(
    _ errors: Errors.Type, from a: Double, through b: Double
  ) {
    let mass: Double
    if a > 0 {
      let (near, far) = (
        Errors.logSurvival(a).value, Errors.logSurvival(b).value
      )
      mass = near + log(-expm1(far - near))
    } else {
      let (near, far) = (
        Errors.logDistribution(b).value, Errors.logDistribution(a).value
      )
      mass = near + log(-expm1(far - near))
    }
    let (low, high) = (Errors.logDensity(a), Errors.logDensity(b))
    // f/mass at both ends; slopes of the log-mass are −fa and +fb.
    let fa = exp(low.value - mass)
    let fb = exp(high.value - mass)
    let haa = -fa * low.slope - fa * fa
    let hbb = fb * high.slope - fb * fb
    let hab = fa * fb
    value += mass
    slope -= weight * (fb - fa) * inverseScale
    curvature -=
      weight * (haa + 2 * hab + hbb) * inverseScale * inverseScale
    let g = fb * b - fa * a
    let along = haa * a + hab * (a + b) + hbb * b
    let square = haa * a * a + 2 * hab * a * b + hbb * b * b
    shapeSlope -= weight * g
    shapeCurvature -= weight * (square + g)
    crossCurvature -= weight * (along + fb - fa) * inverseScale
  }
}
