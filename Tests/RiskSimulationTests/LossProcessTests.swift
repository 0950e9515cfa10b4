import Foundation
import RiskDomain
import RiskNumerics
import RiskTestSupport
import Testing

@testable import RiskSimulation

/// Observed against expected losses.
///
/// Observed minus expected is a martingale; its variance is the expected sum
/// of squared jumps, estimated by Σ k² over the instants at which k instances
/// fell together. So |O − E| stays within 4.5 of those standard deviations.
private struct Tally {
  var observed = 0.0
  var expected = 0.0
  var squaredJumps = 0.0

  var isWithinBounds: Bool {
    abs(observed - expected)
      <= 4.5 * max(squaredJumps, expected).squareRoot()
  }
}

@Suite struct LossProcessTests {
  @Test func countsAgreeWithTheTrueHazard() throws {
    for seed in [UInt64(1), 2, 3, 42, 2026] {
      let facts = try GPUMonth(days: 28, seed: seed).facts()
      var month = Tally()
      for (history, expected) in zip(
        facts.histories, facts.expectedInterruptions)
      {
        var pool = Tally()
        var jumps: [UTCInstant: Double] = [:]
        for life in history.lives where life.exit == .interrupted {
          pool.observed += 1
          jumps[life.endedAt, default: 0] += 1
        }
        pool.expected = expected
        pool.squaredJumps = jumps.values.reduce(0) { $0 + $1 * $1 }
        #expect(
          pool.isWithinBounds, "seed \(seed), \(history.plan.pool): \(pool)")
        month.observed += pool.observed
        month.expected += pool.expected
        month.squaredJumps += pool.squaredJumps
      }
      #expect(month.isWithinBounds, "seed \(seed): \(month)")
      #expect(month.observed > 300)
    }
  }

  /// Over twelve months, more than 20,000 losses: a bias of 5 % would show.
  @Test func countsHaveNoBias() throws {
    var all = Tally()
    for seed in UInt64(100)..<112 {
      let facts = try GPUMonth(days: 28, seed: seed).facts()
      all.expected += facts.expectedInterruptions.reduce(0, +)
      var jumps: [UTCInstant: Double] = [:]
      for life in facts.histories.flatMap(\.lives)
      where life.exit == .interrupted {
        all.observed += 1
        jumps[life.endedAt, default: 0] += 1
      }
      all.squaredJumps += jumps.values.reduce(0) { $0 + $1 * $1 }
    }
    #expect(all.observed > 20_000)
    #expect(all.isWithinBounds, "\(all)")
    #expect(abs(all.observed / all.expected - 1) < 0.05, "\(all)")
  }

  /// Plain observed over (multiplier × hours in the piece) gives back the
  /// baseline rates; the rhythm averages out.
  @Test func ageRatesAreRecovered() throws {
    let age = RiskWorld.age
    var tallies = age.cutsHours.map { _ in Tally() }
    for seed in UInt64(1)...6 {
      let facts = try GPUMonth(days: 28, seed: seed, scale: 2).facts()
      for (pool, history) in zip(facts.world.pools, facts.histories) {
        var jumps: [UTCInstant: Double] = [:]
        let rhythm = facts.world.rhythm(of: pool.plan.pool.region)
        for life in history.lives where life.market == .spot {
          let from = life.watchedFrom.hours(since: life.launchedAt)
          let until = life.endedAt.hours(since: life.launchedAt)
          for (k, cut) in age.cutsHours.enumerated() {
            let next =
              k + 1 < age.cutsHours.count ? age.cutsHours[k + 1] : 1e9
            // The rhythm in the middle of the stretch stands for all of it;
            // averaged over thousands of stretches that is exact enough.
            let low = max(from, cut)
            let high = min(until, next)
            guard low < high else { continue }
            let steps = 1 + Int((high - low).rounded(.up))
            let width = (high - low) / Double(steps)
            for step in 0..<steps {
              let at = life.launchedAt.adding(
                hours: low + (Double(step) + 0.5) * width)
              tallies[k].expected +=
                width * age.ratesPerHour[k] * pool.multiplier
                * rhythm[at.hourOfWeekUTC]
            }
            if life.exit == .interrupted, until <= next {
              tallies[k].observed += 1
              jumps[life.endedAt, default: 0] += 1
            }
          }
        }
        let squares = jumps.values.reduce(0) { $0 + $1 * $1 }
        for k in tallies.indices { tallies[k].squaredJumps += squares / 7 }
      }
    }
    for (k, tally) in tallies.enumerated() {
      let ratio = tally.observed / tally.expected
      #expect(tally.isWithinBounds, "piece \(k): \(tally)")
      #expect(ratio > 0.8 && ratio < 1.25, "piece \(k): \(ratio)")
    }
  }

  /// Two instances of one age: of the rate 2(1 − s)λ + sλ at which the first
  /// falls, the part sλ takes both, so s / (2 − s) = 1/3 for s = 1/2.
  @Test func gangsFallTogetherAsOftenAsTheShareSays() throws {
    var rng = SplitMix64(seed: 5)
    let world = RiskWorld(rng: &rng)
    let start = GPUMonth.defaultStart
    let end = start.adding(hours: 24)
    var first = 0.0
    var joint = 0.0
    let pool = try #require(world.pools.first)
    for _ in 0..<3000 {
      let process = LossProcess(
        pool: pool, world: world, from: start, until: end, rng: &rng)
      let losses = (0..<2).map { _ in
        process.loss(
          launchedAt: start, upAt: start, before: end, rng: &rng)
      }
      if losses[0] == nil, losses[1] == nil { continue }
      first += 1
      if losses[0] == losses[1] { joint += 1 }
    }
    let share = joint / first
    let deviation = (1.0 / 3 * 2 / 3 / first).squareRoot()
    #expect(first > 1000)
    #expect(abs(share - 1.0 / 3) < 4.5 * deviation, "\(share)")
  }

  /// The survival of a constant piece is exp(−λt): with delayed entry at 20 h
  /// and the rhythm's integral as time, every draw's integrated hazard is a
  /// unit exponential cut at the horizon's.
  @Test func integratedHazardOfLossesIsExponential() throws {
    var rng = SplitMix64(seed: 9)
    let world = RiskWorld(rng: &rng)
    let start = GPUMonth.defaultStart
    let end = start.adding(hours: 336)
    let pool = try #require(world.pools.last)
    var lost = 0.0
    var hazard = 0.0
    for _ in 0..<1500 {
      let process = LossProcess(
        pool: pool, world: world, from: start, until: end, rng: &rng)
      let launched = start.adding(hours: -20)
      let loss = process.loss(
        launchedAt: launched, upAt: start, before: end, rng: &rng)
      if loss != nil { lost += 1 }
      hazard += process.cumulativeHazard(
        launchedAt: launched, from: start, until: loss ?? end)
    }
    // E[losses] = E[integrated hazard]; the variance of the difference is
    // the expected number of losses.
    #expect(lost > 300)
    #expect(abs(lost - hazard) < 4.5 * lost.squareRoot())
  }

  @Test func ageHazardAddsUp() {
    let age = AgeHazard(cutsHours: [0, 1, 4], ratesPerHour: [0.5, 0.1, 0.02])
    // By hand: 0.5 + 3 · 0.1 + 6 · 0.02 = 0.92.
    expectClose(age.cumulativeHazard(throughHours: 10), 0.92, relative: 1e-12)
    expectClose(age.cumulativeHazard(throughHours: 0.5), 0.25, relative: 1e-12)
    #expect(age.hazard(atAge: 0) == 0.5)
    #expect(age.hazard(atAge: 1) == 0.1)
    #expect(age.hazard(atAge: 100) == 0.02)
  }
}
