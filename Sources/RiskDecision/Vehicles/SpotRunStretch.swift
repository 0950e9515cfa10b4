import Foundation
import RiskForecast
import RiskModels
import RiskNumerics

extension SpotRun {
  /// How one stretch of running ended.
  enum End: Sendable { case done, lost, unsafe }

  /// One stretch from launch to loss, completion or planned fallback.
  struct Stretch: Sendable {
    var end: End
    var restartHours: Double
    /// Useful work that is durable.
    var savedHours: Double
    /// Checkpoints that became durable, and the slowdown.
    var overheadHours: Double
    var lostHours: Double

    var totalHours: Double {
      restartHours + savedHours + overheadHours + lostHours
    }

    /// Counts a share of what a loss would throw away as done: the part of
    /// members that go on.
    mutating func keepWork(share: Double) {
      savedHours += lostHours * share
      lostHours *= 1 - share
    }

    /// Takes a last checkpoint before an end that was planned: of the work
    /// since the one before it only that pause is not useful.
    mutating func saveBeforeHandover(_ plan: CheckpointPlan) {
      guard end == .lost, plan.losesWork else { return }
      keep(max(lostHours - plan.saveHours, 0) / plan.slowdown)
    }

    /// Takes a last checkpoint of whole steps before the cap of a life.
    ///
    /// Nothing changes where there is no time for it or no step to save.
    mutating func saveBeforeCap(_ plan: CheckpointPlan) {
      guard end == .lost, plan.losesWork else { return }
      let useful = plan.savableHours(inRunning: lostHours)
      if useful > 0 { keep(useful) }
    }

    private mutating func keep(_ useful: Double) {
      overheadHours += lostHours - useful
      savedHours += useful
      lostHours = 0
    }
  }

  /// Hours that a stretch takes at most.
  func longestHours(left: Double, restart: Double) -> Double {
    guard checkpoint.losesWork else { return restart + left }
    let segments = (left / intervalHours).rounded(.up)
    return restart + left * checkpoint.slowdown
      + segments * checkpoint.pauseHours
  }

  /// Plays a stretch with a known life.
  func stretch(
    left: Double, restart: Double, life: Double, from now: Double
  ) -> Stretch {
    let tau = checkpoint.losesWork ? min(intervalHours, left) : left
    let length =
      checkpoint.losesWork
      ? tau * checkpoint.slowdown + checkpoint.pauseHours : left
    // Segments before the last, which needs no checkpoint.
    let before =
      checkpoint.losesWork
      ? max(Int((left / tau - 1e-9).rounded(.up)) - 1, 0) : 0
    let lastWork = left - Double(before) * tau
    let lastLength =
      checkpoint.losesWork ? lastWork * checkpoint.slowdown : lastWork
    let wanted = restart + Double(before) * length + lastLength

    // Until when the gang may run before a loss would miss the deadline.
    var allowed = Int.max
    var continuousLimit = Double.infinity
    if fallbackUSDPerHour != nil, let deadlineHours {
      let slack =
        deadlineHours - now - restart - length - relaunchHours - left
      if checkpoint.losesWork {
        let drain = length - tau
        if slack < 0 {
          allowed = 0
        } else if drain > 1e-12 {
          allowed = Int(min(slack / drain, 1e9)) + 1
        }
      } else if slack + length < 0 {
        continuousLimit = 0
      }
    }
    if continuousLimit == 0 || allowed == 0 {
      return Stretch(
        end: .unsafe, restartHours: 0, savedHours: 0, overheadHours: 0,
        lostHours: 0)
    }
    let isCut = allowed <= before
    let planned =
      isCut ? restart + Double(allowed) * length : wanted
    if life >= planned {
      let segments = isCut ? allowed : before
      let saved = isCut ? Double(allowed) * tau : left
      return Stretch(
        end: isCut ? .unsafe : .done, restartHours: restart,
        savedHours: saved,
        overheadHours: Double(segments) * (length - tau)
          + (isCut ? 0 : lastLength - lastWork),
        lostHours: 0)
    }
    let ran = max(life - restart, 0)
    guard checkpoint.losesWork else {
      return Stretch(
        end: .lost, restartHours: min(life, restart), savedHours: ran,
        overheadHours: 0, lostHours: 0)
    }
    let durable = min(
      max(Int((ran - checkpoint.durableLagHours) / length), 0), before)
    let saved = Double(durable) * tau
    let overhead = Double(durable) * (length - tau)
    return Stretch(
      end: .lost, restartHours: min(life, restart), savedHours: saved,
      overheadHours: overhead, lostHours: max(ran - saved - overhead, 0))
  }

