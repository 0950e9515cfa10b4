import RiskDomain

/// Takes the lines of one billing file and adds what the file as a whole
/// says: to which delivery they belong and which time it covers.
final class BillingSink {
  let input: FormatInput
  private let format: IngestFormat
  /// What the file's surroundings say of its handing-over; nil without a word.
  private let found: DeliveryVersion?
  /// Whether a period was found to be closed after a line of it was held.
  private var hasLateClosing = false
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
    private(set) var delivery: BillingDelivery
    /// A line of it was given out.
    fileprivate var isUsed = false
    /// A line of it was handed on: the period stays what it is.
    fileprivate var isSettled = false
    fileprivate var from, until, knownFrom: UTCInstant

    fileprivate init(
      delivery: BillingDelivery, from: UTCInstant, until: UTCInstant
    ) {
      self.delivery = delivery
      self.from = from
      self.until = until
      knownFrom = until
    }

    /// Whether a line that names an invoice would still close the period.
    var mayClose: Bool { !isSettled && !delivery.isFinal }

    fileprivate func close() { delivery.isFinal = true }

    /// Covers a line's interval too.
    func widen(from: UTCInstant, until: UTCInstant) {
      if from < self.from { self.from = from }
      if until > self.until { self.until = until }
      if until < knownFrom { knownFrom = until }
    }
  }

  /// Whether a name tells the file's delivery from others: then all lines that
  /// differ are lines of it.
  var isIdentified: Bool { found != nil }

  /// What tells a line apart inside this file.
  ///
  /// - Parameter line: a digest of the line's id or of the whole line.
  func statement(_ line: Int64) -> BillingStatement {
    isIdentified
      ? .byItem
      : BillingStatement(
        line: line == 0 ? 1 : line, table: input.stream.entryIndex)
  }

  /// What tells a row apart whose format has no id of a row.
  ///
  /// - Parameter item: what it bills. Rows of one delivery by name are told
  ///   apart by all that they say.
  func identity(
    of row: CSVRow, item: Int64
  ) -> (item: Int64, statement: BillingStatement) {
    var digest = TextDigest()
    for place in 0..<row.fieldCount { row.add(place, to: &digest) }
    return isIdentified
      ? (digest.value, .byItem) : (item, statement(digest.value))
  }

  init(_ input: FormatInput, format: IngestFormat) throws {
    self.input = input
    self.format = format
    found = try DeliveryVersion(besides: input.path)
    input.collector.complete = { [weak self] in self?.settle(&$0) }
  }

  /// The delivery of a line, whose interval widens its coverage.
  ///
  /// - Parameter isFinal: whether the line is one of use and names an invoice.
  ///   Lines of a closed period do, but for corrections here and there; of
  ///   an open one none does. One among the lines that are held together
  ///   when the first of an account and period is handed on decides.
  func delivery(
    provider: PoolID.Provider, account: String, periodStart: UTCInstant,
    isFinal: Bool, from: UTCInstant, until: UTCInstant
  ) -> BillingDelivery {
    let covered = covered(
      provider: provider, account: account, periodStart: periodStart,
      isFinal: isFinal, from: from, until: until)
    covered.widen(from: from, until: until)
    return use(covered)
  }

  /// The delivery for a line that is kept.
  func use(_ covered: Covered) -> BillingDelivery {
    covered.isUsed = true
    return covered.delivery
  }

  /// Closes the period of a line that names an invoice.
  func close(_ covered: Covered) {
    guard covered.mayClose else { return }
    covered.close()
    hasLateClosing = hasLateClosing || covered.isUsed
  }

  /// Gives facts that are handed on what later lines said of their period.
  private func settle(_ facts: inout [Fact]) {
    if hasLateClosing {
      for index in facts.indices {
        switch facts[index] {
        case .usage(var usage):
          guard isClosedNow(usage.delivery) else { continue }
          usage.delivery.isFinal = true
          facts[index] = .usage(usage)
        case .charge(var charge):
          guard isClosedNow(charge.delivery) else { continue }
          charge.delivery.isFinal = true
          facts[index] = .charge(charge)
        default: continue
        }
      }
      hasLateClosing = false
    }
    for covered in deliveries.values where covered.isUsed {
      covered.isSettled = true
    }
  }

  private func isClosedNow(_ delivery: BillingDelivery) -> Bool {
    guard !delivery.isFinal, delivery.format == format.rawValue else {
      return false
    }
    let key = Key(
      provider: delivery.provider, account: delivery.account,
      periodStart: delivery.periodStart)
    return deliveries[key]?.delivery.isFinal ?? false
  }

  /// The same for a reader that keeps it for lines of one delivery in a row.
  func covered(
    provider: PoolID.Provider, account: String, periodStart: UTCInstant,
    isFinal: Bool, from: UTCInstant, until: UTCInstant
  ) -> Covered {
    let key = Key(
      provider: provider, account: account, periodStart: periodStart)
    if let last, key == lastKey {
      if isFinal { close(last) }
      return last
    }
    let covered = known(key, isFinal: isFinal, from: from, until: until)
    if isFinal { close(covered) }
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
        version: found?.id ?? "", isFinal: isFinal),
      from: from, until: until)
    deliveries[key] = made
    return made
  }

  /// Hands over the coverage of the whole file.
  ///
  /// - Throws: `.malformed` for a packed file whose bytes are not those that
  ///   were packed. Where they differ is not known, so that any amount before
  ///   may be wrong, too.
  func finish() throws(IngestError) {
    if input.stream.isDamaged {
      throw .malformed(
        "the packed bill is damaged: its checksum or its packing does not fit, "
          + "so that any amount in it may be wrong. Nothing of it was loaded; "
          + "copy the file again.", file: input.path)
    }
    input.collector.endCompletion()
    if let found, !found.parts.isEmpty {
      input.collector.expect(
        DeliveryParts(version: found.id, names: found.parts, own: input.name))
    }
    let all = deliveries.values.sorted {
      ($0.delivery.account, $0.delivery.periodStart)
        < ($1.delivery.account, $1.delivery.periodStart)
    }
    input.collector.cover(
      all.map {
        BillingCoverage(
          delivery: $0.delivery, from: $0.from, until: $0.until,
          knownFrom: $0.knownFrom, isNamed: found?.isNamed ?? false,
          madeAt: found?.madeAt)
      })
  }
}
