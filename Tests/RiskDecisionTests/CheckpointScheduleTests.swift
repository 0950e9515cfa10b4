import Foundation
import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

@testable import RiskDecision

/// What intervals by age are worth.
struct CheckpointScheduleTests {
  /// Losses over hours by age of the up-spells of the eight open AWS
  /// availability traces of October 2022, first spells left out.
  static let openTraces = PiecewiseHazard(
    cutsHours: [0, 1.0 / 6, 0.5, 1, 2, 4, 8, 16, 32],
    ratesPerHour: [
      2.018, 1.171, 0.762, 0.473, 0.294, 0.189, 0.132, 0.082, 0.047,
    ])

  /// A constant hazard: the closed form, within 1 % of Daly's.
  @Test(arguments: [(0.05, 0.05), (0.4, 0.05), (1, 0.1), (0.1, 0.01)])
  func constantHazardGivesDaly(rate: Double, pause: Double) throws {
    let schedule = CheckpointModel(
      loss: PiecewiseHazard(constantPerHour: rate), pauseHours: pause,
      restartHours: 0.2
    ).schedule(minHours: 0.001, workHours: 48)
    #expect(schedule.count == 1)
    let interval = try #require(schedule.first).intervalHours
    expectClose(
      interval
        / ExponentialCheckpoint.dalyIntervalHours(
          checkpointHours: pause, meanHoursBetweenLosses: 1 / rate),
      1, relative: 0.01)
  }

  /// 48 h of work, restarts of 0.2 h, on falling hazards: intervals by age
  /// against Young's constant one, both on the same lives.
  ///
  /// Seen: 1.1 % with pauses of 3 minutes, 1.7 % with 6 (standard errors of
  /// 0.04 and 0.05 %).
  @Test(arguments: [(0.05, 0.009), (0.1, 0.015)])
  func fallingHazardsSaveTime(pause: Double, least: Double) throws {
    let model = CheckpointModel(
      loss: Self.openTraces, pauseHours: pause, restartHours: 0.2)
    let schedule = model.schedule(minHours: 0.01, workHours: 48)
    let young = ExponentialCheckpoint.youngIntervalHours(
      checkpointHours: pause,
      meanHoursBetweenLosses: try #require(Self.openTraces.meanLifeHours))
    let constant = [
      CheckpointModel.ScheduleEntry(ageHours: 0, intervalHours: young)
    ]
    var (sum, squares, base) = (0.0, 0.0, 0.0)
    let runs = 4000
    for seed in 0..<runs {
      let theirs = hours(model, constant, seed: UInt64(seed))
      let saved = theirs - hours(model, schedule, seed: UInt64(seed))
      base += theirs
      sum += saved
      squares += saved * saved
    }
    let n = Double(runs)
    let (average, makespan) = (sum / n, base / n)
    let variance = squares / n - average * average
    let mean = average / makespan
    let error = (variance / n).squareRoot() / makespan
    #expect(
      mean - 2 * error > least,
      "saved \(mean) with a standard error of \(error)")
  }

  /// Hours until 48 h of work are done, lives drawn with a seed.
  private func hours(
    _ model: CheckpointModel, _ schedule: [CheckpointModel.ScheduleEntry],
    seed: UInt64
  ) -> Double {
    var luck = SplitMix64(seed: seed)
    var left = 48.0
    var passed = 0.0
    while true {
      var rest = -log(1 - luck.uniform())
      var life = 0.0
      let cuts = model.loss.cutsHours
      for (k, cut) in cuts.enumerated() {
        let rate = model.loss.ratesPerHour[k]
        let width =
          k + 1 < cuts.count ? cuts[k + 1] - cut : Double.infinity
        guard rate * width < rest else {
          life = cut + rest / rate
          break
        }
        rest -= rate * width
      }
      var age = model.restartHours
      while age < life {
        let interval =
          schedule.last { $0.ageHours <= age + 1e-9 }?.intervalHours ?? left
        let isLast = left <= interval
        let end = age + (isLast ? left : interval + model.pauseHours)
        if end > life { break }
        age = end
        if isLast { return passed + end }
        left -= interval
      }
      passed += life
    }
  }
}
