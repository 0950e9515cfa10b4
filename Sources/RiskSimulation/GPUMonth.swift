public import RiskDomain

/// A month of work on the spot capacity of clouds, told by the files that the
/// clouds and the user's launcher write.
///
/// Hazards are known exactly, so whatever is fitted to the files can be held
/// against `truth.json`. The same options give the same bytes.
public struct GPUMonth: Hashable, Sendable {
  /// A Monday, 2026-01-05T00:00:00Z.
  public static let defaultStart = UTCInstant(unixSeconds: 1_767_571_200)
  /// Days that one run may cover.
  public static let dayLimits = 1...366

  /// Options that make no month.
  public struct InvalidOption: Error, Hashable, Sendable,
    CustomStringConvertible
  {
    /// Name of the option, its value, what is wrong and what to write.
    public var description: String
  }

  /// What is true of the world.
  public let scenario: Scenario
  /// Days from `start` on.
  public let days: Int
  public let seed: UInt64
  /// Factor on the number of instances; 1 gives a folder below 2 MB.
  public let scale: Double
  /// Midnight UTC of the first day.
  public let start: UTCInstant

  /// The first instant after the month.
  public var end: UTCInstant { start.adding(hours: 24 * Double(days)) }

  /// A month; nothing is drawn yet.
  public init(
    _ scenario: Scenario = .gpuMonth, days: Int = 30, seed: UInt64,
    scale: Double = 1,
    start: UTCInstant = GPUMonth.defaultStart
  ) throws(InvalidOption) {
    guard Self.dayLimits.contains(days) else {
      throw InvalidOption(
        description: "--days \(days) is not between "
          + "\(Self.dayLimits.lowerBound) and \(Self.dayLimits.upperBound).")
    }
    guard scale > 0, scale <= 10_000 else {
      throw InvalidOption(
        description: "--scale \(scale) is not above 0 and at most 10000.")
    }
    guard start.unixMilliseconds % 86_400_000 == 0,
      start.unixMilliseconds >= 0
    else {
      throw InvalidOption(
        description: "The start \(start) is not a midnight in UTC since 1970; "
          + "write it as 2026-01-05T00:00:00Z.")
    }
    self.scenario = scenario
    self.days = days
    self.seed = seed
    self.scale = scale
    self.start = start
  }

  /// Hands over one file after the other, `truth.json` last.
  ///
  /// - Throws: what `sink` throws, and encoding errors of the truth.
  public func write(to sink: (SimulatedFile) throws -> Void) throws {
    let facts = facts()
    switch scenario.files {
    case .clouds:
      try SpotPriceFiles.write(facts, to: sink)
      try CostReportFiles.write(facts, to: sink)
      try EventBridgeFiles.write(facts, to: sink)
      try CapacityBlockFile.write(facts, to: sink)
      try ComputeOperationsFile.write(facts, to: sink)
      try LaunchLogFile.write(facts, withEnds: false, to: sink)
    case .training:
      if !facts.histories(of: .aws).isEmpty {
        try SpotPriceFiles.write(facts, to: sink)
        try CostReportFiles.write(facts, to: sink)
        try EventBridgeFiles.write(facts, to: sink)
      }
      if !facts.histories(of: .gcp).isEmpty {
        try BillingExportFile.write(facts, to: sink)
        try ComputeOperationsFile.write(facts, to: sink)
      }
      try LaunchLogFile.write(facts, withEnds: false, to: sink)
      try CheckpointLogFile.write(facts.training.reports, to: sink)
      try LedgerFile.write(facts.training.ledger, to: sink)
    case .launches:
      try LaunchLogFile.write(facts, withEnds: true, to: sink)
    }
    try sink(
      SimulatedFile(
        path: "truth.json", bytes: try truth(of: facts).json(),
        wantsGzip: false))
  }

  /// What is true of the month.
  public func truth() -> MonthTruth { truth(of: facts()) }

  func facts() -> MonthFacts {
    MonthFacts(
      scenario, start: start, days: days, seed: seed, scale: scale)
  }

  private func truth(of facts: MonthFacts) -> MonthTruth {
    MonthTruth(facts, seed: seed, days: days, scale: scale)
  }
}
