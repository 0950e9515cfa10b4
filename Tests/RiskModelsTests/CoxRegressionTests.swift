import Foundation
import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

struct CoxRegressionTests {
  /// A seeded sample with every feature: ties, delayed entry, weights, strata.
  private func random(
    seed: UInt64, rows: Int = 60, columns: Int = 3
  ) throws -> (sample: SurvivalSample, x: Matrix) {
    var rng = SplitMix64(seed: seed)
    var time: [Double] = []
    var entry: [Double] = []
    for _ in 0..<rows {
      let t = (rng.uniform() * 12).rounded(.down) + 1
      time.append(t)
      entry.append(rng.uniform() < 0.5 ? -1 : (t * rng.uniform()) - 0.01)
    }
    return (
      try SurvivalSample(
        time: time, isEvent: (0..<rows).map { _ in rng.uniform() < 0.7 },
        entry: entry, weight: (0..<rows).map { _ in 0.5 + rng.uniform() },
        stratum: (0..<rows).map { _ in Int(rng.uniform() * 2) }),
      Matrix(
        rows: rows, columns: columns,
        elements: (0..<(rows * columns)).map { _ in
          normalSample(using: &rng)
        })
    )
  }

  private let names = ["a", "b", "c"]

  /// log L and its parts straight from the definition, methods/cox.md (2), (3).
  private func plain(
    _ data: (sample: SurvivalSample, x: Matrix), _ beta: [Double],
    _ ties: CoxTies
  ) -> Double {
    let s = data.sample
    let eta = (0..<s.count).map { i in
      beta.indices.reduce(0.0) { $0 + beta[$1] * data.x[i, $1] }
    }
    let w = s.weight ?? []
    var value = 0.0
    for stratum in Set(s.stratum ?? []) {
      let rows = (0..<s.count).filter { s.stratum?[$0] == stratum }
      for t in Set(rows.filter { s.isEvent[$0] }.map { s.time[$0] }) {
        let set = rows.filter { s.time[$0] >= t && (s.entry?[$0] ?? -1) < t }
        let dead = set.filter { s.time[$0] == t && s.isEvent[$0] }
        let risk = set.reduce(0.0) { $0 + w[$1] * exp(eta[$1]) }
        let tied = dead.reduce(0.0) { $0 + w[$1] * exp(eta[$1]) }
        let mean = dead.reduce(0.0) { $0 + w[$1] } / Double(dead.count)
        for (k, i) in dead.enumerated() {
          let share =
            ties == .efron ? Double(k) / Double(dead.count) : 0
          value += w[i] * eta[i] - mean * log(risk - share * tied)
        }
      }
    }
    return value
  }

  // Value against the definition; gradient 0 and information against central
  // differences of the definition at the maximum.
  @Test(arguments: [CoxTies.efron, .breslow], [1, 2, 3] as [UInt64])
  func agreesWithTheDefinition(ties: CoxTies, seed: UInt64) throws {
    let data = try random(seed: seed)
    let fit = try CoxRegression(
      data.sample, covariates: data.x, names: names,
      options: CoxOptions(ties: ties))
    expectClose(
      fit.logLikelihood, plain(data, fit.coefficients, ties), relative: 1e-12)
    expectClose(
      fit.logLikelihoodNull, plain(data, [0, 0, 0], ties), relative: 1e-12)
    let factor = try #require(Cholesky(fit.covariance))
    let information = factor.inverse()
    let h = 1e-4
    func value(_ moves: [(Int, Double)]) -> Double {
      var beta = fit.coefficients
      for (j, d) in moves { beta[j] += d }
      return plain(data, beta, ties)
    }
    for i in 0..<3 {
      let slope = (value([(i, h)]) - value([(i, -h)])) / (2 * h)
      expectClose(slope, 0, relative: 1e-6)
      for j in 0..<3 {
        let curve =
          (value([(i, h), (j, h)]) - value([(i, h), (j, -h)])
            - value([(i, -h), (j, h)]) + value([(i, -h), (j, -h)]))
          / (4 * h * h)
        expectClose(-curve, information[i, j], relative: 1e-5)
      }
    }
  }

  // Four rows, times 1, 2, 2, 3, the first three events, x = 0, 1, 0, 1. With
  // r = exp(β): choices of two from {1, 0, 1} at time 2 have weights r, r², r,
  // so L = 1/(2 + 2r) · r/(2r + r²).
  @Test func exactTiesByHand() throws {
    let sample = try SurvivalSample(
      time: [1, 2, 2, 3], isEvent: [true, true, true, false])
    let fit = try CoxRegression(
      sample, covariates: Matrix(rows: 4, columns: 1, elements: [0, 1, 0, 1]),
      names: ["x"], options: CoxOptions(ties: .exact, ridge: 1))
    let r = exp(fit.coefficients[0])
    expectClose(
      fit.logLikelihood, log(1 / (2 + 2 * r) / (2 + r)), relative: 1e-12)
    expectClose(fit.logLikelihoodNull, log(1.0 / 12), relative: 1e-12)
    // d/dβ: −r/(1 + r) − r/(2 + r) − β = 0 with the ridge.
    expectClose(
      -r / (1 + r) - r / (2 + r) - fit.coefficients[0], 0, relative: 1e-10)
  }

