/// Interruption costs over time, for plots: US dollars by day and by job.
public struct InterruptionCostSeries: Hashable, Sendable, Codable {
  /// One bar.
  public struct Point: Hashable, Sendable, Codable {
    /// A day, "2026-01-14", or a job; nil for losses of no known job.
    public var name: String?
    public var usd: Double
    public var interruptions: Int
    /// Interruptions of which a part is unknown: then `usd` is a lower bound.
    public var incomplete: Int

    public init(
      name: String?, usd: Double, interruptions: Int, incomplete: Int
    ) {
      self.name = name
      self.usd = usd
      self.interruptions = interruptions
      self.incomplete = incomplete
    }
  }

  /// Ascending; days without an interruption are left out.
  public var days: [Point]
  /// The dearest first.
  public var jobs: [Point]

  public init(days: [Point], jobs: [Point]) {
    self.days = days
    self.jobs = jobs
  }
}
