import Foundation
import RiskNumerics
import RiskTestSupport
import Testing

@testable import RiskModels

/// Steps between knots, by hand.
struct WalkKnotsTests {
  private func expectEach(_ actual: [Double], _ expected: [Double]) {
    #expect(actual.count == expected.count)
    for (a, b) in zip(actual, expected) { expectClose(a, b, relative: 1e-9) }
  }

  /// A step moves what lies before it against the last day.
  @Test func stepsMoveEarlierDays() {
    let daily = WalkKnots(days: 3, knotDays: 1)
    #expect(daily.stepCount == 2)
    expectEach(daily.logs([0.5, 0.25]), [-0.75, -0.25, 0])
    // One line over two days: the middle has half of its rise.
    let line = WalkKnots(days: 3, knotDays: 2)
    expectEach(line.logs([0.5]), [-0.5, -0.25, 0])
    #expect(WalkKnots(days: 1, knotDays: 30).stepCount == 0)
  }

  /// Half of two like days lies a step back; thirty days on one line lie 14.5 of 30
  /// days back on average; days without hours have no mean.
  @Test func liftIsTheShareBeforeAStep() {
    expectEach(
      WalkKnots(days: 2, knotDays: 1).lifts([2, 2]), [0.5])
    expectEach(
      WalkKnots(days: 30, knotDays: 30)
        .lifts(Array(repeating: 2, count: 30)),
      [0.4833333333])
    #expect(WalkKnots(days: 2, knotDays: 1).lifts([0, 0]) == [0])
    #expect(WalkKnots(days: 0, knotDays: 1).lifts([]).isEmpty)
  }

  /// What days tell of steps, the level being free.
  ///
  /// By hand: two days with 2 and 1 expected tell a step with
  /// 2 − 2²/3; three with 1 each tell the first step with 1 − 1/3, the second with
  /// 2 − 2²/3, both with 1 − 1 · 2/3. What is seen too much on the first day speaks
  /// against a rise.
  @Test func stepsAreToldWithTheLevelFree() {
    let two = WalkKnots(days: 2, knotDays: 1)
    expectEach(
      two.information([2, 1]).elements, [0.6666666667])
    #expect(two.slopes([0.5, -0.5]) == [-0.5])
    expectEach(
      WalkKnots(days: 3, knotDays: 1).information([1, 1, 1]).elements,
      [0.6666666667, 0.3333333333, 0.3333333333, 0.6666666667])
  }

  /// What varies around a mean hides part of it.
  ///
  /// By hand: with the information 2 and a variance of 1.5 around it, a mean is told with
  /// 1/(1/2 + 1.5) = 0.5, and 1/(1 + 1.5 · 2) of it is left in a posterior. For the
  /// matrix of ones on the diagonal and a half beside it, as for its two
  /// eigenvalues 1.5 and 0.5 and the variance 1: 0.6 and 1/3, and so
  /// (0.6 + 1/3)/2 and (0.6 − 1/3)/2.
  @Test func meansAreToldThroughWhatVariesAroundThem() {
    let one = Matrix(rows: 1, columns: 1, elements: [2])
    expectEach(one.told(within: 1.5).elements, [0.5])
    expectEach(one.inherited([1], within: 1.5), [0.25])
    #expect(one.told(within: 0) == one)
    let two = Matrix(rows: 2, columns: 2, elements: [1, 0.5, 0.5, 1])
    expectEach(
      two.told(within: 1).elements,
      [0.4666666667, 0.1333333333, 0.1333333333, 0.4666666667])
  }
}
