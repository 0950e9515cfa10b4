public import RiskDomain

/// What reading one file came to.
public struct FileReport: Hashable, Sendable {
  public var format: IngestFormat
  /// Records of the source.
  ///
  /// Price rows, CSV data rows, events, operations, ticks, offerings or
  /// launches; each gave facts, was ignored or was set aside.
  public var rowsRead = 0
  public var facts = 0
  public var setAside = 0
  /// Rows that the format knows and leaves out, counted by reason.
  public var ignored: [String: Int] = [:]
  /// Span of the facts' own times; nil without facts.
  public var firstInstant, lastInstant: UTCInstant?

  /// Of a bill, the time that it covers, rows of every kind counted.
  public var coverage: [BillingCoverage] = []

  /// What a reader should know of the file as a whole.
  public var notes: [String] = []
  /// Of a bill, the parts of its delivery.
  public var parts: [DeliveryParts] = []

  /// A report of nothing read yet.
  public init(format: IngestFormat) { self.format = format }

  mutating func widen(to instant: UTCInstant) {
    firstInstant = min(firstInstant ?? instant, instant)
    lastInstant = max(lastInstant ?? instant, instant)
  }
}
