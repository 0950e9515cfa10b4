import Foundation
import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

struct EstimatorTests {
  // (0, 1], (1, 2] and (0, 2]: the wide row follows the others, half and half.
  @Test func turnbullByHand() throws {
    let curve = try Turnbull(
      IntervalSample(low: [0, 1, 0], high: [1, 2, 2]))
    #expect(curve.masses.map(\.low) == [0, 1])
    #expect(curve.masses.map(\.high) == [1, 2])
    for mass in curve.masses {
      expectClose(mass.probability, 0.5, relative: 1e-7)
    }
    // log ½ + log ½ + log 1.
    expectClose(curve.logLikelihood, 2 * log(0.5), relative: 1e-7)
    expectClose(curve.survival(at: 1.2), 0.5, relative: 1e-7)
  }

  // With exact and right-censored times it is the product-limit curve.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func turnbullOfExactTimesIsKaplanMeier(seed: UInt64) throws {
    var rng = SplitMix64(seed: seed)
    let time = (0..<40).map { _ in (rng.uniform() * 9).rounded(.up) }
    let isEvent = (0..<40).map { _ in rng.uniform() < 0.6 }
    let turnbull = try Turnbull(
      IntervalSample(
        low: time,
        high: zip(time, isEvent).map { $1 ? $0 : .infinity }))
    let curve = try #require(
      SurvivalSample(time: time, isEvent: isEvent).curves().first)
    for t in 1...9 {
      expectClose(
        turnbull.survival(at: Double(t)), curve.survival(at: Double(t)),
        relative: 1e-5)
    }
  }

  @Test(arguments: [
    ([2.0], [1.0]), ([-1], [1]), ([.nan], [1]), ([1], [.nan]), ([], []),
    ([1], [1, 2]), ([.infinity], [.infinity]),
  ])
  func intervalsThatAreNone(low: [Double], high: [Double]) {
    let error = #expect(throws: FitError.self) {
      try IntervalSample(low: low, high: high)
    }
    #expect(error?.code == .invalidData)
  }

  @Test func onlyRightCensoredIntervals() {
    let error = #expect(throws: FitError.self) {
      try IntervalSample(low: [1, 2], high: [.infinity, .infinity])
    }
    #expect(error?.code == .noEvents)
  }

  // Causes 1, 2, censored, 1 at times 1 to 4: S = 3/4, 1/2, 1/2, 0; cause 1
  // takes 1/4 at 1 and 1/2 at 4, cause 2 takes 3/4 · 1/3 at 2.
  @Test func competingEndsByHand() throws {
    let curve = try AalenJohansen(
      SurvivalSample(
        time: [1, 2, 3, 4], isEvent: [true, true, false, true]),
      cause: [1, 2, 0, 1], causeCount: 2)
    for (ours, expected) in [
      (curve.survival, [0.75, 0.5, 0.5, 0]),
      (curve.incidence[0], [0.25, 0.25, 0.25, 0.75]),
      (curve.incidence[1], [0, 0.25, 0.25, 0.25]),
    ] {
      for (a, b) in zip(ours, expected) { expectClose(a, b, relative: 1e-15) }
    }
  }

  // Every derivative by the difference of two estimates, delayed entry and
  // weights included: √Σ(w·∂P/∂w)² is the error.
  @Test(arguments: [4, 5] as [UInt64])
  func jackknifeErrorsAreDerivatives(seed: UInt64) throws {
    var rng = SplitMix64(seed: seed)
    let n = 24
    let time = (0..<n).map { _ in (rng.uniform() * 6).rounded(.up) + 1 }
    let entry = time.map { rng.uniform() < 0.5 ? -1 : rng.uniform() * $0 }
    let cause = (0..<n).map { _ in Int(rng.uniform() * 3) }
    let weight = (0..<n).map { _ in 0.5 + rng.uniform() }
    func estimate(_ weight: [Double]) throws -> AalenJohansen {
      try AalenJohansen(
        SurvivalSample(
          time: time, isEvent: cause.map { $0 > 0 }, entry: entry,
          weight: weight), cause: cause, causeCount: 2)
    }
    let middle = try estimate(weight)
    var squares = [Double](repeating: 0, count: middle.time.count)
    var survivalSquares = squares
    let h = 1e-5
    for i in 0..<n {
      var up = weight
      var down = weight
      up[i] += h
      down[i] -= h
      let (a, b) = (try estimate(up), try estimate(down))
      for k in squares.indices {
        let slope = (a.incidence[0][k] - b.incidence[0][k]) / (2 * h)
        squares[k] += weight[i] * weight[i] * slope * slope
        let fall = (a.survival[k] - b.survival[k]) / (2 * h)
        survivalSquares[k] += weight[i] * weight[i] * fall * fall
      }
    }
    for k in squares.indices {
      expectClose(
        middle.incidenceStandardError[0][k], squares[k].squareRoot(),
        relative: 1e-7)
      expectClose(
        middle.survivalStandardError[k], survivalSquares[k].squareRoot(),
        relative: 1e-7)
    }
  }

  @Test func causesThatDoNotFit() throws {
    let sample = try SurvivalSample(time: [1, 2], isEvent: [true, false])
    for (cause, code) in [
      ([1, 3], FitError.Code.invalidData), ([1], .invalidData),
      ([0, 0], .noEvents),
    ] {
      let error = #expect(throws: FitError.self) {
        try AalenJohansen(sample, cause: cause, causeCount: 2)
      }
      #expect(error?.code == code)
    }
  }

  // Weights of 2 are rows given twice; a row of weight 0 is none.
  @Test func weightedCurvesAreRepeatedRows() throws {
    let weighted = try #require(
      SurvivalSample(
        time: [3, 1, 2, 9], isEvent: [true, true, false, true],
        weight: [2, 1, 3, 0]
      ).curves().first)
    let repeated = try #require(
      SurvivalSample(
        time: [3, 3, 1, 2, 2, 2],
        isEvent: [true, true, true, false, false, false]
      ).curves().first)
    #expect(weighted == repeated)
  }

  // Greenwood by hand, 1 of 4 at 1 and 1 of 2 at 3: areas beyond them through
  // 4 are 2·3/4 + 1·3/8 = 15/8 and 3/8; μ = 1 + 15/8.
  @Test func restrictedMeanByHand() throws {
    let curve = try #require(
      SurvivalSample(
        time: [1, 2, 3, 4], isEvent: [true, false, true, false]
      ).curves().first)
    let mean = curve.restrictedMean(through: 4)
    expectClose(mean.mean, 23.0 / 8, relative: 1e-15)
    let variance =
      (15.0 / 8) * (15.0 / 8) / (4 * 3) + (3.0 / 8) * (3.0 / 8) / (2 * 1)
    expectClose(mean.standardError, variance.squareRoot(), relative: 1e-14)
  }

  // A row of weight 0 is none, and rows of no other weight are no sample.
  @Test func nothingButWeightsOfZero() throws {
    let error = #expect(throws: FitError.self) {
      try SurvivalSample(time: [1], isEvent: [true], weight: [0])
    }
    #expect(error?.message == "All weights are 0.")
    let interval = #expect(throws: FitError.self) {
      try IntervalSample(
        low: [1, 2], high: [2, .infinity], weight: [0, 1])
    }
    #expect(interval?.code == .noEvents)
    let sample = try SurvivalSample(
      time: [1, 2], isEvent: [true, false], weight: [0, 1])
    let cause = #expect(throws: FitError.self) {
      try AalenJohansen(sample, cause: [1, 0], causeCount: 1)
    }
    #expect(cause?.code == .noEvents)
  }

  // Two groups of one: events at 1 (group 0 of 2) and 2 (group 1 alone).
  // O − E = ½, V = ¼: χ² = 1.
  @Test func logRankByHand() throws {
    let sample = try SurvivalSample(time: [1, 2], isEvent: [true, true])
    let test = try LogRank(sample, group: [0, 1])
    expectClose(test.chiSquare, 1, relative: 1e-15)
    #expect(test.degreesOfFreedom == 1)
    // P(|Z| ≥ 1).
    expectClose(test.pValue, 0.317310507862914, relative: 1e-12)
  }

  @Test func groupsThatCannotBeCompared() throws {
    let sample = try SurvivalSample(time: [1, 2], isEvent: [true, true])
    #expect(throws: FitError.self) { try LogRank(sample, group: [1, 1]) }
    let weighted = try SurvivalSample(
      time: [1, 2], isEvent: [true, true], weight: [1, 2])
    #expect(throws: FitError.self) { try LogRank(weighted, group: [0, 1]) }
  }
}
