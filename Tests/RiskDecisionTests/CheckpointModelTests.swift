import Foundation
import RiskDecision
import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

struct CheckpointModelTests {
  /// The hazard measured on availability traces falls with age.
  static let falling = PiecewiseHazard(
    cutsHours: [0, 0.5, 2, 8], ratesPerHour: [1.2, 0.5, 0.2, 0.06])
  static let bathtub = PiecewiseHazard(
    cutsHours: [0, 1, 20], ratesPerHour: [0.4, 0.02, 0.3], capHours: 24)

  /// A constant hazard gives the closed form e^(λR)/λ·(e^(λ(τ+δ)) − 1)/τ.
  @Test(arguments: [(0.3, 0.05, 0.2, 0.7), (2, 1.0 / 60, 0.25, 1.0 / 6)])
  func constantHazardIsTheClosedForm(
    rate: Double, pause: Double, restart: Double, tau: Double
  ) throws {
    let model = CheckpointModel(
      loss: PiecewiseHazard(constantPerHour: rate), pauseHours: pause,
      restartHours: restart)
    let expected = ExponentialCheckpoint.hoursPerUsefulHour(
      intervalHours: tau, checkpointHours: pause, restartHours: restart,
      lossesPerHour: rate)
    expectClose(
      try #require(model.hoursPerUsefulHour(intervalHours: tau)), expected,
      relative: 1e-12)
    let best = try #require(
      model.bestInterval(minHours: 1.0 / 3600, workHours: 100))
    let closed = try #require(
      ExponentialCheckpoint.bestIntervalHours(
        checkpointHours: pause, lossesPerHour: rate))
    expectClose(best.intervalHours / closed, 1, relative: 1e-4)
  }

  /// One hour of work, never saved before the end.
  ///
  /// λ = 0.5, restart R = 0.2 that can fail: the first try takes
  /// E min(T, 1) = (1 − e^(−0.5))/0.5; each later one runs R + 1. By hand:
  /// T₀ = 0.786939 + 0.393469·m with m = (1 − e^(−0.6))/0.5/e^(−0.6) =
  /// 1.644238, so 1.433896.
  @Test func oneSegmentByHand() throws {
    let model = CheckpointModel(
      loss: PiecewiseHazard(constantPerHour: 0.5), pauseHours: 0.1,
      restartHours: 0.2)
    let hours = try #require(
      model.expectedRunningHours(
        workHours: 1, intervalHours: 1, launchHours: 0))
    expectClose(hours, 1.433896, relative: 1e-6)
  }

  /// The recursion against playing the job through, 8,000 runs each.
  @Test(arguments: [0.0, 3.0])
  func recursionAgainstSimulation(age: Double) throws {
    for (hazard, seed) in [(Self.falling, 1), (Self.bathtub, 2)]
      as [(PiecewiseHazard, UInt64)]
    {
      let model = CheckpointModel(
        loss: hazard, pauseHours: 0.05, restartHours: 0.3)
      let expected = try #require(
        model.expectedRunningHours(
          workHours: 6, intervalHours: 0.8, startAgeHours: age,
          launchHours: 0.1))
      var generator = SplitMix64(seed: seed)
      var sum = 0.0
      var squares = 0.0
      let n = 8000
      for _ in 0..<n {
        let hours = Self.play(
          hazard, work: 6, tau: 0.8, pause: 0.05, restart: 0.3, launch: 0.1,
          age: age, &generator)
        sum += hours
        squares += hours * hours
      }
      let mean = sum / Double(n)
      let error = ((squares / Double(n) - mean * mean) / Double(n)).squareRoot()
      #expect(abs(mean - expected) < 3.5 * error, "\(mean) \(expected)")
    }
  }

  /// One run in steps of whole segments, by survival of each.
  static func play(
    _ hazard: PiecewiseHazard, work: Double, tau: Double, pause: Double,
    restart: Double, launch: Double, age start: Double,
    _ generator: inout SplitMix64
  ) -> Double {
    var left = work
    var hours = 0.0
    var age = start
    var first = launch
    while true {
      // Time of the loss by bisection on survival.
      let u = generator.uniform()
      var low = 0.0
      var high = 200.0
      for _ in 0..<36 {
        let middle = (low + high) / 2
        if hazard.survival(aheadHours: middle, ageHours: age) > u {
          low = middle
        } else {
          high = middle
        }
      }
      var at = first
      while low > at {
        let last = left <= tau + 1e-9
        let length = last ? left : tau + pause
        if low <= at + length { break }
        at += length
        if last { return hours + at }
        left -= tau
      }
      hours += low
      age = 0
      first = restart
    }
  }

  @Test func intervalIsWholeStepsAndNotTooShort() throws {
    let model = CheckpointModel(
      loss: Self.falling, pauseHours: 0.01, restartHours: 0.2)
    let free = try #require(
      model.bestInterval(minHours: 0.001, workHours: 48))
    let stepped = try #require(
      model.bestInterval(minHours: 0.001, workHours: 48, stepHours: 0.07))
    let steps = stepped.intervalHours / 0.07
    #expect(abs(steps - steps.rounded()) < 1e-9)
    #expect(abs(stepped.intervalHours - free.intervalHours) <= 0.07)
    let bounded = try #require(
      model.bestInterval(minHours: 2, workHours: 48))
    #expect(bounded.intervalHours >= 2)
  }

  /// Falling hazard: the first interval after a start is the shortest.
  ///
  /// With a constant hazard one entry, at the closed-form interval.
  @Test func scheduleFollowsTheHazard() throws {
    let falling = CheckpointModel(
      loss: Self.falling, pauseHours: 0.05, restartHours: 0.2
    ).schedule(minHours: 0.01, workHours: 48)
    #expect(falling.count > 1)
    let first = try #require(falling.first)
    let last = try #require(falling.last)
    #expect(first.ageHours == 0)
    #expect(first.intervalHours < last.intervalHours)
    let constant = CheckpointModel(
      loss: PiecewiseHazard(constantPerHour: 0.4), pauseHours: 0.05,
      restartHours: 0.2
    ).schedule(minHours: 0.01, workHours: 48)
    #expect(constant.count == 1)
    let closed = try #require(
      ExponentialCheckpoint.bestIntervalHours(
        checkpointHours: 0.05, lossesPerHour: 0.4))
    expectClose(
      try #require(constant.first).intervalHours / closed, 1, relative: 1e-4)
  }

  /// With a cap at 24 h a checkpoint is due shortly before it.
  @Test func capMakesTheLastIntervalsShort() throws {
    let schedule = CheckpointModel(
      loss: Self.bathtub, pauseHours: 0.05, restartHours: 0.2
    ).schedule(minHours: 0.01, workHours: 48)
    let longest = try #require(schedule.map(\.intervalHours).max())
    let first = try #require(schedule.first).intervalHours
    let last = try #require(schedule.last)
    #expect(first < longest)
    #expect(last.intervalHours < longest)
    #expect(last.ageHours + last.intervalHours <= 24)
  }

  /// Life is finite in a pool with a cap: an interval that never fits saves
  /// nothing.
  @Test func intervalBeyondTheCapSavesNothing() {
    let model = CheckpointModel(
      loss: PiecewiseHazard(constantPerHour: 0.01, capHours: 24),
      pauseHours: 0.1, restartHours: 0.2)
    #expect(model.hoursPerUsefulHour(intervalHours: 25) == nil)
    #expect(
      model.expectedRunningHours(
        workHours: 25, intervalHours: 25, launchHours: 0) == nil)
  }
}
