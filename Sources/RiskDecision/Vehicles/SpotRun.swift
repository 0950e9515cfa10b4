import Foundation
import RiskDomain
import RiskForecast
import RiskModels
import RiskNumerics

/// One plan on spot capacity, ready to be played through.
///
/// All hours are counted from the moment of the advice; all prices are those
/// of the whole gang, or of one of its members where they are independent.
struct SpotRun: Sendable {
  /// Hours between two requests for capacity where only the chance of one
  /// request is known: ten minutes.
  static let hoursBetweenRequests = 1.0 / 6
  /// How long survivors of a loss are paid while a new member is sought.
  ///
  /// After an hour all are given back and the gang is launched anew.
  static let holdHours = 1.0
  /// Restarts after which a run is given up.
  static let mostRestarts = 20_000

  /// The spot part as it is launched.
  var members: GangMembers
  /// Its losses by the hours since the last restart.
  var loss: PiecewiseHazard
  var lossShape: Double
  /// Down to up; nil = not known.
  var acquisition: PoolOutlook.UncertainHazard?
  /// P(one request succeeds); used where `acquisition` is nil.
  var attemptSuccess: Double?
  var hourOfWeekMultiplier: [Double]?
  /// Hour of the week, UTC, at the moment of the advice, with its fraction.
  var hourOfWeekAtZero: Double
  /// True when ages run from the start of a pool's availability.
  var agesFollowPool: Bool
  var isUp: Bool?
  var stateAgeHours: Double

  /// While running: spot part at its mean price, and an on-demand part.
  var spotUSDPerHour: Double
  /// Standard deviation of the logarithm of the spot price.
  var priceLogDeviation: Double
  var onDemandShareUSDPerHour: Double
  /// The whole gang on-demand; nil = no fallback.
  var fallbackUSDPerHour: Double?
  /// Hours to wait for spot before the fallback; nil = as long as is safe.
  var patienceHours: Double?

  var startHours: Double
  var deadlineHours: Double?
  var workHours: Double
  var intervalHours: Double
  var checkpoint: CheckpointPlan
  var launchHours: Double
  var relaunchHours: Double
  /// A run that is not done by then is given up, or handed over.
  var giveUpHours: Double
  /// How far the gang may shrink; nil = all or nothing.
  var elastic: ElasticGang?
  /// Members that each run for themselves; nil = the run is of one gang.
  ///
  /// Prices and losses are then those of one member.
  var independent: IndependentMembers?
  /// The block that takes over at `giveUpHours`; nil = none.
  var handover: BlockHandover?

  /// What one run came to, in dollars and hours.
  struct Outcome: Sendable {
    var computeUSD = 0.0
    var checkpointUSD = 0.0
    var lostUSD = 0.0
    var restartUSD = 0.0
    var waitingUSD = 0.0
    /// Paid for and not used: the tail of a block.
    var idleUSD = 0.0
    var interruptions = 0
    /// Launches, on spot and on the fallback; each reads its data.
    var starts = 0
    /// Hour at which the work was done; nil when the run was given up.
    var doneHours: Double?
    /// What was drawn for the run.
    var draw = WorldDraw(loss: 1, wait: 1, price: 1)
    /// True when it ended on the fallback.
    var usedFallback = false
    /// True when something was launched on spot.
    var ranOnSpot = false

    /// Charges a stretch and counts its start.
    mutating func add(_ stretch: Stretch, usdPerHour price: Double) {
      restartUSD += stretch.restartHours * price
      computeUSD += stretch.savedHours * price
      checkpointUSD += stretch.overheadHours * price
      lostUSD += stretch.lostHours * price
      // A stretch that is unsafe from its first hour is not launched.
      if stretch.end != .unsafe || stretch.totalHours > 0 {
        starts += 1
        ranOnSpot = true
      }
    }

    /// True when nothing ran before it went to the fallback.
    var isFallbackAlone: Bool { usedFallback && !ranOnSpot }

    var totalUSD: Double {
      computeUSD + checkpointUSD + lostUSD + restartUSD + waitingUSD + idleUSD
    }
  }

  /// Where the draws of one run begin: its luck, and what is not known of the
  /// world.
  struct Seeds: Hashable, Sendable {
    var luck: UInt64
    var world: UInt64

    /// Keeps the draws of the world apart from those of luck.
    private static let worldSeed: UInt64 = 0x5DEE_CE66_D1CE_4E5B

    init(_ seed: UInt64) {
      luck = seed
      world = seed ^ Self.worldSeed
    }
  }

  /// What is not known of a pool, drawn once for a run.
  struct WorldDraw: Sendable {
    var loss: Double
    var wait: Double
    var price: Double
  }

  func worldDraw(using world: inout SplitMix64) -> WorldDraw {
    let loss = HazardDraws.multiplier(shape: lossShape, using: &world)
    let wait = HazardDraws.multiplier(
      shape: acquisition?.multiplierShape ?? 0, using: &world)
    // Log-normal with mean 1.
    let z = normalSample(using: &world)
    return WorldDraw(
      loss: loss, wait: wait,
      price: exp(
        priceLogDeviation * z - priceLogDeviation * priceLogDeviation / 2))
  }

