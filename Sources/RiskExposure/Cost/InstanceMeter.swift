import RiskDomain

/// What was paid for one instance in any stretch of its life.
///
/// The amount of a billed interval is spread evenly over the time in it that
/// the instance lived: the price of a stretch is the price that was billed in
/// that hour. Amounts of stretches that touch add up to the amount of both, to
/// the millionth.
struct InstanceMeter {
  typealias Gap = InterruptionCost.Gap

  /// A billed interval with its lines added.
  private struct Interval {
    var start, end: UTCInstant
    var usedMilliseconds: Int64
    /// nil where only the fee is unknown.
    var micro: Int64?
  }

  private var intervals: [Interval] = []
  private let currencies: Set<String>
  private let account: BillingDelivery?

  /// - Parameter rows: of the instance, by start; fees already shared.
  init(_ rows: [BillingUsage]) {
    currencies = Set(rows.map(\.amounts.currency))
    account = rows.first?.delivery
    for row in rows {
      let micro = Self.paid(row)
      if let last = intervals.last, last.start == row.usageStart,
        last.end == row.usageEnd
      {
        let sum = last.micro.flatMap { a in
          micro.flatMap { b in
            let (sum, overflow) = a.addingReportingOverflow(b)
            return overflow ? nil : sum
          }
        }
        intervals[intervals.count - 1].micro = sum
        intervals[intervals.count - 1].usedMilliseconds += row.usedMilliseconds
      } else {
        intervals.append(
          Interval(
            start: row.usageStart, end: row.usageEnd,
            usedMilliseconds: row.usedMilliseconds, micro: micro))
      }
    }
  }

  var isEmpty: Bool { intervals.isEmpty }

  /// nil without rows, and where they disagree.
  var currency: String? { currencies.count == 1 ? currencies.first : nil }

  /// Spot is invoiced by the hour; the hours of a block or reservation are
  /// invoiced at 0 and carry their share of a fee.
  static func paid(_ row: BillingUsage) -> Int64? {
    switch row.market {
    case .spot: row.amounts.billedMicro
    case .onDemand: row.amounts.effectiveMicro ?? row.amounts.billedMicro
    case .capacityBlock, .reserved: row.amounts.effectiveMicro
    }
  }

  /// What was paid from one moment of a life to another.
  ///
  /// - Parameter freeSeconds: a provider's instances that it takes back before
  ///   this age are not billed; nil where none is known to be free.
  func paid(
    for life: JobLife, from: UTCInstant, until: UTCInstant,
    spans: BillingSpans, freeSeconds: Double?
  ) -> InterruptionCost.Figure {
    let from = max(from, life.launchedAt)
    let until = min(until, life.endedAt)
    guard from < until else { return .known(.zero) }
    guard currencies.count <= 1 else { return .unknown(.mixedCurrencies) }
    if let gap = gap(life, from: from, until: until, spans, freeSeconds) {
      return .unknown(gap)
    }
    var micro = Int128(0)
    for interval in intervals
    where interval.start < until && interval.end > from {
      guard let amount = interval.micro else {
        return .unknown(.noEffectiveCost)
      }
      let first = max(interval.start, life.launchedAt)
      let last = min(interval.end, life.endedAt)
      let alive = last.milliseconds(since: first)
      guard alive > 0 else { continue }
      let over = max(alive, interval.usedMilliseconds)
      func upTo(_ moment: UTCInstant) -> Int128 {
        let lived = min(max(moment, first), last).milliseconds(since: first)
        return Int128(amount) * Int128(lived) / Int128(over)
      }
      micro += upTo(until) - upTo(from)
    }
    guard let micro = Int64(exactly: micro) else { return .unknown(.noBill) }
    return .known(
      .init(
        micro: micro,
        instanceMilliseconds: until.milliseconds(since: from)))
  }

  /// Paid time after the end of a life in the interval that holds it: what a
  /// bill of full hours rounds up.
  func paidAfterEnd(
    of life: JobLife, spans: BillingSpans, freeSeconds: Double?
  ) -> InterruptionCost.Figure {
    guard currencies.count <= 1 else { return .unknown(.mixedCurrencies) }
    let before = life.endedAt.adding(milliseconds: -1)
    if let gap = gap(
      life, from: max(before, life.launchedAt), until: life.endedAt, spans,
      freeSeconds)
    {
      return .unknown(gap)
    }
    guard
      let interval = intervals.last(where: {
        $0.start < life.endedAt && $0.end >= life.endedAt
      })
    else { return .known(.zero) }
    guard let amount = interval.micro else {
      return .unknown(.noEffectiveCost)
    }
    let alive = life.endedAt.milliseconds(
      since: max(interval.start, life.launchedAt))
    // Bills by the second may round to the next one.
    let rest = interval.usedMilliseconds - alive
    guard alive > 0, rest > 1000 else { return .known(.zero) }
    let used = Int128(interval.usedMilliseconds)
    let lived = Int128(amount) * Int128(alive) / used
    guard let micro = Int64(exactly: Int128(amount) - lived) else {
      return .unknown(.noBill)
    }
    return .known(.init(micro: micro, instanceMilliseconds: rest))
  }

  /// Why the bill does not tell what a stretch cost; nil where it does.
  ///
  /// Inside the time that a bill covers, an instance that it knows and does
  /// not bill was free.
  private func gap(
    _ life: JobLife, from: UTCInstant, until: UTCInstant,
    _ spans: BillingSpans, _ freeSeconds: Double?
  ) -> Gap? {
    let provider = life.pool.provider
    guard let account else {
      let isFree =
        life.exit == .interrupted
        && freeSeconds.map {
          life.endedAt.hours(since: life.launchedAt) * 3600 < $0
        } ?? false
      switch spans.isCovered(from, until, of: provider) {
      case nil: return .noBill
      case false: return .billOpen
      case true: return isFree ? nil : .noBill
      }
    }
    if let first = intervals.first?.start, from < first {
      let span = spans.span(around: first, of: account)
      guard let span, span.from <= from else { return .noBill }
    }
    if let last = intervals.last?.end, until > last {
      let span = spans.span(around: last, of: account)
      guard let span, span.until >= until else { return .billOpen }
    }
    return nil
  }
}

extension BillingSpans {
  /// Whether some account's bill covers a stretch; nil where the provider
  /// bills nothing at all.
  func isCovered(
    _ from: UTCInstant, _ until: UTCInstant, of provider: PoolID.Provider
  ) -> Bool? {
    let spans = spans(of: provider)
    guard !spans.isEmpty else { return nil }
    return spans.contains { $0.from <= from && until <= $0.until }
  }
}
