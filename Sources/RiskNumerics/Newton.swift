/// A smooth function to be maximised, seen at one point.
///
/// The buffers are handed back to every evaluation, so that a fit allocates
/// them once. An evaluation overwrites all three parts.
public struct NewtonPoint: Sendable {
  /// The function; not finite where the point lies outside its domain.
  public var value: Double
  /// First derivatives, p of them.
  public var gradient: [Double]
  /// Negative second derivatives, p × p; only the upper triangle is read.
  public var information: Matrix

  /// A point of p parameters, all zero.
  public init(count: Int) {
    value = 0
    gradient = Array(repeating: 0, count: count)
    information = Matrix(rows: count, columns: count)
  }
}

/// Where a Newton iteration ended, and how sure that place is.
public struct NewtonResult: Sendable {
  /// The maximiser, p numbers; aliased ones keep their start.
  public var point: [Double]
  /// The function there.
  public var value: Double
  /// The function at the start.
  public var startValue: Double
  /// gᵀI⁻¹g at the start: the score test of the start as a hypothesis.
  public var startScore: Double
  /// The gradient at the last evaluation.
  public var gradient: [Double]
  /// Inverse information, p × p; zero in rows and columns of aliased ones.
  public var covariance: Matrix
  /// Parameters that the others determine, ascending.
  public var aliased: [Int]
  /// Accepted steps.
  public var iterations: Int
  /// Remaining distance to the maximum in standard errors, √(gᵀI⁻¹g).
  public var distance: Double

  /// Standard errors, the roots of the diagonal of `covariance`.
  public var standardErrors: [Double] {
    point.indices.map { max(covariance[$0, $0], 0).squareRoot() }
  }

  /// The largest component of the gradient.
  public var gradientNorm: Double {
    gradient.indices.reduce(0) {
      aliased.contains($1) ? $0 : max($0, abs(gradient[$1]))
    }
  }
}

/// Why a Newton iteration gave no maximum.
public struct NewtonFailure: Error, Hashable, Sendable {
  /// The kind of failure.
  public enum Kind: Hashable, Sendable {
    /// The function or a derivative was not finite at the start.
    case startNotFinite
    /// Steps ran out, or no step along the gradient was uphill.
    case notConverged
    /// The function rises for ever along these parameters.
    case separated([Int])
  }

  public var kind: Kind
  /// Accepted steps before giving up.
  public var iterations: Int
  /// The largest component of the last gradient.
  public var gradientNorm: Double
}

/// Newton's method with step halving and a watch for flat directions.
///
/// Each step solves I·δ = g with the Cholesky factor of the information scaled
/// to a unit diagonal; where it is not positive definite a growing multiple of
/// the identity is added (Levenberg 1944). A step that does not rise is halved.
/// The iteration stops when the remaining distance √(gᵀI⁻¹g), measured in
/// standard errors, falls below `distanceTolerance`.
public struct Newton: Sendable {
  /// Steps before giving up.
  public var maximumIterations = 100
  /// Halvings of one step before giving up.
  public var maximumHalvings = 40
  /// Standard errors from the maximum at which a point counts as found.
  public var distanceTolerance = 1e-8
  /// Share of a parameter's information left over by the earlier ones below
  /// which it counts as their combination.
  public var aliasTolerance = 1e-9
  /// A last step longer than this share of 1 + |parameter| means that the
  /// maximum lies at infinity: information and gradient vanish together.
  public var separationTolerance = 1e-4

  public init() {}

  /// The maximiser of a function near `start`.
  ///
  /// - Parameters:
  ///   - start: p numbers, inside the function's domain.
  ///   - leastInformation: p numbers; a parameter whose information at the
  ///     start is not above its own is aliased (a constant covariate, say).
  ///   - scales: p numbers; parameter times scale is of order one. They only
  ///     serve to recognise separation.
  ///   - evaluate: sets value, gradient and information at a point.
  /// - Throws: `NewtonFailure`; never returns a number that is not finite.
  public func maximize(
    from start: [Double], leastInformation: [Double]? = nil,
    scales: [Double]? = nil,
    _ evaluate: (_ x: [Double], _ point: inout NewtonPoint) -> Void
  ) throws(NewtonFailure) -> NewtonResult {
    let count = start.count
    var here = NewtonPoint(count: count)
    evaluate(start, &here)
    guard here.isFinite else {
      throw NewtonFailure(
        kind: .startNotFinite, iterations: 0,
        gradientNorm: here.gradient.reduce(0) { max($0, abs($1)) })
    }
    let aliased = here.information.aliasedColumns(
      tolerance: aliasTolerance, leastDiagonal: leastInformation)
    var search = NewtonSearch(
      options: self, start: start, here: here, aliased: aliased,
      scales: scales ?? Array(repeating: 1, count: count))
    return try search.run(evaluate)
  }
}

extension NewtonPoint {
  /// Whether value and derivatives are numbers.
  var isFinite: Bool {
    value.isFinite && gradient.allSatisfy(\.isFinite)
      && information.elements.allSatisfy(\.isFinite)
  }
}
