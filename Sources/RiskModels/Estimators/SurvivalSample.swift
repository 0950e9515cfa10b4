/// Right-censored observations with delayed entry, one row each.
///
/// Row i was at risk on (entry, time], in the caller's unit of time; at equal
/// times events come before censorings and before entries. Rows of weight 0
/// carry nothing and are left out by every estimate.
public struct SurvivalSample: Sendable {
  /// Time at which each row left, finite and not negative.
  public let time: [Double]
  /// Whether it left by the event.
  public let isEvent: [Bool]
  /// Time at which each row came under observation, before `time`; nil when
  /// all were there from the start.
  public let entry: [Double]?
  /// How many alike each row stands for, finite and not negative; nil = 1.
  public let weight: [Double]?
  /// Stratum of each row, 0 ..< strataCount; nil = one stratum.
  public let stratum: [Int32]?
  /// Number of strata, at least 1.
  public let strataCount: Int

  /// Checks and keeps the rows.
  ///
  /// - Throws: `FitError.invalidData` naming the first row, counted from 1,
  ///   that cannot be used.
  public init(
    time: [Double], isEvent: [Bool], entry: [Double]? = nil,
    weight: [Double]? = nil, stratum: [Int]? = nil
  ) throws(FitError) {
    try Self.require(
      !time.isEmpty, "The sample has no rows.", "Give at least one row.")
    try Self.require(
      time.count < Int(Int32.max), "The sample has \(time.count) rows.",
      "Split it: at most \(Int32.max - 1) rows fit.")
    for (name, count) in [
      ("event", isEvent.count), ("entry", entry?.count ?? time.count),
      ("weight", weight?.count ?? time.count),
      ("stratum", stratum?.count ?? time.count),
    ] {
      try Self.require(
        count == time.count,
        "There are \(count) \(name) values for \(time.count) times.",
        "Give one of each a row.")
    }
    for (i, t) in time.enumerated() {
      try Self.require(
        t.isFinite && t >= 0, "Time of row \(i + 1) is \(t).",
        "Times must be finite and not negative.")
      if let from = entry?[i] {
        try Self.require(
          from.isFinite && from < t,
          "Row \(i + 1) enters at \(from) and leaves at \(t).",
          "Entries must be finite and before the time of leaving.")
      }
      if let w = weight?[i] {
        try Self.require(
          w.isFinite && w >= 0, "Weight of row \(i + 1) is \(w).",
          "Weights must be finite and not negative.")
      }
    }
    try Self.require(
      weight?.contains { $0 > 0 } ?? true, "All weights are 0.",
      "Give at least one row a weight above 0.")
    self.time = time
    self.isEvent = isEvent
    self.entry = entry
    self.weight = weight
    let codes = Self.codes(stratum)
    self.stratum = codes?.of
    strataCount = codes?.count ?? 1
  }

  /// Strata numbered upwards without gaps.
  private static func codes(
    _ stratum: [Int]?
  ) -> (of: [Int32], count: Int)? {
    guard let stratum else { return nil }
    let values = Set(stratum).sorted()
    let code = Dictionary(
      uniqueKeysWithValues: values.enumerated().map { ($1, Int32($0)) })
    return (stratum.map { code[$0] ?? 0 }, values.count)
  }

  private static func require(
    _ isTrue: Bool, _ message: @autoclosure () -> String,
    _ hint: @autoclosure () -> String
  ) throws(FitError) {
    guard isTrue else {
      throw FitError(code: .invalidData, message: message(), hint: hint())
    }
  }

  /// Number of rows.
  public var count: Int { time.count }

  /// Number of rows with an event and a weight above 0.
  public var eventCount: Int {
    time.indices.count { isEvent[$0] && (weight?[$0] ?? 1) > 0 }
  }
}
