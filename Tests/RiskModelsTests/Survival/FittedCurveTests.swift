import Foundation
import RiskDomain
import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

/// Errors of fitted curves, and the ridge, from their definitions
/// (methods/fitted-curves.md), for every family with a formula.
struct FittedCurveTests {
  static let families = [
    "exponential", "weibull", "log-normal", "log-logistic", "gompertz",
    "piecewise-exponential",
  ]

  private let data = SimulatedTimes(
    rows: 120, seed: 4_601, allKinds: false, entries: false)
  private let cuts = [8.0, 20]

  /// log h and H at a time, from parameters in the family's order.
  private func hazard(
    _ family: String, _ p: [Double], _ t: Double, _ x: [Double]
  ) -> (log: Double, cumulative: Double) {
    let lived = AgeInterval(after: 0, through: t)
    if let errors = AcceleratedFailureTime.Family(rawValue: family) {
      let isFixed = errors == .exponential
      let model = FailureTimeHazard(
        errors, coefficients: isFixed ? p : Array(p.dropLast()),
        scale: isFixed ? 1 : exp(p[p.count - 1]))
      return (
        model.logHazard(atAge: t, x), model.cumulativeHazard(over: lived, x)
      )
    }
    if family == "gompertz" {
      let model = GompertzHazard(
        coefficients: Array(p.dropLast()), shape: p[p.count - 1])
      return (
        model.logHazard(atAge: t, x), model.cumulativeHazard(over: lived, x)
      )
    }
    let shift = zip(p.dropFirst(3), x).reduce(0) { $0 + $1.0 * $1.1 }
    let ends = cuts + [.infinity]
    let starts = [0] + cuts
    let piece = ends.firstIndex { t <= $0 } ?? 0
    let total = starts.indices.reduce(0) {
      $0 + exp(p[$1]) * max(min(t, ends[$1]) - starts[$1], 0)
    }
    return (p[piece] + shift, total * exp(shift))
  }

  private func fit(_ family: String, penalty: Double) throws -> SurvivalOutcome
  {
    var request = SurvivalRequest()
    request.cuts = cuts
    request.penalty = penalty
    request.at = [4, 12, 30]
    let table = SurvivalTable(
      time: data.lower, event: data.upper.map { $0 < .infinity ? 1 : 0 },
      covariates: Matrix(
        rows: 120, columns: 2,
        elements: (0..<120).flatMap {
          [data.covariates[3 * $0], data.covariates[3 * $0 + 1]]
        }), names: ["a", "b"])
    return try #require(SurvivalFamilies.named(family)).fit(table, request)
  }

  /// (2): √(gᵀVg) with the slopes of H by central differences.
  @Test(arguments: families)
  func errorsAreTheDeltaMethod(family: String) throws {
    let outcome = try fit(family, penalty: 0)
    let best = outcome.parameters.map(\.estimate)
    let covariance = try #require(outcome.covariance)
    let curve = try #require(outcome.curve)
    for (k, t) in curve.time.enumerated() {
      let slopes = best.indices.map { j in
        var (up, down) = (best, best)
        up[j] += 1e-5
        down[j] -= 1e-5
        return
          (hazard(family, up, t, [0, 0]).cumulative
          - hazard(family, down, t, [0, 0]).cumulative) / 2e-5
      }
      var square = 0.0
      for i in best.indices {
        for j in best.indices {
          square += slopes[i] * covariance[i][j] * slopes[j]
        }
      }
      let cumulative = hazard(family, best, t, [0, 0]).cumulative
      let survival = try #require(curve.survival[k])
      #expect(abs(survival - exp(-cumulative)) <= 1e-12)
      let error = try #require(curve.standardError[k])
      #expect(
        abs(error - survival * square.squareRoot()) <= 1e-6 * error,
        "\(family) at \(t)")
    }
  }

  /// (6) and (7): no slope of ℓ − θ/2·Σβ² at the estimates, and its bend is
  /// the inverse of the covariance.
  @Test(arguments: families)
  func ridgeIsThePenalisedMaximum(family: String) throws {
    let theta = 4.0
    let outcome = try fit(family, penalty: theta)
    let best = outcome.parameters.map(\.estimate)
    let isPenalised = outcome.parameters.map { ["a", "b"].contains($0.name) }
    #expect(isPenalised.count { $0 } == 2)
    func objective(_ p: [Double]) -> Double {
      var value = 0.0
      for i in 0..<120 {
        let row = hazard(
          family, p, data.lower[i],
          [data.covariates[3 * i], data.covariates[3 * i + 1]])
        value -= row.cumulative
        if data.upper[i] < .infinity { value += row.log }
      }
      for j in p.indices where isPenalised[j] {
        value -= theta / 2 * p[j] * p[j]
      }
      return value
    }
    let penalty = zip(best, isPenalised).reduce(0) {
      $0 + ($1.1 ? theta / 2 * $1.0 * $1.0 : 0)
    }
    let likelihood = try #require(outcome.logLikelihood)
    #expect(
      abs(objective(best) + penalty - likelihood) <= 1e-9 * abs(likelihood))
    // γ is small per unit of time: steps are shares of the standard errors.
    let errors = try outcome.parameters.map {
      try #require($0.standardError)
    }
    func moved(_ moves: [(Int, Double)]) -> Double {
      var p = best
      for (j, share) in moves { p[j] += share * errors[j] }
      return objective(p)
    }
    let covariance = try #require(outcome.covariance)
    let count = best.count
    var bend = Matrix(rows: count, columns: count)
    let h = 1e-3
    for i in 0..<count {
      let slope = (moved([(i, h)]) - moved([(i, -h)])) / (2 * h)
      #expect(abs(slope) < 1e-5, "\(family) \(outcome.parameters[i].name)")
      for j in 0..<count {
        bend[i, j] =
          -(moved([(i, h), (j, h)]) - moved([(i, h), (j, -h)])
          - moved([(i, -h), (j, h)]) + moved([(i, -h), (j, -h)]))
          / (4 * h * h)
      }
    }
    let inverse = try #require(Cholesky(bend)).inverse()
    for i in 0..<count {
      for j in 0..<count {
        let ours = covariance[i][j] / errors[i] / errors[j]
        #expect(abs(inverse[i, j] - ours) <= 1e-4, "\(family) [\(i), \(j)]")
      }
    }
  }
}
