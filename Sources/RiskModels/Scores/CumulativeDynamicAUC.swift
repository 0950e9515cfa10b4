import RiskNumerics

/// Who has had the event by a time against who has not: area under the curve.
///
/// AUC(t) is the share of pairs of a case (event by t) and a control (watched
/// beyond t) in which the case was given the higher risk, cases weighted by
/// 1/G (methods/scores.md (7) and (8); Uno et al. 2007,
/// doi:10.1198/016214507000000149).
public struct CumulativeDynamicAUC: Sendable, Hashable {
  /// Ascending, in the sample's unit.
  public let times: [Double]
  /// One area a time; nil where there is no case or no control.
  public let areas: [Double?]
  /// Areas weighted by the fall of the sample's Kaplan-Meier curve between
  /// times; nil when one is missing or nothing falls.
  public let mean: Double?

  /// Areas at ascending times.
  ///
  /// - Parameter risk: higher = sooner; one finite number a row.
  /// - Throws: `invalidData` for shapes that differ or times out of order.
  public init(
    _ sample: SurvivalSample, risk: [Double], times: [Double],
    censoring: CensoringCurve, reading: CensoringCurve.Reading = .before
  ) throws(FitError) {
    try ScoreInput.check(times)
    guard risk.count == sample.count, risk.allSatisfy(\.isFinite) else {
      throw FitError(
        code: .invalidData,
        message: "\(risk.count) risks for \(sample.count) rows, or one that "
          + "is not a number.",
        hint: "Give one finite risk for every row.")
    }
    let order = ascendingOrder(of: risk).map { Int($0) }
    let caseWeights = sample.time.indices.map { i -> Double in
      guard sample.isEvent[i] else { return 0 }
      let g = censoring.reading(sample.time[i], reading)
      return g > 0 ? (sample.weight?[i] ?? 1) / g : 0
    }
    let areas = times.map {
      Self.area($0, sample, risk, order, caseWeights)
    }
    self.times = times
    self.areas = areas
    mean = Self.mean(areas, times, sample)
  }

  private static func area(
    _ time: Double, _ sample: SurvivalSample, _ risk: [Double],
    _ order: [Int], _ caseWeights: [Double]
  ) -> Double? {
    var controlsBelow = 0.0
    var cases = 0.0
    var won = 0.0
    var k = 0
    while k < order.count {
      // Rows of one risk share their half of the tie.
      var end = k
      var controls = 0.0
      var tiedCases = 0.0
      while end < order.count, risk[order[end]] == risk[order[k]] {
        let i = order[end]
        if sample.time[i] > time {
          controls += sample.weight?[i] ?? 1
        } else {
          tiedCases += caseWeights[i]
        }
        end += 1
      }
      won += tiedCases * (controlsBelow + 0.5 * controls)
      cases += tiedCases
      controlsBelow += controls
      k = end
    }
    let pairs = cases * controlsBelow
    return pairs > 0 ? won / pairs : nil
  }

  private static func mean(
    _ areas: [Double?], _ times: [Double], _ sample: SurvivalSample
  ) -> Double? {
    guard
      let curve = try? SurvivalSample(
        time: sample.time, isEvent: sample.isEvent, entry: sample.entry,
        weight: sample.weight
      ).curves().first
    else { return nil }
    var before = 1.0
    var sum = 0.0
    for (area, time) in zip(areas, times) {
      guard let area else { return nil }
      let s = curve.survival(at: time)
      sum += area * (before - s)
      before = s
    }
    return before < 1 ? sum / (1 - before) : nil
  }
}