  /// Plays one run; the same seeds give the same luck to every plan.
  func play(_ seeds: Seeds) -> Outcome {
    if let elastic { return playElastic(elastic, seeds) }
    if let independent { return playIndependent(independent, seeds) }
    return play(luck: seeds.luck, world: seeds.world)
  }

  /// Plays one run of what is launched together.
  func play(luck luckSeed: UInt64, world worldSeed: UInt64) -> Outcome {
    var luck = SplitMix64(seed: luckSeed)
    var world = SplitMix64(seed: worldSeed)
    let draw = worldDraw(using: &world)
    var outcome = Outcome()
    outcome.draw = draw
    let (lossFactor, waitFactor, priceFactor) = (
      draw.loss, draw.wait, draw.price
    )
    let price = spotUSDPerHour * priceFactor + onDemandShareUSDPerHour
    var left = workHours
    var now = startHours
    var wait: Double
    let age: Double
    (wait, age) = firstWait(
      lossFactor: lossFactor, waitFactor: waitFactor, using: &world)
    var gang = members
    gang.advance(hours: age)
    var restart = launchHours
    var isFirst = true
    // Losses, and ends at the cap.
    var ends = 0
    // What is paid per hour of waiting: the survivors and the on-demand part.
    var heldUSDPerHour = 0.0
    var holdsSurvivors = false
    while ends < Self.mostRestarts, now < giveUpHours {
      if let limit = waitLimit(now: now, left: left), wait > limit {
        outcome.waitingUSD += min(limit, Self.holdHours) * heldUSDPerHour
        now += limit
        finishOnDemand(&outcome, at: now, left: left, launch: restart)
        return outcome
      }
      now += wait
      outcome.waitingUSD += min(wait, Self.holdHours) * heldUSDPerHour
      if holdsSurvivors {
        if wait > Self.holdHours {
          gang.renew()
        } else {
          gang.wait(hours: wait)
        }
      }
      guard now < giveUpHours else { break }
      let capHours = gang.hoursToCap
      let life = gang.lifeHours(
        factor: lossFactor,
        exponential: exponentialSample(rate: 1, using: &luck),
        within: longestHours(left: left, restart: restart),
        hourOfWeek: hourOfWeekMultiplier, hour: hourOfWeekAtZero + now)
      let horizon = handover == nil ? .infinity : giveUpHours - now
      var stretch = self.stretch(
        left: left, restart: restart, life: min(life, horizon), from: now)
      if life > horizon { stretch.saveBeforeHandover(checkpoint) }
      // The end at the cap is known ahead: a planned hop.
      let isAtCap = capHours.map { life >= $0 } ?? false
      if isAtCap { stretch.saveBeforeCap(checkpoint) }
      outcome.add(stretch, usdPerHour: price)
      now += stretch.totalHours
      left -= stretch.savedHours
      if stretch.end == .lost, life > horizon { break }
      switch stretch.end {
      case .done:
        outcome.doneHours = now
        handover?.chargeUnused(&outcome)
        return outcome
      case .unsafe:
        finishOnDemand(
          &outcome, at: now, left: left,
          launch: isFirst && stretch.savedHours == 0
            ? launchHours : relaunchHours)
        return outcome
      case .lost:
        ends += 1
        if !isAtCap { outcome.interruptions += 1 }
        gang.advance(hours: life)
        let lost = gang.lose(using: &luck)
        holdsSurvivors = !lost.isWhole
        heldUSDPerHour =
          onDemandShareUSDPerHour + spotUSDPerHour * priceFactor
          * Double(gang.size - lost.count) / Double(gang.size)
      }
      isFirst = false
      restart = relaunchHours
      wait = waitHours(factor: waitFactor, ageHours: 0, using: &luck)
    }
    handover?.finish(
      &outcome, left: left,
      launchHours: left < workHours ? relaunchHours : launchHours)
    return outcome
  }

  func finishOnDemand(
    _ outcome: inout Outcome, at now: Double, left: Double, launch: Double
  ) {
    let price = fallbackUSDPerHour ?? 0
    outcome.restartUSD += launch * price
    outcome.computeUSD += left * price
    outcome.starts += 1
    outcome.doneHours = now + launch + left
    outcome.usedFallback = true
  }

  /// Longest wait for spot that patience and the deadline allow; nil without
  /// fallback.
  func waitLimit(now: Double, left: Double) -> Double? {
    guard fallbackUSDPerHour != nil else { return nil }
    let safe = deadlineHours.map { max($0 - now - relaunchHours - left, 0) }
    return switch (safe, patienceHours) {
    case (let safe?, let patience?): min(safe, patience)
    case (let safe?, nil): safe
    case (nil, let patience): patience
    }
  }
}
