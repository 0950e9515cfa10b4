/// One handing-over of the bill of one account for one billing period.
///
/// Of all deliveries of one provider, account and period exactly one stands;
/// the others are kept and do not count. Parts of one delivery carry equal
/// values and add up.
public struct BillingDelivery: Hashable, Sendable {
  public var provider: PoolID.Provider
  /// Who pays, as text: leading zeros count.
  public var account: String
  public var periodStart: UTCInstant
  /// Name of the format, as in `--format`.
  public var format: String
  /// The cloud's own name of this handing-over: assembly, execution or run
  /// id.
  ///
  /// Empty for a file with nothing beside it that says; all such files of one
  /// account and period are taken for parts of one delivery.
  public var version: String
  /// The period is closed: its lines name an invoice.
  public var isFinal: Bool

  public init(
    provider: PoolID.Provider, account: String, periodStart: UTCInstant,
    format: String, version: String = "", isFinal: Bool = false
  ) {
    self.provider = provider
    self.account = account
    self.periodStart = periodStart
    self.format = format
    self.version = version
    self.isFinal = isFinal
  }
}

/// The time that one file of a delivery speaks of, whatever it bills in it.
///
/// Rows of every kind count, so that a resource that is first billed later is
/// known to have been absent before. Spans of several files are widened to
/// one.
public struct BillingCoverage: Hashable, Sendable {
  public var delivery: BillingDelivery
  /// Start of the first and end of the last billed interval.
  public var from, until: UTCInstant
  /// End of the interval that ended first: before it, nothing of the delivery
  /// can be known.
  public var knownFrom: UTCInstant
  /// The manifest of the billing period, which names the newest delivery,
  /// names this one.
  public var isNamed: Bool
  /// When the delivery was made; nil where nothing says.
  public var madeAt: UTCInstant?

  public init(
    delivery: BillingDelivery, from: UTCInstant, until: UTCInstant,
    knownFrom: UTCInstant, isNamed: Bool = false, madeAt: UTCInstant? = nil
  ) {
    self.delivery = delivery
    self.from = from
    self.until = until
    self.knownFrom = knownFrom
    self.isNamed = isNamed
    self.madeAt = madeAt
  }
}