  // Time may be stretched and weights doubled: the risk sets stay, so β stays;
  // doubled weights halve the covariance (the likelihood doubles).
  @Test(arguments: [CoxTies.efron, .breslow])
  func scaling(ties: CoxTies) throws {
    let data = try random(seed: 7)
    let s = data.sample
    let options = CoxOptions(ties: ties)
    let fit = try CoxRegression(
      s, covariates: data.x, names: names, options: options)
    let scaled = try CoxRegression(
      SurvivalSample(
        time: s.time.map { 3 * $0 }, isEvent: s.isEvent,
        entry: s.entry?.map { 3 * $0 }, weight: s.weight?.map { 2 * $0 },
        stratum: s.stratum?.map { Int($0) }),
      covariates: data.x, names: names, options: options)
    for j in 0..<3 {
      expectClose(
        scaled.coefficients[j], fit.coefficients[j], relative: 1e-12)
      expectClose(
        scaled.covariance[j, j], fit.covariance[j, j] / 2, relative: 1e-10)
    }
    // A covariate in other units moves its coefficient the other way.
    var x = data.x
    for i in 0..<x.rows { x[i, 1] = x[i, 1] * 1e6 + 5e7 }
    let moved = try CoxRegression(
      s, covariates: x, names: names, options: options)
    expectClose(
      moved.coefficients[1] * 1e6, fit.coefficients[1], relative: 1e-9)
  }

  // A row of weight 2 is two rows under Breslow; one of weight 0 is none.
  @Test func weightsAreRepeats() throws {
    let time = [4.0, 3, 5, 1, 6, 2]
    let event = [true, true, false, true, true, true]
    let x = [1.0, 0, 2, 1, 0, 3]
    let options = CoxOptions(ties: .breslow)
    let weighted = try CoxRegression(
      SurvivalSample(
        time: time, isEvent: event, weight: [2, 1, 1, 0, 1, 1]),
      covariates: Matrix(rows: 6, columns: 1, elements: x), names: ["x"],
      options: options)
    let repeated = try CoxRegression(
      SurvivalSample(
        time: [4, 4, 3, 5, 6, 2],
        isEvent: [true, true, true, false, true, true]),
      covariates: Matrix(
        rows: 6, columns: 1, elements: [1, 1, 0, 2, 0, 3]),
      names: ["x"], options: options)
    expectClose(
      weighted.coefficients[0], repeated.coefficients[0], relative: 1e-12)
    expectClose(
      weighted.logLikelihood, repeated.logLikelihood, relative: 1e-12)
    #expect(weighted.rowCount == 5)
    #expect(weighted.martingaleResiduals()[3] == nil)
  }

  // Martingale residuals and score residuals add up to 0 at the maximum; the
  // hazard at the covariates of a row is the baseline times its ratio.
  @Test(arguments: [CoxTies.efron, .breslow])
  func residualsAddUp(ties: CoxTies) throws {
    let data = try random(seed: 9)
    let fit = try CoxRegression(
      data.sample, covariates: data.x, names: names,
      options: CoxOptions(ties: ties))
    let weights = try #require(data.sample.weight)
    let sum = zip(fit.martingaleResiduals(), weights).reduce(0.0) {
      $0 + ($1.0 ?? 0) * $1.1
    }
    // Efron's mean weight replaces each event's own.
    if ties == .breslow { expectClose(sum, 0, relative: 1e-10) }
    let at = [0.3, -1, 2]
    let ratio = exp(
      zip(at, fit.coefficients).reduce(0) { $0 + $1.0 * $1.1 })
    for (base, moved) in zip(fit.baseline(), fit.baseline(at: at)) {
      for (a, b) in zip(base.cumulativeHazard, moved.cumulativeHazard) {
        expectClose(b, a * ratio, relative: 1e-12)
      }
    }
  }

  // Breslow's expected events of one row are its hazard ratio times the
  // baseline it lived through.
  @Test func predictorsBelongToTheirRows() throws {
    let sample = try SurvivalSample(
      time: [3, 1, 4, 2], isEvent: [true, true, false, true],
      weight: [1, 1, 1, 0])
    let x = [0.5, 1, 2, 9]
    let fit = try CoxRegression(
      sample, covariates: Matrix(rows: 4, columns: 1, elements: x),
      names: ["x"], options: CoxOptions(ties: .breslow))
    let predictors = fit.linearPredictors()
    #expect(predictors[3] == nil)
    let (b, last) = (fit.coefficients[0], predictors[2] ?? .nan)
    // The mean is 7/6 over the rows of positive weight.
    for i in 0..<3 {
      expectClose(
        predictors[i] ?? .nan, b * (x[i] - 7.0 / 6), relative: 1e-14)
    }
    let lived = try #require(fit.baseline().first).cumulativeHazard(at: 4)
    expectClose(
      fit.martingaleResiduals()[2] ?? .nan,
      -lived * exp(last + b * 7 / 6), relative: 1e-12)
  }

