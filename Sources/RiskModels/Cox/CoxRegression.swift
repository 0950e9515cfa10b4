internal import Foundation
public import RiskNumerics

/// Cox's proportional-hazards regression: a fit and the data it came from.
///
/// h(t | x) = h₀(t)·exp(βᵀx), h₀ free and one for each stratum.
/// methods/cox.md; Cox 1972, doi:10.1111/j.2517-6161.1972.tb00899.x.
public struct CoxRegression: Sendable {
  /// Names of the p covariates.
  public let names: [String]
  public let options: CoxOptions
  /// Log hazard ratios per unit of each covariate; 0 for an aliased one.
  public let coefficients: [Double]
  /// Covariance of the coefficients from the information, p × p; zeros for
  /// aliased ones.
  public let covariance: Matrix
  /// Covariates that the strata or earlier covariates determine, by name.
  public let aliased: [String]
  /// Partial log-likelihood at the coefficients without penalty, nats.
  public let logLikelihood: Double
  /// The same at β = 0.
  public let logLikelihoodNull: Double
  /// Score test of β = 0.
  public let scoreTest: Double
  /// Newton steps.
  public let iterations: Int
  /// Largest component of the gradient at the end.
  public let gradientNorm: Double
  /// Rows of positive weight and the events among them.
  public let rowCount: Int
  public let eventCount: Int

  let design: CoxDesign
  let sample: SurvivalSample

  /// Fits the coefficients.
  ///
  /// Give the covariates up to the call (`consume`) and no second copy of them
  /// is made: they are ordered in place.
  ///
  /// - Parameters:
  ///   - covariates: n × p, row i belongs to row i of the sample.
  ///   - names: p names, used in errors.
  /// - Throws: `FitError`: `.noEvents`; `.invalidData` for covariates that are
  ///   not numbers, or weights with exact ties; `.separated` naming the
  ///   covariates; `.notConverged`.
  public init(
    _ sample: SurvivalSample, covariates: consuming Matrix,
    names: [String], options: CoxOptions = CoxOptions()
  ) throws(FitError) {
    try Self.validate(sample, covariates, names, options)
    eventCount = sample.eventCount
    let design = CoxDesign(sample, covariates: covariates)
    self.sample = sample
    let fit = try Self.maximize(design, names: names, options: options)
    self.names = names
    self.options = options
    self.design = design
    rowCount = design.count
    coefficients = fit.point
    covariance = fit.covariance
    aliased = fit.aliased.map { names[$0] }
    let penalty =
      options.ridge / 2 * fit.point.reduce(0) { $0 + $1 * $1 }
    logLikelihood = fit.value + penalty
    logLikelihoodNull = fit.startValue
    scoreTest = fit.startScore
    iterations = fit.iterations
    gradientNorm = fit.gradientNorm
  }

  /// Standard errors from the information, 0 for an aliased covariate.
  public var standardErrors: [Double] {
    coefficients.indices.map { max(covariance[$0, $0], 0).squareRoot() }
  }

  /// Likelihood-ratio test of β = 0.
  public var likelihoodRatioTest: Double {
    2 * (logLikelihood - logLikelihoodNull)
  }

  /// Wald test of β = 0.
  public var waldTest: Double { waldTest(covariance) }

