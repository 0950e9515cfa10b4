import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

struct CoxFrailtyTests {
  private let x = Matrix(
    rows: 20, columns: 1, elements: (0..<20).map { Double($0 % 3) })

  // Each cluster holds one early and one late event: less alike than chance,
  // so no shared factor, and the fit without one.
  @Test(arguments: FrailtyDistribution.allCases)
  func clustersThatDoNotDiffer(distribution: FrailtyDistribution) throws {
    let sample = try SurvivalSample(
      time: (0..<20).map { Double($0 + 1) },
      isEvent: Array(repeating: true, count: 20))
    let fit = try CoxFrailty(
      sample, covariates: x, names: ["x"],
      clusters: (0..<20).map { min($0, 19 - $0) },
      distribution: distribution)
    let plain = try CoxRegression(sample, covariates: x, names: ["x"])
    #expect(fit.variance == 0)
    expectClose(
      fit.coefficients[0], plain.coefficients[0], relative: 1e-6)
    expectClose(
      fit.standardErrors[0], plain.standardErrors[0], relative: 1e-6)
    for factor in fit.logFactors { expectClose(factor, 0, relative: 1e-6) }
  }

  // Clusters in order of time: strongly alike, early ones above 0.
  @Test(arguments: FrailtyDistribution.allCases)
  func clustersThatDiffer(distribution: FrailtyDistribution) throws {
    let sample = try SurvivalSample(
      time: (0..<20).map { Double($0 + 1) },
      isEvent: (0..<20).map { $0 % 5 != 4 })
    let fit = try CoxFrailty(
      sample, covariates: x, names: ["x"], clusters: (0..<20).map { $0 / 4 },
      distribution: distribution)
    #expect(fit.variance > 0.1)
    #expect(fit.clusters == [0, 1, 2, 3, 4])
    #expect(fit.logFactors == fit.logFactors.sorted(by: >))
    #expect(
      (fit.integratedLogLikelihood != nil) == (distribution == .gamma))
  }

  @Test func inputsThatDoNotFit() throws {
    let sample = try SurvivalSample(
      time: [1, 2], isEvent: [true, true])
    let x = Matrix(rows: 2, columns: 1, elements: [0, 1])
    for (clusters, ties) in [
      ([1, 1], CoxTies.efron), ([1], .efron), ([1, 2], .exact),
    ] {
      let error = #expect(throws: FitError.self) {
        try CoxFrailty(
          sample, covariates: x, names: ["x"], clusters: clusters,
          distribution: .gamma, ties: ties)
      }
      #expect(error?.code == .invalidData)
    }
  }
}
