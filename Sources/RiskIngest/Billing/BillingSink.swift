import RiskDomain

/// Takes the lines of one billing file and adds what the file as a whole
/// says: to which delivery they belong and which time it covers.
final class BillingSink {
  let input: FormatInput
  private let format: IngestFormat
  /// The handing-over that the file's surroundings name; empty without one.
  let version: String
  private var deliveries: [Key: Entry] = [:]
  private var lastKey: Key?
  private var last: Entry?

  private struct Key: Hashable {
    var provider: PoolID.Provider
    var account: String
    var periodStart: UTCInstant
  }

  private final class Entry {
    let delivery: BillingDelivery
    var from, until, knownFrom: UTCInstant

    init(delivery: BillingDelivery, from: UTCInstant, until: UTCInstant) {
      self.delivery = delivery
      self.from = from
      self.until = until
      knownFrom = until
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
    let key = Key(
      provider: provider, account: account, periodStart: periodStart)
    let entry: Entry
    if let last, key == lastKey {
      entry = last
    } else {
      entry = known(key, isFinal: isFinal, from: from, until: until)
      (lastKey, last) = (key, entry)
    }
    if from < entry.from { entry.from = from }
    if until > entry.until { entry.until = until }
    if until < entry.knownFrom { entry.knownFrom = until }
    return entry.delivery
  }

  private func known(
    _ key: Key, isFinal: Bool, from: UTCInstant, until: UTCInstant
  ) -> Entry {
    if let known = deliveries[key] { return known }
    let made = Entry(
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
