internal import Foundation
internal import RiskNumerics

/// The cumulative hazard of one stratum at all covariates 0, with its error.
public struct CoxBaseline: Sendable {
  /// Distinct times of events, ascending.
  public internal(set) var time: [Double] = []
  /// Rows of positive weight at risk just before, and events, by weight.
  public internal(set) var atRisk: [Double] = []
  public internal(set) var events: [Double] = []
  /// Dimensionless.
  public internal(set) var cumulativeHazard: [Double] = []
  /// Its standard error, the coefficients' uncertainty included.
  public internal(set) var standardError: [Double] = []

  /// The cumulative hazard at a time, 0 before the first event.
  public func cumulativeHazard(at t: Double) -> Double {
    let k = time.lastIndex { $0 <= t }
    return k.map { cumulativeHazard[$0] } ?? 0
  }
}

extension CoxRegression {
  /// The baseline hazard of each stratum at given covariates.
  ///
  /// methods/cox.md (21) and (22), after Tsiatis 1981; Efron's ties spread a
  /// jump over the tied, Breslow's do not.
  ///
  /// - Parameter covariates: p numbers, all 0 when nil.
  public func baseline(at covariates: [Double]? = nil) -> [CoxBaseline] {
    let p = coefficients.count
    let likelihood = evaluated().likelihood
    return (0..<design.strataCount).map { s in
      let away = (0..<p).map {
        (covariates?[$0] ?? 0) - design.centers[s][$0]
      }
      let ratio = exp(zip(away, coefficients).reduce(0) { $0 + $1.0 * $1.1 })
      var baseline = CoxBaseline()
      var hazard = 0.0
      var variance = 0.0
      var path = [Double](repeating: 0, count: p)
      forEachRiskSet(likelihood, stratum: s) { g, first, tied in
        let sums = likelihood.sums(g)
        hazard += sums.jump
        variance += sums.square
        for j in 0..<p {
          path[j] +=
            sums.square * first[j] - sums.squareTied * tied[j]
            - sums.jump * away[j]
        }
        let byCoefficients = zip(covariance.times(path), path).reduce(0) {
          $0 + $1.0 * $1.1
        }
        baseline.time.append(design.groupTimes[g])
        let start = Int(design.groupStarts[g])
        baseline.events.append(
          (start..<(start + Int(design.groupEvents[g]))).reduce(0) {
            $0 + (design.weights?[$1] ?? 1)
          })
        baseline.cumulativeHazard.append(ratio * hazard)
        baseline.standardError.append(
          ratio * max(0, variance + byCoefficients).squareRoot())
      }
      baseline.atRisk = atRisk(stratum: s)
      return baseline
    }
  }

  /// Weight at risk in each risk set of a stratum.
  private func atRisk(stratum s: Int) -> [Double] {
    var counts: [Double] = []
    var sum = 0.0
    var place = design.strataStarts[s + 1]
    var late = (design.byEntry?[s].count ?? 0) - 1
    for g in (design.strataGroups[s]..<design.strataGroups[s + 1]).reversed() {
      while place > Int(design.groupStarts[g]) {
        place -= 1
        sum += design.weights?[place] ?? 1
      }
      if let byEntry = design.byEntry?[s], let entries = design.entries {
        while late >= 0, entries[Int(byEntry[late])] >= design.groupTimes[g] {
          sum -= design.weights?[Int(byEntry[late])] ?? 1
          late -= 1
        }
      }
      counts.append(sum)
    }
    return counts.reversed()
  }
}
