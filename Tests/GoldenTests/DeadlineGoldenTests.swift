import Foundation
import RiskModels
import RiskTestSupport
import Testing

@testable import RiskDecision

/// The tiny deadline programmes of the oracle: as exact fractions, and the
/// product's table within 1e-10 of them.
@Suite(.enabled(if: referenceFolder != nil, referenceSkipReason))
struct DeadlineGoldenTests {
  @Test func tinyProgrammes() throws {
    for c in try ReferenceNode("oracles_closed_form.json")["deadline_dp_exact"]
      .elements
    {
      let work = Int(try c["C"].given.number)
      let time = Int(try c["D"].given.number)
      let launch = Int(try c["d"].given.number)
      let price = try c["K"].given.number
      let loss = try c["p_up_down"].given.number
      let gain = try c["p_down_up"].given.number
      let isUp = try c["start_up"].given.number == 1
      var exact = ExactDeadlineProgram(
        work: work, launch: launch, onDemand: ExactFraction(hundredths: price),
        loss: ExactFraction(hundredths: loss),
        gain: ExactFraction(hundredths: gain))
      #expect(
        exact.value(time: time, work: work, isUp: isUp)
          == ExactFraction(try c["value_fraction"].text))
      // A chance p of a tick is the hazard −log(1 − p) at every age.
      func hazard(_ p: Double) -> PiecewiseHazard {
        PiecewiseHazard(constantPerHour: -log1p(-p))
      }
      var table = DeadlineTable(
        environment: AgeEnvironment(
          loss: hazard(loss), acquisition: hazard(gain), tickHours: 1),
        workTicks: work, mostSlackTicks: 100, launchTicks: launch,
        spotPerTick: 1, onDemandPerTick: price)
      table.extend(toSlackTicks: time - work)
      expectRelative(
        table.lastIdle(
          work: work,
          state: table.environment.index(isUp: isUp, sinceTicks: 0)),
        try c["value"].number, relative: 1e-10, "deadline")
    }
  }
}
