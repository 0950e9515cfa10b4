import Foundation
import RiskDomain
import RiskTestSupport
import Testing

@testable import RiskSimulation

/// Worlds that are harder than `gpu-month`, or easier.
struct ScenarioTests {
  /// Losses agree with the integral of the true hazard, whatever moves it:
  /// within 4.5 standard deviations by the sum of squared jumps.
  @Test(arguments: [Scenario.drift, .waves, .daily, .flat])
  func countsAgreeWithTheTrueHazard(scenario: Scenario) throws {
    for seed in [UInt64(1), 2, 3] {
      let facts = try GPUMonth(scenario, days: 28, seed: seed).facts()
      var observed = 0.0
      var jumps: [String: Double] = [:]
      for life in facts.histories.flatMap(\.lives)
      where life.exit == .interrupted {
        observed += 1
        jumps["\(life.plan.pool.key) \(life.endedAt)", default: 0] += 1
      }
      let expected = facts.expectedInterruptions.reduce(0, +)
      let squares = jumps.values.reduce(0) { $0 + $1 * $1 }
      #expect(observed > 300)
      #expect(
        abs(observed - expected) <= 4.5 * squares.squareRoot(),
        "\(scenario.name), seed \(seed): \(observed) against \(expected)")
    }
  }

  /// Multipliers change by exp(0.4) on average from the first to the last day.
  @Test func driftEndsElsewhere() throws {
    let month = try GPUMonth(.drift, seed: 1)
    let truth = month.truth()
    #expect(truth.scenario == "drift")
    let changes = truth.pools.map {
      2 * log($0.cumulativeHazard24h / 1.0972 / $0.multiplier)
    }
    let mean = changes.reduce(0, +) / 48
    // 0.4 ± 0.6/√48 · 3, from the integral of the baseline, 1.0972.
    #expect(abs(mean - 0.4) < 0.26, "\(mean)")
    #expect((changes.max() ?? 0) > 1)
  }

  /// Surges cover 4 of 64 hours, at six times the rest, with mean 1.
  @Test func wavesHitWholeRegions() throws {
    let facts = try GPUMonth(.waves, days: 366, seed: 4).facts()
    #expect(facts.world.waves.count == 5)
    for factors in facts.world.waves.values {
      #expect(factors.count == 366 * 24)
      let levels = Set(factors).sorted()
      #expect(levels.count == 2)
      expectClose(levels[1] / levels[0], 6, relative: 1e-9)
      // A surge fills the hours that it touches.
      let mean = factors.reduce(0, +) / Double(factors.count)
      #expect(mean > 0.9 && mean < 1.25, "\(mean)")
    }
  }

  @Test func sparseHasTwoLossesAPool() throws {
    let month = try GPUMonth(.sparse, seed: 1)
    let truth = month.truth()
    #expect(truth.pools.count == 5000)
    #expect(Set(truth.pools.map(\.pool)).count == 5000)
    let losses = Double(truth.pools.reduce(0) { $0 + $1.interruptions })
    #expect(losses / 5000 > 1.7 && losses / 5000 < 2.3, "\(losses / 5000)")
    var paths: [String] = []
    try month.write { paths.append($0.path) }
    #expect(paths == ["launches/launches-1.csv.gz", "truth.json"])
  }

  /// The day's crest is four times its trough, hour by hour, in every region.
  @Test func dailyIsFourfold() throws {
    let truth = try GPUMonth(.daily, days: 2, seed: 9).truth()
    #expect(truth.hourOfWeek.count == 5)
    for rhythm in truth.hourOfWeek.values {
      let ratio = (rhythm.max() ?? 0) / (rhythm.min() ?? 1)
      // Half an hour from the crest: cos(π/24) = 0.9914.
      expectClose(ratio, pow(4, 0.9914), relative: 1e-3)
    }
    let flat = try GPUMonth(.flat, days: 2, seed: 9).truth()
    #expect(
      flat.hourOfWeek.values.allSatisfy { $0.allSatisfy { $0 == 1 } })
    #expect(
      flat.pools.allSatisfy { $0.parts.zone == 1 && $0.parts.family == 1 })
  }
}
