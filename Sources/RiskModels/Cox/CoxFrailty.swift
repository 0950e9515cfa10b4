internal import Foundation
public import RiskNumerics

/// How the unseen factors of clusters are spread, methods/frailty.md.
public enum FrailtyDistribution: String, Sendable, Codable, CaseIterable {
  /// Factors with mean 1 and variance θ.
  case gamma
  /// Log factors with mean 0 and variance θ.
  case gaussian
}

/// A Cox regression in which each cluster has an unseen factor on its hazard.
///
/// The log factors are estimated with the coefficients as penalised parameters.
/// The variance θ of gamma factors maximises the likelihood that integrates
/// them out (the EM solution), that of Gaussian ones solves the REML equation.
/// methods/frailty.md (1) to (5); Therneau and Grambsch 2000, chapter 9.
public struct CoxFrailty: Sendable {
  public let distribution: FrailtyDistribution
  /// Names of the p covariates, their coefficients and standard errors.
  public let names: [String]
  public let coefficients: [Double]
  public let standardErrors: [Double]
  /// Variance of the factors, or of their logarithms when Gaussian; 0 when the
  /// clusters differ no more than chance explains.
  public let variance: Double
  /// Cluster values upwards, and the log factor of each.
  public let clusters: [Int]
  public let logFactors: [Double]
  /// With gamma factors integrated out, nats; nil when Gaussian.
  public let integratedLogLikelihood: Double?
  /// Partial log-likelihood at coefficients and factors, no penalty, nats.
  public let logLikelihood: Double

  /// Fits coefficients, factors and their variance.
  ///
  /// Costs grow with the square of the number of clusters times the rows.
  ///
  /// - Parameters:
  ///   - clusters: a cluster of each row, any whole numbers.
  ///   - variance: a known θ > 0; nil to estimate it.
  /// - Throws: `FitError` as `CoxRegression` does, and `.invalidData` for fewer
  ///   than two clusters or a variance that is none.
  public init(
    _ sample: SurvivalSample, covariates: Matrix, names: [String],
    clusters: [Int], distribution: FrailtyDistribution,
    variance known: Double? = nil, ties: CoxTies = .efron
  ) throws(FitError) {
    if let known, !(known > 0 && known.isFinite) {
      throw FitError(
        code: .invalidData, message: "The variance of the factors is \(known).",
        hint: "Give a finite number above 0, or none to estimate it.")
    }
    let levels = Set(clusters).sorted()
    guard levels.count > 1, clusters.count == sample.count, ties != .exact
    else {
      throw FitError(
        code: .invalidData,
        message: "\(levels.count) clusters for \(sample.count) rows with "
          + "\(ties.rawValue) ties.",
        hint: "Give each row one of at least two clusters, and Efron's or "
          + "Breslow's ties.")
    }
    // A fit without factors checks the data and names what is wrong with it.
    let plain = try CoxRegression(
      sample, covariates: covariates, names: names,
      options: CoxOptions(ties: ties))
    var search = FrailtySearch(
      sample, covariates: covariates, names: names, clusters: clusters,
      levels: levels, distribution: distribution, ties: ties)
    let theta: Double
    if let known {
      theta = known
    } else {
      theta = try search.variance(plain: plain)
    }
    let end = try search.fit(theta)
    self.distribution = distribution
    self.names = names
    self.clusters = levels
    variance = theta
    let p = names.count
    coefficients = Array(end.point.prefix(p))
    standardErrors = Array(end.standardErrors.prefix(p))
    logFactors = Array(end.point.dropFirst(p))
    logLikelihood = search.partial(end, theta)
    integratedLogLikelihood =
      distribution == .gamma ? search.integrated(end, theta) : nil
  }
}

/// Penalised fits at one variance after another.
private struct FrailtySearch {
  let names: [String]
  let distribution: FrailtyDistribution
  /// Events of each cluster.
  let events: [Double]
  private var likelihood: CoxPartialLikelihood
  private let least: [Double]
  private let scales: [Double]
  private var warm: [Double]
  private var p: Int { names.count }

