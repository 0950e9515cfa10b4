/// Mean squared error of predicted survival, with weights for what censoring
/// hides.
///
/// methods/scores.md (5) and (6); Graf et al. 1999,
/// doi:10.1002/(SICI)1097-0258(19990915/30)18:17/18<2529::AID-SIM274>3.0.CO;2-5.
public struct BrierScore: Sendable, Hashable {
  /// Ascending, in the sample's unit.
  public let times: [Double]
  /// One score a time; 0.25 is what a coin is worth.
  public let scores: [Double]

  /// Trapezoidal mean over the span of the times; nil for fewer than two.
  public var integrated: Double? {
    guard let first = times.first, let last = times.last, last > first
    else { return nil }
    var area = 0.0
    for k in 1..<times.count {
      area += 0.5 * (scores[k] + scores[k - 1]) * (times[k] - times[k - 1])
    }
    return area / (last - first)
  }

  /// Scores at ascending times.
  ///
  /// - Parameters:
  ///   - survival: predicted P(T > time), a list of `times.count` numbers for
  ///     each row.
  ///   - censoring: from the sample itself, or from the one that was learnt on.
  /// - Throws: `invalidData` for shapes that differ, times out of order, a
  ///   prediction outside [0, 1], or a time that nobody was watched to: there
  ///   G is 0 and nothing can stand for the unseen.
  public init(
    _ sample: SurvivalSample, survival: [[Double]], times: [Double],
    censoring: CensoringCurve, reading: CensoringCurve.Reading = .before
  ) throws(FitError) {
    try ScoreInput.check(sample, survival: survival, times: times)
    let watched = try ScoreInput.watched(times, censoring)
    var sums = Array(repeating: 0.0, count: times.count)
    var total = 0.0
    for i in 0..<sample.count {
      let weight = sample.weight?[i] ?? 1
      guard weight > 0 else { continue }
      total += weight
      let end = sample.time[i]
      let g = sample.isEvent[i] ? censoring.reading(end, reading) : 0
      for (k, time) in times.enumerated() {
        let s = survival[i][k]
        if end > time {
          sums[k] += weight * (1 - s) * (1 - s) / watched[k]
        } else if g > 0 {
          sums[k] += weight * s * s / g
        }
      }
    }
    self.times = times
    scores = sums.map { $0 / total }
  }
}

/// Checks that several scores share.
enum ScoreInput {
  static func check(
    _ sample: SurvivalSample, survival: [[Double]], times: [Double]
  ) throws(FitError) {
    try check(times)
    guard survival.count == sample.count else {
      throw FitError(
        code: .invalidData,
        message: "\(survival.count) predictions for \(sample.count) rows.",
        hint: "Give one curve for every row.")
    }
    for (i, curve) in survival.enumerated() {
      guard curve.count == times.count,
        curve.allSatisfy({ $0 >= 0 && $0 <= 1 })
      else {
        throw FitError(
          code: .invalidData,
          message: "Row \(i + 1): \(curve.count) probabilities for "
            + "\(times.count) times, or one outside [0, 1].",
          hint: "Predict P(T > time) at each of the times.")
      }
    }
  }

  static func check(_ times: [Double]) throws(FitError) {
    guard !times.isEmpty, times.allSatisfy(\.isFinite),
      zip(times, times.dropFirst()).allSatisfy(<)
    else {
      throw FitError(
        code: .invalidData, message: "Times \(times) do not ascend.",
        hint: "Give one or more finite times in ascending order.")
    }
  }

  /// G at each time.
  static func watched(
    _ times: [Double], _ censoring: CensoringCurve
  ) throws(FitError) -> [Double] {
    var watched: [Double] = []
    for time in times {
      let g = censoring.at(time)
      guard g > 0 else {
        throw FitError(
          code: .invalidData,
          message: "Everybody is censored by \(time).",
          hint: "Score at times before the last one watched.")
      }
      watched.append(g)
    }
    return watched
  }
}