  // All rows in one cluster: their score residuals add up to the gradient,
  // which is 0 at the maximum, and so is the sandwich.
  @Test(arguments: [CoxTies.efron, .breslow])
  func oneClusterHasNoSpread(ties: CoxTies) throws {
    let data = try random(seed: 13)
    let fit = try CoxRegression(
      data.sample, covariates: data.x, names: names,
      options: CoxOptions(ties: ties))
    let robust = fit.robustCovariance(
      clusters: Array(repeating: 3, count: data.sample.count))
    for entry in robust.elements { expectClose(entry, 0, relative: 1e-14) }
    #expect(fit.robustCovariance()[0, 0] > 0.01 * fit.covariance[0, 0])
  }

  // Without ties the three rules are one, delayed entry and strata included.
  @Test func rulesAgreeWithoutTies() throws {
    let data = try random(seed: 15)
    let s = data.sample
    let sample = try SurvivalSample(
      time: s.time.enumerated().map { $1 + Double($0) * 1e-3 },
      isEvent: s.isEvent, entry: s.entry, stratum: s.stratum?.map { Int($0) })
    let fits = try CoxTies.allCases.map {
      try CoxRegression(
        sample, covariates: data.x, names: names,
        options: CoxOptions(ties: $0))
    }
    for fit in fits.dropFirst() {
      expectClose(
        fit.logLikelihood, fits[0].logLikelihood, relative: 1e-12)
      for j in 0..<3 {
        expectClose(
          fit.coefficients[j], fits[0].coefficients[j], relative: 1e-11)
        expectClose(
          fit.standardErrors[j], fits[0].standardErrors[j], relative: 1e-10)
      }
    }
  }

  // g = identity on times 0 … is a covariate × time interaction: its score
  // test from the definition by central differences of the slopes.
  @Test func proportionalHazardsByDifferences() throws {
    let data = try random(seed: 17)
    let fit = try CoxRegression(
      data.sample, covariates: data.x, names: names,
      options: CoxOptions(ties: .breslow))
    let test = try fit.proportionalHazardsTest(.identity)
    let h = 1e-4
    func value(_ moves: [(Int, Double)]) -> Double {
      var theta = fit.coefficients + [0]
      for (j, d) in moves { theta[j] += d }
      return interaction(data, theta)
    }
    let slope = (value([(3, h)]) - value([(3, -h)])) / (2 * h)
    var information = Matrix(rows: 4, columns: 4)
    for i in 0..<4 {
      for j in 0..<4 {
        information[i, j] =
          -(value([(i, h), (j, h)]) - value([(i, h), (j, -h)])
          - value([(i, -h), (j, h)]) + value([(i, -h), (j, -h)]))
          / (4 * h * h)
      }
    }
    let factor = try #require(Cholesky(information))
    let solved = factor.solve([0, 0, 0, slope])
    expectClose(test.lines[0].chiSquare, slope * solved[3], relative: 1e-4)
    #expect(test.lines.map(\.name) == ["a", "b", "c", "GLOBAL"])
    #expect(test.lines.map(\.degreesOfFreedom) == [1, 1, 1, 3])
  }

  /// Breslow's likelihood with βᵀx + θ₃·a·t.
  private func interaction(
    _ data: (sample: SurvivalSample, x: Matrix), _ theta: [Double]
  ) -> Double {
    let s = data.sample
    let w = s.weight ?? []
    var value = 0.0
    for i in 0..<s.count where s.isEvent[i] {
      func eta(_ k: Int) -> Double {
        theta[3] * data.x[k, 0] * s.time[i]
          + (0..<3).reduce(0.0) { $0 + theta[$1] * data.x[k, $1] }
      }
      let set = (0..<s.count).filter {
        s.stratum?[$0] == s.stratum?[i] && s.time[$0] >= s.time[i]
          && (s.entry?[$0] ?? -1) < s.time[i]
      }
      value +=
        w[i] * (eta(i) - log(set.reduce(0.0) { $0 + w[$1] * exp(eta($1)) }))
    }
    return value
  }

  // Without covariates' effect the baseline is Nelson and Aalen's curve.
  @Test func baselineAtRidgedToZeroIsNelsonAalen() throws {
    let data = try random(seed: 11)
    let fit = try CoxRegression(
      data.sample, covariates: data.x, names: names,
      options: CoxOptions(ties: .breslow, ridge: 1e14))
    for (curve, base) in zip(data.sample.curves(), fit.baseline()) {
      for (k, t) in base.time.enumerated() {
        let place = curve.index(at: t)
        expectClose(
          base.cumulativeHazard[k], curve.cumulativeHazard[place],
          relative: 1e-10)
        expectClose(base.atRisk[k], curve.atRisk[place], relative: 1e-12)
        expectClose(
          base.standardError[k], curve.cumulativeHazardStandardError[place],
          relative: 1e-8)
      }
    }
  }
}