  init(
    _ sample: SurvivalSample, covariates: Matrix, names: [String],
    clusters: [Int], levels: [Int], distribution: FrailtyDistribution,
    ties: CoxTies
  ) {
    self.names = names
    self.distribution = distribution
    let place = Dictionary(
      uniqueKeysWithValues: levels.enumerated().map { ($1, $0) })
    let p = names.count
    var wide = Matrix(rows: sample.count, columns: p + levels.count)
    var counts = [Double](repeating: 0, count: levels.count)
    for i in 0..<sample.count {
      for j in 0..<p { wide[i, j] = covariates[i, j] }
      let k = place[clusters[i]] ?? 0
      wide[i, p + k] = 1
      if sample.isEvent[i] { counts[k] += sample.weight?[i] ?? 1 }
    }
    events = counts
    let design = CoxDesign(sample, covariates: wide)
    least = CoxRegression.leastInformation(design)
    scales = design.deviations
    likelihood = CoxPartialLikelihood(design, ties: ties)
    warm = Array(repeating: 0, count: p + levels.count)
  }

  /// The maximum of the penalised likelihood at a variance.
  mutating func fit(_ theta: Double) throws(FitError) -> NewtonResult {
    var likelihood = likelihood
    let (p, gamma) = (p, distribution == .gamma)
    // Variance 0 leaves factors of 1: a penalty beyond any information.
    let precision = 1 / max(theta, 1e-10)
    do {
      let end = try Newton().maximize(
        from: warm,
        leastInformation: Array(least.prefix(p))
          + Array(repeating: 0, count: warm.count - p),
        scales: scales
      ) { x, point in
        likelihood.evaluate(x, into: &point)
        for j in p..<x.count {
          let factor = gamma ? exp(x[j]) : 0
          point.value +=
            precision * (gamma ? x[j] - factor : -x[j] * x[j] / 2)
          point.gradient[j] += precision * (gamma ? 1 - factor : -x[j])
          point.information[j, j] += precision * (gamma ? factor : 1)
        }
      }
      warm = end.point
      return end
    } catch {
      throw FitError(
        error, names: names + events.indices.map { "cluster \($0 + 1)" })
    }
  }

  /// The partial log-likelihood without the penalty.
  func partial(_ end: NewtonResult, _ theta: Double) -> Double {
    let precision = 1 / max(theta, 1e-10)
    return end.point.dropFirst(p).reduce(end.value) {
      $0
        - precision
        * (distribution == .gamma ? $1 - exp($1) : -$1 * $1 / 2)
    }
  }

  /// methods/frailty.md (3).
  func integrated(_ end: NewtonResult, _ theta: Double) -> Double {
    guard theta > 1e-8 else { return partial(end, theta) }
    let shape = 1 / theta
    return zip(end.point.dropFirst(p), events).reduce(partial(end, theta)) {
      let (factor, d) = $1
      return $0 + shape * factor + logGamma(shape + d) - logGamma(shape)
        - d * log(shape) - (shape + d) * log1p(d / shape) + d
    }
  }

  mutating func variance(plain: CoxRegression) throws(FitError) -> Double {
    distribution == .gamma
      ? try gammaVariance(plain: plain) : try gaussianVariance()
  }

  /// The θ of the largest integrated likelihood.
  private mutating func gammaVariance(
    plain: CoxRegression
  ) throws(FitError) -> Double {
    var search = self
    var failure: FitError?
    let place = minimum(
      of: { logTheta in
        do throws(FitError) {
          let theta = exp(logTheta)
          return -search.integrated(try search.fit(theta), theta)
        } catch {
          failure = error
          return .infinity
        }
      }, from: log(1e-6), to: log(100), tolerance: 1e-10)
    if let failure { throw failure }
    let theta = exp(place)
    let best = search.integrated(try search.fit(theta), theta)
    warm = search.warm
    if best <= plain.logLikelihood + 1e-9 * abs(plain.logLikelihood) {
      warm = Array(repeating: 0, count: warm.count)
      return 0
    }
    return theta
  }

  /// The θ with θ = (Σω² + tr V)/q, methods/frailty.md (4).
  private mutating func gaussianVariance() throws(FitError) -> Double {
    var search = self
    var failure: FitError?
    func excess(_ logTheta: Double) -> Double {
      do throws(FitError) {
        let theta = exp(logTheta)
        let end = try search.fit(theta)
        let q = Double(end.point.count - p)
        let sum = (p..<end.point.count).reduce(0.0) {
          $0 + end.point[$1] * end.point[$1] + end.covariance[$1, $1]
        }
        return sum / q / theta - 1
      } catch {
        failure = error
        return .nan
      }
    }
    // Above the solution the right side is less than θ.
    let place = root(
      of: excess, from: log(1e-5), to: log(100), tolerance: 1e-12)
    if let failure { throw failure }
    warm = search.warm
    guard let place else {
      warm = Array(repeating: 0, count: warm.count)
      return 0
    }
    return exp(place)
  }
}
