import Foundation
import RiskDomain
import Testing

@testable import RiskModels

/// The smoother against the sum over all paths of the two states.
struct WaveSmootherTests {
  private static let model = WaveModel(
    provider: .aws, factor: 6, meanGapHours: 3, meanHours: 1,
    likelihoodRatio: 20, isTaken: true, regions: 1, events: 9)

  private static let series = LossSeries(
    provider: .aws, region: "us-east-1", firstBin: 8,
    expected: [0.5, 0.2, 0, 0.9, 0.4], events: [0, 2, 0, 1, 0])

  private static let weights = [0.3, 0.7, 0.1, 1.2, 0.5]

  /// Every path with its probability given the counts.
  private static let paths: [(states: [Bool], weight: Double)] = {
    let rate = 1 / model.meanGapHours + 1 / model.meanHours
    let fading = exp(-LossSeries.binHours * rate)
    let share = model.surgeShare
    var paths: [(states: [Bool], weight: Double)] = []
    for code in 0..<32 {
      let states = (0..<5).map { code >> $0 & 1 == 1 }
      var weight = 1.0
      for (t, isSurge) in states.enumerated() {
        let before = t == 0 ? share : states[t - 1] ? 1 : 0
        let surge = share + (before - share) * fading
        weight *= isSurge ? surge : 1 - surge
        let mean =
          series.expected[t] * model.quietFactor
          * (isSurge ? model.factor : 1)
        weight *= pow(mean, Double(series.events[t])) * exp(-mean)
      }
      paths.append((states, weight))
    }
    let sum = paths.reduce(0) { $0 + $1.weight }
    return paths.map { ($0.states, $0.weight / sum) }
  }()

  private static func factor(_ isSurge: Bool) -> Double {
    model.quietFactor * (isSurge ? model.factor : 1)
  }

  @Test func factorsAreThoseOfAllPaths() {
    let smoother = WaveSmoother(Self.model, Self.series)
    for t in 0..<5 {
      let expected = Self.paths.reduce(0) {
        $0 + $1.weight * Self.factor($1.states[t])
      }
      #expect(abs(smoother.factors[t] - expected) < 1e-12)
    }
  }

  @Test func varianceIsThatOfAllPaths() {
    let sums = Self.paths.map { path in
      zip(path.states, Self.weights).reduce(0) {
        $0 + $1.1 * Self.factor($1.0)
      }
    }
    let mean = zip(sums, Self.paths).reduce(0) { $0 + $1.0 * $1.1.weight }
    let variance = zip(sums, Self.paths).reduce(0) {
      $0 + ($1.0 - mean) * ($1.0 - mean) * $1.1.weight
    }
    let said = WaveSmoother(Self.model, Self.series)
      .relativeVariance(Self.weights)
    #expect(abs(said - variance / (mean * mean)) < 1e-12)
  }

  /// Hours have the mean of their bins, and all of them a mean of 1; nothing is
  /// said where surges are not told.
  @Test func hoursAverageToOne() throws {
    let series = LossSeries(
      provider: .aws, region: "us-east-1", firstBin: 8,
      expected: Array(repeating: 0.5, count: 8),
      events: [0, 0, 0, 0, 4, 3, 2, 4])
    let surges = try #require(SurgeHours(Self.model, [series]))
    let quiet = surges.factor("us-east-1", hour: 2)
    let surge = surges.factor("us-east-1", hour: 3)
    #expect(abs(quiet + surge - 2) < 1e-12)
    #expect(surge > 2 * quiet)
    #expect(surges.factor("us-east-1", hour: 4) == 1)
    #expect(surges.factor("eu-west-1", hour: 3) == 1)
    #expect(surges.relativeVariance > 0)
    var rejected = Self.model
    rejected.isTaken = false
    #expect(SurgeHours(rejected, [series]) == nil)
    #expect(SurgeHours(nil, [series]) == nil)
    #expect(SurgeHours(Self.model, []) == nil)
  }
}
