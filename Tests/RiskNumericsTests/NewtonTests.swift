import Foundation
import RiskNumerics
import RiskTestSupport
import Testing

struct NewtonTests {
  /// A concave quadratic with its maximum at `top`.
  private func quadratic(
    _ information: Matrix, top: [Double], value: Double = 3
  ) -> (_ x: [Double], _ point: inout NewtonPoint) -> Void {
    { x, point in
      let d = zip(top, x).map { $0.0 - $0.1 }
      point.information = information
      point.gradient = information.times(d)
      point.value =
        value
        - zip(point.gradient, d).reduce(0) {
          $0 + $1.0 * $1.1 / 2
        }
    }
  }

  // By hand: [[4, 2], [2, 3]] has the inverse [[3, −2], [−2, 4]] / 8; from 0
  // the score test is topᵀ·I·top = 4 + 2·2·2 + 3·4 = 24 for top = (1, 2).
  @Test func quadraticTakesOneStep() throws {
    let information = Matrix(rows: 2, columns: 2, elements: [4, 2, 2, 3])
    let end = try Newton().maximize(
      from: [0, 0], quadratic(information, top: [1, 2]))
    #expect(end.iterations == 1)
    expectClose(end.point[0], 1, relative: 1e-14)
    expectClose(end.point[1], 2, relative: 1e-14)
    expectClose(end.value, 3, relative: 1e-14)
    expectClose(end.startScore, 24, relative: 1e-14)
    expectClose(end.covariance[0, 1], -0.25, relative: 1e-14)
    expectClose(end.standardErrors[0], 0.375.squareRoot(), relative: 1e-14)
  }

  // log x − x has its maximum at 1 with information 1; from 30 the plain step
  // leads to 30 − 29·30 < 0, outside the domain, and must be halved.
  @Test func longStepsAreHalved() throws {
    let end = try Newton().maximize(from: [30]) { x, point in
      point.value = log(x[0]) - x[0]
      point.gradient = [1 / x[0] - 1]
      point.information[0, 0] = 1 / (x[0] * x[0])
    }
    expectClose(end.point[0], 1, relative: 1e-14)
    // The information belongs to the last evaluation, 1e-8 off at most.
    expectClose(end.covariance[0, 0], 1, relative: 1e-7)
  }

  // −(x² − 1)²: at 0.1 the curvature has the wrong sign; maxima at ±1 with
  // information 8.
  @Test func wrongCurvatureIsDamped() throws {
    let end = try Newton().maximize(from: [0.1]) { x, point in
      let u = x[0] * x[0] - 1
      point.value = -u * u
      point.gradient = [-4 * x[0] * u]
      point.information[0, 0] = 12 * x[0] * x[0] - 4
    }
    expectClose(abs(end.point[0]), 1, relative: 1e-12)
    expectClose(end.covariance[0, 0], 0.125, relative: 1e-6)
  }

  // Column 2 = column 0 + 2·column 1: the later one is left out and the others
  // come out as if it were not there.
  @Test func combinationsOfEarlierColumnsAreAliased() throws {
    let x = Matrix(
      rows: 4, columns: 3,
      elements: [1, 0, 1, 0, 1, 2, 1, 1, 3, 2, 1, 4])
    let information = x.gram()
    let end = try Newton().maximize(
      from: [0, 0, 0], quadratic(information, top: [1, 1, 0]))
    #expect(end.aliased == [2])
    #expect(end.point[2] == 0)
    #expect(end.covariance[2, 2] == 0)
    expectClose(end.point[0], 1, relative: 1e-12)
  }

  @Test func parametersWithoutInformationAreAliased() throws {
    let information = Matrix(rows: 2, columns: 2, elements: [4, 0, 0, 1e-17])
    let end = try Newton().maximize(
      from: [0, 0], leastInformation: [1e-9, 1e-9],
      quadratic(information, top: [1, 0]))
    #expect(end.aliased == [1])
    #expect(end.standardErrors == [0.5, 0])
  }

  // −log(1 + e⁻ˣ) rises for ever: one observation, perfectly separated.
  @Test func separationIsNamed() throws {
    let failure = try #require(throws: NewtonFailure.self) {
      try Newton().maximize(from: [0.0]) { x, point in
        let miss = 1 / (1 + exp(x[0]))
        point.value = -log1p(exp(-x[0]))
        point.gradient = [miss]
        point.information[0, 0] = miss * (1 - miss)
      }
    }
    #expect(failure.kind == .separated([0]))
  }

  @Test func startOutsideTheDomainIsRefused() {
    #expect(throws: NewtonFailure.self) {
      try Newton().maximize(from: [-1]) { x, point in
        point.value = log(x[0])
        point.gradient = [1 / x[0]]
        point.information[0, 0] = 1 / (x[0] * x[0])
      }
    }
  }

  // A gradient that contradicts the value never finds a way uphill.
  @Test func wrongGradientIsNotConverged() {
    #expect(throws: NewtonFailure.self) {
      try Newton().maximize(from: [2]) { x, point in
        point.value = -x[0] * x[0]
        point.gradient = [2 * x[0]]
        point.information[0, 0] = 2
      }
    }
  }

  @Test func nothingToEstimateIsDoneAtOnce() throws {
    let end = try Newton().maximize(
      from: [0], quadratic(Matrix(rows: 1, columns: 1), top: [1]))
    #expect(end.aliased == [0])
    #expect(end.iterations == 0)
  }
}
