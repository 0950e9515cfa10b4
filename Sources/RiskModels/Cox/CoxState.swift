internal import RiskNumerics

/// A fitted partial likelihood at its coefficients, for what follows a fit.
///
/// Exact ties use Breslow's baseline hazard, as R's `coxph` does.
extension CoxRegression {
  /// The likelihood evaluated at the coefficients.
  func evaluated(
    multipliers: [Double]? = nil
  ) -> (likelihood: CoxPartialLikelihood, point: NewtonPoint) {
    var likelihood = CoxPartialLikelihood(
      design, ties: options.ties == .exact ? .breslow : options.ties,
      multipliers: multipliers)
    var point = NewtonPoint(count: coefficients.count)
    likelihood.evaluate(coefficients, into: &point)
    return (likelihood, point)
  }

  /// First moments of each risk set over time, for one stratum, upwards.
  ///
  /// - Parameter body: takes the risk set, S₁ of the set and D₁ of its events.
  func forEachRiskSet(
    _ likelihood: CoxPartialLikelihood, stratum s: Int,
    _ body: (_ group: Int, _ first: [Double], _ tied: [Double]) -> Void
  ) {
    let p = coefficients.count
    let groups = design.strataGroups[s]..<design.strataGroups[s + 1]
    var moments = [Double](repeating: 0, count: groups.count * p)
    var sum = [Double](repeating: 0, count: p)
    var place = design.strataStarts[s + 1]
    var late = (design.byEntry?[s].count ?? 0) - 1
    for g in groups.reversed() {
      while place > Int(design.groupStarts[g]) {
        place -= 1
        for j in 0..<p {
          sum[j] += likelihood.risk[place] * design.covariates[place, j]
        }
      }
      if let byEntry = design.byEntry?[s], let entries = design.entries {
        while late >= 0, entries[Int(byEntry[late])] >= design.groupTimes[g] {
          let i = Int(byEntry[late])
          for j in 0..<p {
            sum[j] -= likelihood.risk[i] * design.covariates[i, j]
          }
          late -= 1
        }
      }
      for j in 0..<p { moments[(g - groups.lowerBound) * p + j] = sum[j] }
    }
    for g in groups {
      let from = (g - groups.lowerBound) * p
      var tied = [Double](repeating: 0, count: p)
      let first = Int(design.groupStarts[g])
      for i in first..<(first + Int(design.groupEvents[g])) {
        for j in 0..<p {
          tied[j] += likelihood.risk[i] * design.covariates[i, j]
        }
      }
      body(g, Array(moments[from..<(from + p)]), tied)
    }
  }
}
