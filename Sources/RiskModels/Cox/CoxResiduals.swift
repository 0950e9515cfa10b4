internal import Foundation
public import RiskNumerics

extension CoxRegression {
  /// βᵀx of each row, in the order given, less its stratum's mean.
  ///
  /// The risk that a concordance ranks; nil for rows of weight 0.
  public func linearPredictors() -> [Double?] {
    let centered = design.covariates.times(coefficients)
    var predictors = [Double?](repeating: nil, count: sample.count)
    for (i, row) in design.rows.enumerated() {
      predictors[Int(row)] = centered[i]
    }
    return predictors
  }

  /// Events less expected events of each row, in the order given.
  ///
  /// methods/cox.md (17). nil for rows of weight 0.
  public func martingaleResiduals() -> [Double?] {
    let likelihood = evaluated().likelihood
    var residuals = [Double?](repeating: nil, count: sample.count)
    let isEvent = orderedEvents()
    for (i, row) in design.rows.enumerated() {
      residuals[Int(row)] =
        (isEvent[i] ? 1 : 0)
        - likelihood.expected[i] / (design.weights?[i] ?? 1)
    }
    return residuals
  }

  /// Martingale residuals made symmetric, methods/cox.md (18).
  public func devianceResiduals() -> [Double?] {
    let isEvent = orderedEvents()
    var residuals = martingaleResiduals()
    for (i, row) in design.rows.enumerated() {
      guard let m = residuals[Int(row)] else { continue }
      let logarithm = isEvent[i] && m < 1 ? log(1 - m) : 0
      let size = max(0, -2 * (m + logarithm)).squareRoot()
      residuals[Int(row)] = m < 0 ? -size : size
    }
    return residuals
  }

  /// The sandwich covariance of the coefficients.
  ///
  /// methods/cox.md (19) and (20); Lin and Wei 1989. Rows of one cluster count
  /// as one observation.
  ///
  /// - Parameter clusters: a cluster of each row, any whole numbers; nil gives
  ///   each row its own.
  public func robustCovariance(clusters: [Int]? = nil) -> Matrix {
    let p = coefficients.count
    let scores = scoreResiduals()
    var place: [Int: Int] = [:]
    var sums: [Double] = []
    for (i, row) in design.rows.enumerated() {
      let cluster = clusters?[Int(row)] ?? Int(row)
      let k = place[cluster, default: place.count]
      if k == place.count {
        place[cluster] = k
        sums += Array(repeating: 0, count: p)
      }
      let w = design.weights?[i] ?? 1
      for j in 0..<p { sums[k * p + j] += w * scores[i * p + j] }
    }
    let stacked = Matrix(rows: sums.count / p, columns: p, elements: sums)
    return covariance.times(stacked.gram()).times(covariance)
  }

  /// Whether each ordered row had the event.
  func orderedEvents() -> [Bool] {
    var isEvent = [Bool](repeating: false, count: design.count)
    for g in 0..<design.groupCount {
      let first = Int(design.groupStarts[g])
      for i in first..<(first + Int(design.groupEvents[g])) {
        isEvent[i] = true
      }
    }
    return isEvent
  }

  /// Each ordered row's share of the gradient, n × p, for weight 1.
  func scoreResiduals() -> [Double] {
    let p = coefficients.count
    let likelihood = evaluated().likelihood
    var scores = [Double](repeating: 0, count: design.count * p)
    // Σ over risk sets so far of ∫x̄ dΛ, kept at every cumulative index.
    var paths = [Double](
      repeating: 0, count: (design.groupCount + design.strataCount) * p)
    for s in 0..<design.strataCount {
      var path = [Double](repeating: 0, count: p)
      forEachRiskSet(likelihood, stratum: s) { g, first, tied in
        let at = design.cumulativeIndex(group: g, stratum: s)
        let own = TiedScores(likelihood, group: g, first: first, tied: tied)
        for j in 0..<p {
          path[j] += own.pathStep[j]
          paths[(at + 1) * p + j] = path[j]
        }
        let start = Int(design.groupStarts[g])
        for i in start..<(start + Int(design.groupEvents[g])) {
          let hazard = likelihood.risk[i] / (design.weights?[i] ?? 1)
          for j in 0..<p {
            let x = design.covariates[i, j]
            // The event itself, and the part of the jump that ties spare it.
            scores[i * p + j] +=
              x - own.mean[j]
              + hazard * (own.sparedJump * x - own.sparedStep[j])
          }
        }
      }
    }
    for s in 0..<design.strataCount {
      let zero = design.cumulativeIndex(
        group: design.strataGroups[s], stratum: s)
      for i in design.strataStarts[s]..<design.strataStarts[s + 1] {
        let from = design.entryIndex.map { Int($0[i]) } ?? zero
        let to = Int(design.leaveIndex[i])
        let hazard = likelihood.risk[i] / (design.weights?[i] ?? 1)
        let lived = likelihood.cumulative[to] - likelihood.cumulative[from]
        for j in 0..<p {
          scores[i * p + j] -=
            hazard
            * (design.covariates[i, j] * lived
              - (paths[to * p + j] - paths[from * p + j]))
        }
      }
    }
    return scores
  }
}

/// What one risk set adds to the score residuals.
private struct TiedScores {
  /// Mean over the tied events of the covariate mean each faces.
  var mean: [Double]
  /// Σ x̄·dΛ of the set.
  var pathStep: [Double]
  /// The part of dΛ and of Σ x̄·dΛ that a tied row does not face.
  var sparedJump = 0.0
  var sparedStep: [Double]

  init(
    _ likelihood: CoxPartialLikelihood, group g: Int, first: [Double],
    tied: [Double]
  ) {
    let p = first.count
    mean = Array(repeating: 0, count: p)
    pathStep = mean
    sparedStep = mean
    let design = likelihood.design
    let events = Int(design.groupEvents[g])
    let start = Int(design.groupStarts[g])
    let weight =
      (start..<(start + events)).reduce(0.0) {
        $0 + (design.weights?[$1] ?? 1)
      } / Double(events)
    for k in 0..<events {
      let share =
        likelihood.ties == .efron ? Double(k) / Double(events) : 0
      let faced = likelihood.setRisk[g] - share * likelihood.tiedRisk[g]
      sparedJump += share * weight / faced
      for j in 0..<p {
        let here = (first[j] - share * tied[j]) / faced
        mean[j] += here / Double(events)
        pathStep[j] += weight * here / faced
        sparedStep[j] += share * weight * here / faced
      }
    }
  }
}
