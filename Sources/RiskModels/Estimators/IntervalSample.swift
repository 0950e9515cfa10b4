/// Observations of which only (low, high] is known, one interval each.
///
/// low = high is a time seen exactly, high = ∞ a right-censored row and low = 0
/// a left-censored one.
public struct IntervalSample: Sendable {
  /// Last time known to be before the event, not negative.
  public let low: [Double]
  /// First time known to be at or after it, at least `low`; may be infinite.
  public let high: [Double]
  /// How many alike each row stands for, finite and not negative; nil = 1.
  public let weight: [Double]?

  /// Checks and keeps the rows.
  ///
  /// - Throws: `FitError.invalidData` naming the first row, counted from 1,
  ///   that cannot be used; `.noEvents` when every row is right-censored.
  public init(
    low: [Double], high: [Double], weight: [Double]? = nil
  ) throws(FitError) {
    guard !low.isEmpty, low.count == high.count,
      (weight?.count ?? low.count) == low.count
    else {
      throw FitError(
        code: .invalidData,
        message: "\(low.count) lower and \(high.count) upper ends.",
        hint: "Give at least one row, and one of each a row.")
    }
    for i in low.indices {
      guard low[i] >= 0, low[i].isFinite, high[i] >= low[i] else {
        throw FitError(
          code: .invalidData,
          message: "Row \(i + 1) lies between \(low[i]) and \(high[i]).",
          hint: "The lower end must be finite, not negative and not above "
            + "the upper end.")
      }
      let w = weight?[i] ?? 1
      guard w >= 0, w.isFinite else {
        throw FitError(
          code: .invalidData, message: "Weight of row \(i + 1) is \(w).",
          hint: "Weights must be finite and not negative.")
      }
    }
    let hasEvent = high.indices.contains {
      high[$0].isFinite && (weight?[$0] ?? 1) > 0
    }
    guard hasEvent else { throw .noEvents(rows: low.count) }
    self.low = low
    self.high = high
    self.weight = weight
  }
}
