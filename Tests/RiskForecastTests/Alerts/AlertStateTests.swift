import RiskDomain
import RiskForecast
import RiskTestSupport
import Testing

struct AlertStateTests {
  private func state(_ values: [Double?]) -> AlertState? {
    AlertState(
      values.enumerated().map { (hour(Double($0.offset)), $0.element) },
      rule: AlertRule(
        name: "r", kind: .lossRate, fireAbove: 0.25, clearBelow: 0.15,
        windowHours: 6))
  }

  @Test func itFiresAboveTheThreshold() {
    #expect(state([0, 0.25]) == nil)
    #expect(
      state([0, 0.26])
        == AlertState(phase: .firing, since: hour(1), value: 0.26))
  }

  // Between the thresholds it goes on, below the lower one it is over.
  @Test func itHoldsUntilItHasFallen() {
    #expect(
      state([0, 0.3, 0.2, 0.16])
        == AlertState(phase: .holding, since: hour(1), value: 0.16))
    #expect(state([0, 0.3, 0.14]) == nil)
    #expect(
      state([0.3, 0.14, 0.2, 0.26])
        == AlertState(phase: .firing, since: hour(3), value: 0.26))
  }

  @Test func whatIsNotKnownEndsIt() {
    #expect(state([0.3, nil]) == nil)
    #expect(state([0.3, nil, 0.2]) == nil)
    #expect(state([]) == nil)
  }
}
