import Foundation
import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

/// Poisson regression against R 4.2.2 `glm` and an exact ridge Newton.
@Suite(.enabled(if: referenceFolder != nil, referenceSkipReason))
struct PoissonGoldenTests {
  /// Indicator and harmonic columns of the pool table by the reference's names.
  private func column(
    _ name: String, of rows: ReferenceTable
  ) throws -> [Double] {
    func indicator(_ source: String, _ level: Double) throws -> [Double] {
      try rows[source].map { $0 == level ? 1 : 0 }
    }
    func harmonic(_ order: Double, _ f: (Double) -> Double) throws -> [Double] {
      try rows["hour"].map { f(2 * Double.pi * order * $0 / 24) }
    }
    if let end = name.firstIndex(of: ")"), name.hasPrefix("factor(pool") {
      return try indicator(
        "pool", Double(name[name.index(after: end)...]) ?? 0)
    }
    if name.hasPrefix("fa") {
      return try indicator("ageb", Double(name.dropFirst(2)) ?? 0)
    }
    if name.hasPrefix("pool") {
      return try indicator("pool", Double(name.dropFirst(4)) ?? 0)
    }
    let order = name.hasSuffix("2") ? 2.0 : 1.0
    return try harmonic(order, name.hasPrefix("s") ? sin : cos)
  }

  private func model(
    _ names: [String], hasIntercept: Bool
  ) throws -> PoissonRegression {
    let rows = try ReferenceTable("poisson_pools.csv")
    let columns = try names.map { try column($0, of: rows) }
    let table = try CovariateTable(
      names: names,
      elements: (0..<rows.rowCount).flatMap { i in columns.map { $0[i] } },
      rowCount: rows.rowCount, hasIntercept: hasIntercept)
    return try PoissonRegression(
      table, events: rows["d"], exposure: rows["E"])
  }

  private let harmonics = ["fa1", "fa2", "fa3", "fa4", "fa5"]

  @Test func glm() throws {
    let expected = try ReferenceNode("poisson_pools.json")["glm_poisson"]
    let names = harmonics + ["s1", "c1", "s2", "c2"]
    let model = try model(names, hasIntercept: false)
    let fit = try model.fit()
    let coefficients = try expected["coef"]
    let errors = try expected["se"].numbers
    for (k, name) in names.enumerated() {
      let theirs = try coefficients[name].number
      #expect(
        abs(fit.estimates[k] - theirs) <= 1e-8 * max(abs(theirs), errors[k]),
        "\(name)")
    }
    expectAllClose(
      fit.parameters.compactMap(\.standardError), errors, relative: 1e-8,
      "standard errors")
    for (i, row) in try expected["vcov"].rows.enumerated() {
      for (j, theirs) in row.enumerated() {
        #expect(
          abs(fit.covariance[i, j] - theirs) <= 1e-8 * errors[i] * errors[j])
      }
    }
    expectRelative(
      fit.logLikelihood, try expected["loglik"].number, relative: 1e-8)
    expectRelative(
      model.deviance(fit), try expected["deviance"].number, relative: 1e-8)
    expectRelative(
      2 * 9 - 2 * fit.logLikelihood, try expected["aic"].number,
      relative: 1e-8)
  }

  @Test func poolsAsFixedEffects() throws {
    let expected = try ReferenceNode("poisson_pools.json")["glm_poisson_poolfe"]
    let names =
      (2...12).map { "factor(pool)\($0)" } + harmonics.dropFirst()
      + ["s1", "c1"]
    let model = try model(names, hasIntercept: true)
    let fit = try model.fit()
    let coefficients = try expected["coef"]
    for parameter in fit.parameters {
      let theirs = try coefficients[parameter.name].number
      let error = try #require(parameter.standardError)
      #expect(
        abs(try #require(parameter.estimate) - theirs)
          <= 1e-8 * max(abs(theirs), error), "\(parameter.name)")
    }
    expectRelative(
      fit.logLikelihood, try expected["loglik"].number, relative: 1e-8)
    expectRelative(
      model.deviance(fit), try expected["deviance"].number, relative: 1e-8)
  }

  @Test(arguments: ["ridge_lambda1", "ridge_lambda10"])
  func ridge(key: String) throws {
    let expected = try ReferenceNode("poisson_pools.json")[key]
    let names = harmonics + ["s1", "c1"] + (1...12).map { "pool\($0)" }
    let model = try model(names, hasIntercept: false)
    let strength = try expected["lambda"].given.number
    let fit = try model.fit(
      ridge: names.map { $0.hasPrefix("pool") ? strength : 0 })
    let errors = try expected["se_bayes"].numbers
    let theirs = try expected["coef"].numbers
    for k in names.indices {
      #expect(
        abs(fit.estimates[k] - theirs[k])
          <= 1e-8 * max(abs(theirs[k]), errors[k]), "\(names[k])")
    }
    expectAllClose(
      fit.parameters.compactMap(\.standardError), errors, relative: 1e-8,
      "standard errors")
    let rows = try ReferenceTable("poisson_pools.csv")
    // The kernel is Σ d η − E e^η, unpenalised, with η before the offset.
    let mean = model.fittedEvents(fit)
    let (events, hours) = (try rows["d"], try rows["E"])
    let kernel = mean.indices.reduce(0) {
      $0 + events[$1] * log(mean[$1] / hours[$1]) - mean[$1]
    }
    expectRelative(kernel, try expected["kernel_loglik"].number, relative: 1e-8)
    // H is the inverse of the covariance.
    let factor = try #require(Cholesky(fit.covariance))
    expectRelative(
      -factor.logDeterminant, try expected["logdetH"].number, relative: 1e-8)
  }
}