  /// Hours until capacity is had again, from an age of the shortage.
  func waitHours(
    factor: Double, ageHours: Double, using luck: inout SplitMix64
  ) -> Double {
    let exponential = exponentialSample(rate: 1, using: &luck)
    if let acquisition {
      return acquisition.mean.inverse(
        exponential / max(factor, 1e-300), ageHours: ageHours)
    }
    guard let p = attemptSuccess, p < 1 else { return 0 }
    guard p > 0 else { return .infinity }
    // Number of failures before the first success, by inversion.
    let failures = (exponential / -log1p(-p)).rounded(.down)
    return failures * Self.hoursBetweenRequests
  }

  /// Hours until a pool that is up goes down, for a probed pool.
  private func poolLifeHours(
    ageHours: Double, from now: Double, factor: Double, within: Double,
    using luck: inout SplitMix64
  ) -> Double {
    var pool = members
    pool.advance(hours: ageHours)
    return pool.lifeHours(
      factor: factor, exponential: exponentialSample(rate: 1, using: &luck),
      within: within, hourOfWeek: hourOfWeekMultiplier,
      hour: hourOfWeekAtZero + now)
  }

  /// Wait at the start of the plan and the age of what is then had.
  ///
  /// Where the state of the pool is known it is carried on from the moment of
  /// the advice to the start.
  func firstWait(
    lossFactor: Double, waitFactor: Double, using world: inout SplitMix64
  ) -> (wait: Double, age: Double) {
    // Nothing known of a return is no return, never one at once.
    if neverReturns { return (.infinity, 0) }
    guard let isUp, agesFollowPool else {
      guard self.isUp != true else { return (0, 0) }
      return (
        waitHours(
          factor: waitFactor, ageHours: stateAgeHours, using: &world), 0
      )
    }
    var up = isUp
    var age = stateAgeHours
    var now = 0.0
    // Without knowledge of how capacity comes back the state is kept.
    guard acquisition != nil || attemptSuccess != nil else {
      return (0, age + startHours)
    }
    for _ in 0..<Self.mostRestarts {
      let rest =
        up
        ? poolLifeHours(
          ageHours: age, from: now, factor: lossFactor,
          within: startHours - now + 1, using: &world)
        : waitHours(factor: waitFactor, ageHours: age, using: &world)
      if now + rest > startHours {
        return up
          ? (0, age + startHours - now) : (now + rest - startHours, 0)
      }
      now += rest
      up.toggle()
      age = 0
    }
    return (0, 0)
  }
}

extension PiecewiseHazard {
  /// Hours from an age until the cumulative hazard has grown by an amount.
  ///
  /// Infinite when it never does. A cap on life is not looked at.
  func inverse(_ amount: Double, ageHours: Double) -> Double {
    var rest = amount
    var at = ageHours
    for k in cutsHours.indices {
      let until = k + 1 < cutsHours.count ? cutsHours[k + 1] : .infinity
      guard until > at else { continue }
      let rate = ratesPerHour[k]
      if rate > 0, rate * (until - at) >= rest {
        return at + rest / rate - ageHours
      }
      if until == .infinity { return .infinity }
      rest -= rate * (until - at)
      at = until
    }
    return .infinity
  }
}
