import Foundation
import RiskForecast
import RiskNumerics
import RiskTestSupport
import Testing

/// The drift alarm in closed form and by simulation.
struct DriftProcessTests {
  @Test func valuesInClosedForm() {
    var quiet = DriftProcess()
    quiet.watch(expected: 1, losses: 0)
    // ½ (e^½ + e^−1) = ½ (1.6487213 + 0.3678794).
    expectClose(exp(quiet.logValue), 1.008300356, relative: 1e-9)
    var busy = DriftProcess()
    busy.watch(expected: 1, losses: 7)
    // ½ (2^−7 e^½ + 2^7 e^−1) = ½ (0.01288064 + 47.08856848).
    expectClose(exp(busy.logValue), 23.55072456, relative: 1e-8)
    #expect(busy.observed == 7)
    #expect(busy.expected == 1)
  }

  /// ½ (2^n + 2^−n) first reaches 100 at n = 8; ½ e^(Λ/2) at Λ = 10.6.
  @Test func alarmsAtOneInAHundred() {
    var losses = DriftProcess()
    for _ in 0..<7 { losses.watch(expected: 0, losses: 1) }
    #expect(!losses.isAlarming(0.01))
    losses.watch(expected: 0, losses: 1)
    #expect(losses.isAlarming(0.01))
    var silence = DriftProcess()
    for _ in 0..<105 { silence.watch(expected: 0.1, losses: 0) }
    #expect(!silence.isAlarming(0.01))
    silence.watch(expected: 0.1, losses: 0)
    #expect(silence.isAlarming(0.01))
    // Once raised, an alarm stands: many losses later M is below again.
    for _ in 0..<10 { silence.watch(expected: 0.1, losses: 1) }
    #expect(silence.logValue < -log(0.01))
    #expect(silence.isAlarming(0.01))
  }

  /// Ville: of 4,000 processes that are forecast rightly, at most one in
  /// twenty ever reaches 20 (three standard errors allowed); of those at
  /// twice or half the forecast hazard nearly all do.
  @Test(arguments: [(1.0, 0.0...0.061), (2.0, 0.95...1), (0.5, 0.95...1)])
  func falseAlarmsAreBounded(
    factor: Double, share: ClosedRange<Double>
  ) {
    var rng = SplitMix64(seed: 11)
    let alarms = (0..<4000).count { _ in
      var process = DriftProcess()
      for _ in 0..<300 {
        process.watch(
          expected: 0.2,
          losses: poissonSample(mean: 0.2 * factor, using: &rng))
      }
      return process.isAlarming(0.05)
    }
    let found = Double(alarms) / 4000
    #expect(share.contains(found), "\(found) of the processes")
  }

  /// With s = 2, Λ = 1: (3/2.5)² = 1.44 and (3/4)² = 0.5625 without a loss,
  /// ½ · 1.2³ = 0.864 and 2 · 0.75³ = 0.84375 with one.
  @Test func doubtInClosedForm() {
    var quiet = DriftProcess(shape: 2)
    quiet.watch(expected: 1, losses: 0)
    expectClose(exp(quiet.logValue), (1.44 + 0.5625) / 2, relative: 1e-12)
    var one = DriftProcess(shape: 2)
    one.watch(expected: 1, losses: 1)
    expectClose(exp(one.logValue), (0.864 + 0.84375) / 2, relative: 1e-12)
    // A second fit, known exactly, multiplies each bet: e^½ and e^−1.
    one.refit(shape: .infinity)
    one.watch(expected: 1, losses: 0)
    expectClose(
      exp(one.logValue), (0.864 * exp(0.5) + 0.84375 * exp(-1)) / 2,
      relative: 1e-12)
  }

  /// Hazards that are wrong by a gamma factor of shape 4: taken as exact they
  /// are named far more often than promised, with their doubt they are not.
  @Test func doubtIsNotDrift() {
    var rng = SplitMix64(seed: 12)
    var alarms = (exact: 0, doubted: 0)
    for _ in 0..<2000 {
      let factor = gammaSample(shape: 4, rate: 4, using: &rng)
      var exact = DriftProcess()
      var doubted = DriftProcess(shape: 4)
      for _ in 0..<300 {
        let losses = poissonSample(mean: 0.2 * factor, using: &rng)
        exact.watch(expected: 0.2, losses: losses)
        doubted.watch(expected: 0.2, losses: losses)
      }
      if exact.isAlarming(0.05) { alarms.exact += 1 }
      if doubted.isAlarming(0.05) { alarms.doubted += 1 }
    }
    #expect(alarms.exact > 600)
    // 5 % of 2,000 and three standard errors.
    #expect(alarms.doubted < 130)
  }

  /// Garwood's table: 0 events up to 3.689, 10 events 4.795 to 18.390.
  @Test func exactPoissonIntervals() {
    let none = PoissonInterval(count: 0)
    #expect(none.low == 0)
    expectClose(none.high, 3.688879454, relative: 1e-7)
    let ten = PoissonInterval(count: 10)
    expectClose(ten.low, 4.795389, relative: 1e-6)
    expectClose(ten.high, 18.390356, relative: 1e-6)
  }
}
