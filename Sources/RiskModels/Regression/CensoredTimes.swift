import Foundation

/// What is known of the time of each observation's event.
///
/// The event lies in (lower, upper]: an exact time has both bounds alike, a
/// right-censored one no upper bound (+∞), a left-censored one the lower bound
/// 0. All times of one table share one unit, which the caller chooses.
public struct CensoredTimes: Sendable {
  public let lower: [Double]
  public let upper: [Double]
  /// Delayed entry: watched only after this time; empty = from 0 on.
  public let entry: [Double]
  /// Case weights ≥ 0; empty = 1 each.
  public let weights: [Double]

  public var count: Int { lower.count }

  /// Observations whose event is not merely later than some time.
  public var eventCount: Int {
    (0..<count).count { upper[$0] < .infinity && weight($0) > 0 }
  }

  func weight(_ row: Int) -> Double { weights.isEmpty ? 1 : weights[row] }
  func entry(_ row: Int) -> Double { entry.isEmpty ? 0 : entry[row] }

  /// Times from bounds.
  ///
  /// - Throws: `invalidData` with row and values for counts that differ, nan, a
  ///   negative time, bounds in the wrong order, an entry that does not come
  ///   before the last time, a weight below 0.
  public init(
    lower: [Double], upper: [Double], entry: [Double] = [],
    weights: [Double] = []
  ) throws(FitError) {
    self.lower = lower
    self.upper = upper
    self.entry = entry
    self.weights = weights
    guard upper.count == lower.count,
      entry.isEmpty || entry.count == lower.count,
      weights.isEmpty || weights.count == lower.count
    else {
      throw FitError(
        code: .invalidData,
        message: "\(lower.count) lower and \(upper.count) upper bounds, "
          + "\(entry.count) entries, \(weights.count) weights.",
        hint: "Give one of each for every row.")
    }
    for i in lower.indices {
      if let problem = problem(inRow: i) {
        throw FitError(
          code: .invalidData, message: "Row \(i + 1): \(problem).",
          hint: "Correct the row or leave it out.")
      }
    }
  }

  /// Exact and right-censored times.
  public init(
    times: [Double], isEvent: [Bool], entry: [Double] = [],
    weights: [Double] = []
  ) throws(FitError) {
    guard times.count == isEvent.count else {
      throw FitError(
        code: .invalidData,
        message: "\(times.count) times and \(isEvent.count) event marks.",
        hint: "Give one of each for every row.")
    }
    for i in times.indices where !times[i].isFinite {
      throw FitError(
        code: .invalidData, message: "Row \(i + 1): time \(times[i]).",
        hint: "Give the last time the row was watched, a finite number.")
    }
    try self.init(
      lower: times,
      upper: zip(times, isEvent).map { $1 ? $0 : .infinity },
      entry: entry, weights: weights)
  }

  private func problem(inRow i: Int) -> String? {
    let (low, high, start) = (lower[i], upper[i], entry(i))
    let mass = weight(i)
    if !(low >= 0) || low == .infinity { return "lower bound \(low)" }
    if !(high >= low) { return "upper bound \(high) after lower \(low)" }
    if high == 0 { return "event at time 0" }
    if !(start >= 0) || start == .infinity { return "entry at \(start)" }
    let last = high < .infinity ? high : low
    if start > 0, start >= last { return "entry \(start) not before \(last)" }
    if !(mass >= 0) || mass == .infinity { return "weight \(mass)" }
    return nil
  }
}

extension CensoredTimes {
  /// Whether a family can be fitted to these times of a table's rows.
  ///
  /// - Throws: `invalidData` for counts that differ or a row that was never
  ///   watched; `noEvents` when every time is right-censored; `invalidSpec`
  ///   for a table without intercept.
  func check(against table: CovariateTable) throws(FitError) {
    guard count == table.rowCount else {
      throw FitError(
        code: .invalidData,
        message: "\(table.rowCount) rows of covariates and \(count) times.",
        hint: "Give one of each for every row.")
    }
    guard table.hasIntercept else {
      throw FitError(
        code: .invalidSpec, message: "The table has no intercept.",
        hint: "This family needs one.")
    }
    for i in 0..<count where lower[i] == 0 && upper[i] == .infinity {
      throw FitError(
        code: .invalidData,
        message: "Row \(i + 1) is censored at time 0, before the start.",
        hint: "Times must be positive: leave the row out.")
    }
    guard eventCount > 0 else {
      throw FitError(
        code: .noEvents, message: "All \(count) times are right-censored.",
        hint: "A hazard needs events: watch longer or pool rows.")
    }
  }

  /// Events over time watched, each interval counted to its middle.
  func logCommonRate() -> Double {
    var events = 0.0
    var watched = 0.0
    for i in 0..<count {
      let high = upper[i] < .infinity ? upper[i] : lower[i]
      watched += weight(i) * (0.5 * (lower[i] + high) - entry(i))
      if upper[i] < .infinity { events += weight(i) }
    }
    return log(events / watched)
  }
}
