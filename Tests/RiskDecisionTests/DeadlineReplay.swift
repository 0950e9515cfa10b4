import Foundation
import RiskDecision
import RiskDomain
import RiskForecast
import RiskModels
import RiskNumerics

/// A job replayed on a trace of one pool, tick by tick, as the published
/// simulators do: a launch or a change of mode costs `launchTicks` that are
/// paid and do no work; spot is lost at the boundary of a tick.
struct DeadlineReplay {
  static let tick = 0.1
  static let pool = PoolID(
    provider: .aws, zone: "us-west-2a", instanceType: "p3.2xlarge")
  static let start = UTCInstant(unixSeconds: 1_700_000_000)

  var up: [Bool]
  var work: Int
  var deadline: Int
  var launchTicks: Int
  var onDemandPrice = 10.0 / 3

  struct Result: Equatable {
    var cost: Double
    var missed: Bool
  }

  enum Mode { case idle, spot, onDemand }

  /// `choose` gets tick, work left, mode, launch ticks left.
  func run(_ choose: (Int, Int, Mode, Int) -> Mode) -> Result {
    var left = work
    var mode = Mode.idle
    var launch = 0
    var cost = 0.0
    var t = 0
    while left > 0, t < deadline {
      if mode == .spot, !up[t] { (mode, launch) = (.idle, 0) }
      var want = choose(t, left, mode, launch)
      if want == .spot, !up[t] { want = .idle }
      if want != mode {
        (mode, launch) = (want, want == .idle ? 0 : launchTicks)
      }
      if mode != .idle {
        cost += mode == .spot ? 1 : onDemandPrice
        if launch > 0 { launch -= 1 } else { left -= 1 }
      }
      t += 1
    }
    return Result(cost: cost, missed: left > 0)
  }

  /// Spot or wait, on-demand from the last safe tick on.
  func greedy() -> Result {
    var locked = false
    return run { t, left, mode, _ in
      if mode == .idle, deadline - t < left + 2 * launchTicks { locked = true }
      if locked { return .onDemand }
      if mode == .spot { return .spot }
      return up[t] ? .spot : .idle
    }
  }

  var job: JobSpec {
    var job = JobSpec(name: "replay", work: .hours(Double(work) * Self.tick))
    job.pools = [Self.pool]
    job.checkpoint.continuous = true
    job.restart.provisionSeconds = Double(launchTicks) * Self.tick * 3600
    job.restart.initSeconds = 0
    job.vehicles = [.spot, .onDemand]
    job.risk.meetDeadline = 1
    job.prices = [
      JobSpec.PriceOverride(
        pool: Self.pool, spotPerHour: 1, onDemandPerHour: onDemandPrice)
    ]
    return job
  }

  static func outlook(
    loss: PiecewiseHazard, acquisition: PiecewiseHazard?
  ) -> PoolOutlook {
    PoolOutlook(
      pool: pool, asOf: start, evidence: .own, clock: .probe,
      loss: .init(mean: loss, multiplierShape: 50),
      acquisition: acquisition.map {
        .init(mean: $0, multiplierShape: 50)
      })
  }

  /// The policy under test; requests as a caller would write them.
  func decide(_ policy: inout DecidePolicy) -> Result {
    var since = [0]
    for t in 1..<max(up.count, 2) where t < up.count {
      since.append(up[t] == up[t - 1] ? since[t - 1] + 1 : 0)
    }
    return run { t, left, mode, launch in
      let now = Self.start.adding(hours: Double(t) * Self.tick)
      let request = DecideRequest(
        id: "\(t)", now: now,
        deadline: Self.start.adding(hours: Double(deadline) * Self.tick),
        remainingWorkHours: Double(left) * Self.tick,
        mode: mode == .idle ? .idle : mode == .spot ? .spot : .onDemand,
        pool: mode == .spot ? Self.pool : nil,
        restartRemainingHours: Double(launch) * Self.tick,
        pools: [
          .init(
            pool: Self.pool, available: up[t],
            sinceHours: Double(since[t]) * Self.tick)
        ])
      guard case .success(let answer) = policy.answer(request) else {
        return .idle
      }
      return switch answer.action {
      case .spot: .spot
      case .onDemand: .onDemand
      case .wait: .idle
      case .checkpointNow, .capacityBlock: mode
      }
    }
  }
}
