import Foundation
import RiskDecision
import RiskTestSupport
import Testing

/// Checkpoint formulas against published and independently computed numbers.
struct MoneyCheckpointTests {
  /// Daly 2006, FGCS 22: δ = 5 min, R = 10 min; M = 24 h, 6 h, 15 min give
  /// 117, 57 and 9.1 min.
  @Test(arguments: [
    (1440.0, 117.0, 0.5), (360.0, 57.0, 0.5), (15.0, 9.1, 0.05),
  ])
  func dalyIntervals(meanMinutes: Double, minutes: Double, half: Double) {
    let interval = ExponentialCheckpoint.dalyIntervalHours(
      checkpointHours: 5.0 / 60, meanHoursBetweenLosses: meanMinutes / 60)
    #expect(abs(interval * 60 - minutes) <= half)
  }

  /// The exact optimum of the same three rows by brute force: 116.69, 56.71
  /// and 9.17 min.
  @Test(arguments: [(1440.0, 116.69), (360.0, 56.71), (15.0, 9.17)])
  func exactIntervals(meanMinutes: Double, minutes: Double) throws {
    let interval = try #require(
      ExponentialCheckpoint.bestIntervalHours(
        checkpointHours: 5.0 / 60, lossesPerHour: 60 / meanMinutes))
    #expect(abs(interval * 60 - minutes) < 0.006)
  }

  /// 70 % off, a loss every 30 min, 15 min to recover, δ = 1 min, τ = 10 min.
  @Test func heavyInterruptionsEatTheDiscount() throws {
    func cost(
      _ tau: Double, _ risk: ExponentialCheckpoint.RestartRisk
    ) -> Double {
      0.3
        * ExponentialCheckpoint.hoursPerUsefulHour(
          intervalHours: tau, checkpointHours: 1.0 / 60, restartHours: 0.25,
          lossesPerHour: 2, restart: risk)
    }
    let best = try #require(
      ExponentialCheckpoint.bestIntervalHours(
        checkpointHours: 1.0 / 60, lossesPerHour: 2))
    #expect(abs(best * 60 - 7.09) < 0.005)
    #expect(abs(cost(1.0 / 6, .canFail) - 0.657) < 0.0005)
    #expect(abs(cost(best, .canFail) - 0.648) < 0.0005)
    #expect(abs(cost(1.0 / 6, .cannotFail) - 0.598) < 0.0005)
    #expect(abs(cost(best, .cannotFail) - 0.589) < 0.0005)
  }

  /// 70 % off, R = 12 min, δ = 1 min: spot meets on-demand at one loss in 14.8
  /// min, with the best interval (worked out by a second program).
  @Test func breakEvenRate() throws {
    let rate = try #require(
      ExponentialCheckpoint.breakEvenLossesPerHour(
        spotPerHour: 0.3, onDemandPerHour: 1, checkpointHours: 1.0 / 60,
        restartHours: 0.2))
    #expect(abs(60 / rate - 14.8) < 0.05)
  }

  /// mpmath 1.4.1, 50 digits: λ, δ, R, τ*, Young, Daly, E[segment] with
  /// restarts that cannot and can fail, and hours per useful hour at τ*.
  struct Exponential: Sendable {
    var rate, delta, restart, best, young, daly, sure, risky, perWork: Double
  }

  static let exponential: [Exponential] = [
    Exponential(
      rate: 0.3787, delta: 0.294, restart: 0.1962, best: 1.0582704979751165,
      young: 1.2460658978607273, daly: 1.0577733554008848,
      sure: 1.8972604346790143, risky: 1.902258277526915,
      perWork: 1.7927934666129428),
    Exponential(
      rate: 0.5864, delta: 0.3999, restart: 0.1397, best: 0.9179176323358115,
      young: 1.1678678932560078, daly: 0.9164827048820562,
      sure: 2.1508389096504783, risky: 2.1576954311332215,
      perWork: 2.3431720166190404),
    Exponential(
      rate: 0.3362, delta: 0.0584, restart: 0.4512, best: 0.5511436548461995,
      young: 0.5894168767607109, daly: 0.5511264688780259,
      sure: 0.7791140838733889, risky: 0.7873064073414632,
      perWork: 1.4136315949982332),
  ]

  @Test(arguments: exponential)
  func exponentialAgainstMpmath(_ x: Exponential) throws {
    let best = try #require(
      ExponentialCheckpoint.bestIntervalHours(
        checkpointHours: x.delta, lossesPerHour: x.rate))
    expectRelative(best, x.best, relative: 1e-10)
    expectRelative(
      ExponentialCheckpoint.youngIntervalHours(
        checkpointHours: x.delta, meanHoursBetweenLosses: 1 / x.rate), x.young,
      relative: 1e-12)
    expectRelative(
      ExponentialCheckpoint.dalyIntervalHours(
        checkpointHours: x.delta, meanHoursBetweenLosses: 1 / x.rate), x.daly,
      relative: 1e-12)
    for (risk, expected) in [
      (ExponentialCheckpoint.RestartRisk.cannotFail, x.sure),
      (.canFail, x.risky),
    ] {
      expectRelative(
        ExponentialCheckpoint.segmentHours(
          intervalHours: x.best, checkpointHours: x.delta,
          restartHours: x.restart, lossesPerHour: x.rate, restart: risk),
        expected, relative: 1e-12)
    }
    expectRelative(
      ExponentialCheckpoint.hoursPerUsefulHour(
        intervalHours: x.best, checkpointHours: x.delta,
        restartHours: x.restart, lossesPerHour: x.rate, restart: .cannotFail),
      x.perWork, relative: 1e-12)
  }

  /// scipy DOP853, rtol 1e-13; the first two are exact limits.
  @Test(arguments: [
    [0.5059, 0.4502, 0, 4.833, 25.556741359640956],
    [0.7551, 0.4491, 1, 5.557, 7.4414643333699955],
    [0.0426, 0.2901, 0.899, 3.999, 4.081709665063293],
    [0.7227, 0.0857, 0.472, 1.705, 2.3777627943662734],
    [0.4441, 0.3529, 0.062, 1.535, 2.4711917549351865],
    [0.238, 0.5515, 0.739, 1.21, 1.4178593352124345],
    [0.6418, 0.1005, 0.606, 1.022, 1.2200999988709418],
    [0.0214, 0.5254, 0.239, 1.528, 1.5645145832655951],
  ])
  func savingOnNotice(_ x: [Double]) {
    expectRelative(
      ExponentialCheckpoint.hoursWithNotice(
        workHours: x[3], restartHours: x[1], lossesPerHour: x[0],
        saveProbability: x[2]), x[4], relative: 1e-10)
  }
}
