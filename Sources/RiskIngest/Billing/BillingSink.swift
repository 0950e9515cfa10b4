import RiskDomain

/// Takes the lines of one billing file and adds what the file as a whole
/// says: to which delivery they belong and which time it covers.
final class BillingSink {
  let input: FormatInput
  private let format: IngestFormat
  /// The handing-over that the file's surroundings name; empty without one.
  let version: String
  private var deliveries: [Key: Covered] = [:]
  private var lastKey: Key?
  private var last: Covered?

  private struct Key: Hashable {
    var provider: PoolID.Provider
    var account: String
    var periodStart: UTCInstant
  }

  /// A delivery and the time that its lines cover.
  final class Covered {
    let delivery: BillingDelivery
    fileprivate var from, until, knownFrom: UTCInstant

    fileprivate init(
      delivery: BillingDelivery, from: UTCInstant, until: UTCInstant
    ) {
      self.delivery = delivery
      self.from = from
      self.until = until
      knownFrom = until
    }

    /// Covers a line's interval too.
    func widen(from: UTCInstant, until: UTCInstant) {
      if from < self.from { self.from = from }
      if until > self.until { self.until = until }
      if until < knownFrom { knownFrom = until }
    }
  }

  init(_ input: FormatInput, format: IngestFormat) throws {
    self.input = input
    self.format = format
    version = try DeliveryVersion.find(besides: input.path) ?? ""
  }

  /// The delivery of a line, whose interval widens its coverage.
  ///
  /// - Parameter isFinal: whether the line names an invoice. The first line
  ///   of an account and period decides for the file: a closed period's
  ///   lines all do.
  func delivery(
    provider: PoolID.Provider, account: String, periodStart: UTCInstant,
    isFinal: Bool, from: UTCInstant, until: UTCInstant
  ) -> BillingDelivery {
    let covered = covered(
      provider: provider, account: account, periodStart: periodStart,
      isFinal: isFinal, from: from, until: until)
    covered.widen(from: from, until: until)
    return covered.delivery
  }

  /// The same for a reader that keeps it for lines of one delivery in a row.
  func covered(
    provider: PoolID.Provider, account: String, periodStart: UTCInstant,
    isFinal: Bool, from: UTCInstant, until: UTCInstant
  ) -> Covered {
    let key = Key(
      provider: provider, account: account, periodStart: periodStart)
    if let last, key == lastKey { return last }
    let covered = known(key, isFinal: isFinal, from: from, until: until)
    (lastKey, last) = (key, covered)
    return covered
  }

  private func known(
    _ key: Key, isFinal: Bool, from: UTCInstant, until: UTCInstant
  ) -> Covered {
    if let known = deliveries[key] { return known }
    let made = Covered(
      delivery: BillingDelivery(
        provider: key.provider, account: key.account,
        periodStart: key.periodStart, format: format.rawValue,
        version: version, isFinal: isFinal),
      from: from, until: until)
    deliveries[key] = made
    return made
  }

  /// Hands over the coverage of the whole file.
  func finish() {
    let all = deliveries.values.sorted {
      ($0.delivery.account, $0.delivery.periodStart)
        < ($1.delivery.account, $1.delivery.periodStart)
    }
    input.collector.cover(
      all.map {
        BillingCoverage(
          delivery: $0.delivery, from: $0.from, until: $0.until,
          knownFrom: $0.knownFrom)
      })
  }
}
