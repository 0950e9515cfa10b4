import Foundation
import RiskDomain
import RiskModels
import RiskTestSupport
import Testing

/// Closed forms of piecewise-exponential survival, mpmath 1.4.1 with 50
/// digits; 1e-10 because the inputs are written with four decimals.
struct PiecewiseHazardGoldenTests {
  private struct Case: Sendable {
    var cuts, hazard: [Double]
    var from, until, survivalAtFrom, conditional: Double
  }

  private let cases = [
    Case(
      cuts: [0, 6.1143, 10.4244, 11.7702, 12.8615],
      hazard: [0.3866, 0.2647, 1.0427, 0.2826, 0.0582], from: 1.2036,
      until: 6.6603, survivalAtFrom: 0.6279393083116501,
      conditional: 0.12963884370824424),
    Case(
      cuts: [0, 9.6448, 24.151, 25.3344, 28.8143],
      hazard: [0.511, 0.1433, 1.0231, 0.732, 0.2844], from: 4.9759,
      until: 18.4342, survivalAtFrom: 0.07865493540127821,
      conditional: 0.0261128194126505),
  ]

  @Test func survivalFromAnAge() {
    for c in cases {
      let hazard = PiecewiseHazard(cutsHours: c.cuts, ratesPerHour: c.hazard)
      expectRelative(
        hazard.survival(aheadHours: c.from), c.survivalAtFrom, relative: 1e-10)
      expectRelative(
        hazard.survival(aheadHours: c.until - c.from, ageHours: c.from),
        c.conditional, relative: 1e-10)
    }
  }

  /// The derivative of H is h at 200 points away from the cuts.
  @Test func hazardIsTheSlope() {
    for c in cases {
      let hazard = PiecewiseHazard(cutsHours: c.cuts, ratesPerHour: c.hazard)
      for i in 0..<200 {
        let age = 0.05 + Double(i) * 0.157
        if c.cuts.contains(where: { abs($0 - age) < 2e-4 }) { continue }
        let slope =
          hazard.cumulativeHazard(
            over: AgeInterval(after: age - 1e-4, through: age + 1e-4)) / 2e-4
        expectRelative(slope, hazard.hazard(atAge: age), relative: 1e-9)
      }
    }
  }

  @Test func capsAreCertainEnds() {
    let hazard = PiecewiseHazard(constantPerHour: 0.01, capHours: 24)
    #expect(hazard.survival(aheadHours: 24) == 0)
    expectRelative(hazard.survival(aheadHours: 23), exp(-0.23), relative: 1e-14)
  }
}