  /// Wald test of β = 0 with another covariance, the robust one say.
  public func waldTest(_ covariance: Matrix) -> Double {
    let free = names.indices.filter { covariance[$0, $0] > 0 }
    guard !free.isEmpty, let factor = Cholesky(covariance.minor(free)) else {
      return 0
    }
    let beta = free.map { coefficients[$0] }
    return zip(beta, factor.solve(beta)).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Coefficients that were estimated, the degrees of freedom of the tests.
  public var degreesOfFreedom: Int { names.count - aliased.count }

  private static func validate(
    _ sample: SurvivalSample, _ covariates: borrowing Matrix,
    _ names: [String], _ options: CoxOptions
  ) throws(FitError) {
    let rows = sample.count
    let shape = (covariates.rows, covariates.columns)
    guard shape.0 == rows, shape.1 == names.count else {
      throw FitError(
        code: .invalidData,
        message: "\(shape.0)×\(shape.1) covariates and \(names.count) names "
          + "for \(rows) rows.",
        hint: "Give one row of covariates a row and one name a column.")
    }
    guard options.ridge >= 0, options.ridge.isFinite else {
      throw FitError(
        code: .invalidData, message: "The penalty is \(options.ridge).",
        hint: "Give a finite number that is not negative.")
    }
    let width = names.count
    if let bad = covariates.elements.firstIndex(where: { !$0.isFinite }) {
      throw FitError(
        code: .invalidData,
        message: "Covariate \(names[bad % width]) of row \(bad / width + 1) "
          + "is \(covariates.elements[bad]).",
        hint: "Leave the row out or give a finite number.")
    }
    if options.ties == .exact, let weight = sample.weight,
      weight.contains(where: { $0 != 0 && $0 != 1 })
    {
      throw FitError(
        code: .invalidData, message: "Exact ties got case weights.",
        hint: "Use Efron's or Breslow's ties, or repeat the rows.")
    }
    guard sample.eventCount > 0 else { throw .noEvents(rows: rows) }
  }

  /// Information at β = 0 below which a covariate counts as aliased: what
  /// rounding leaves of a column of its size.
  static func leastInformation(_ design: CoxDesign) -> [Double] {
    let events = design.groupEvents.reduce(0.0) { $0 + Double($1) }
    return design.deviations.indices.map { j in
      events
        * max(
          1e-9 * design.deviations[j] * design.deviations[j],
          1e-22 * design.sizes[j] * design.sizes[j])
    }
  }

  private static func maximize(
    _ design: CoxDesign, names: [String], options: CoxOptions
  ) throws(FitError) -> NewtonResult {
    let p = names.count
    let least = leastInformation(design)
    var likelihood = CoxPartialLikelihood(design, ties: options.ties)
    let exact = CoxExactLikelihood(design: design)
    do {
      return try options.newton.maximize(
        from: Array(repeating: 0, count: p), leastInformation: least,
        scales: design.deviations
      ) { beta, point in
        if options.ties == .exact {
          exact.evaluate(beta, into: &point)
        } else {
          likelihood.evaluate(beta, into: &point)
        }
        guard options.ridge > 0 else { return }
        for j in 0..<p {
          point.value -= options.ridge / 2 * beta[j] * beta[j]
          point.gradient[j] -= options.ridge * beta[j]
          // A covariate without information of its own stays aliased.
          if point.information[j, j] > least[j] {
            point.information[j, j] += options.ridge
          }
        }
      }
    } catch {
      throw FitError(error, names: names)
    }
  }
}

extension FitError {
  /// What a failed Newton iteration means for named parameters.
  init(_ failure: NewtonFailure, names: [String]) {
    switch failure.kind {
    case .startNotFinite:
      self.init(
        code: .notConverged,
        message: "The likelihood is not a number at the start.",
        hint: "Look for covariates of extreme size and rescale them.")
    case .notConverged:
      self.init(
        code: .notConverged,
        message: "No maximum after \(failure.iterations) Newton steps, "
          + "gradient \(failure.gradientNorm).",
        iterations: failure.iterations, gradientNorm: failure.gradientNorm,
        hint: "Look for outlying covariates, rescale them or add a penalty.")
    case .separated(let places):
      let list = places.map { names[$0] }.joined(separator: ", ")
      self.init(
        code: .separated,
        message: "The likelihood rises for ever along \(list): the events are "
          + "separated.",
        iterations: failure.iterations, gradientNorm: failure.gradientNorm,
        hint: "Leave \(list) out, merge its levels or add a penalty.")
    }
  }
}
