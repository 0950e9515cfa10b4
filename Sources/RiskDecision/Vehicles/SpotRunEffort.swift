import Foundation
import RiskModels

extension SpotRun {
  /// Losses of one run up to which every run is played; with n times as many,
  /// each run already averages over them and an n-th of the runs will do.
  private static let lossesForAllRuns = 40.0
  /// Hours that are walked one by one count like a loss, so many at a time.
  private static let hoursPerLoss = 20.0
  /// Least share of the runs, for the sake of the tail: an eighth up to eight
  /// times the losses, and with still more it falls with their square root.
  private static let leastShare = 1.0 / 8
  private static let smallestShare = 1.0 / 64

  /// Losses that a run meets on average, restarts and lost work included, of
  /// each member where they are independent; 0 when nothing is ever lost.
  var expectedLosses: Double {
    guard let life = loss.meanLifeHours, life > 0 else { return 0 }
    let model = checkpoint.model(loss: loss, restartHours: relaunchHours)
    let perHour =
      checkpoint.losesWork
      ? model.hoursPerUsefulHour(intervalHours: intervalHours) ?? 1 : 1
    return workHours * perHour / life
  }

  /// Why a run is not played at all; nil when it is.
  var isTooLong: String? {
    let losses = expectedLosses
    guard losses > Double(Self.mostRestarts) else { return nil }
    let count =
      losses < 1e9 ? "about \(plain(losses, digits: 0))" : "more than 10^9"
    return "The job would meet \(count) losses; more than "
      + "\(Self.mostRestarts) are not played through."
  }

  /// Runs to play out of those asked for: fewer for long jobs.
  func runsWorthPlaying(_ asked: Int) -> Int {
    let walked =
      hourOfWeekMultiplier == nil ? 0 : workHours / Self.hoursPerLoss
    let members = Double(independent?.onSpot ?? 1)
    let effort = (expectedLosses + walked) * members / Self.lossesForAllRuns
    guard effort > 1 else { return asked }
    let floor = max(
      Self.leastShare * min(1, (1 / (Self.leastShare * effort)).squareRoot()),
      Self.smallestShare)
    let share = max(1 / effort, floor)
    return min(max(Int(Double(asked) * share), 16), asked)
  }

  /// True when the pool is known to be down and nothing of its return.
  var neverReturns: Bool {
    isUp == false && acquisition == nil && attemptSuccess == nil
  }
}
