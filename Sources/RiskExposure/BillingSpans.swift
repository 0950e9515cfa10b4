import RiskDomain

/// An unbroken time that one account's bills cover.
struct BillingSpan: Equatable {
  var from, until: UTCInstant
}

/// Which time is billed, by account: inside of it a resource that is not billed
/// did not run.
struct BillingSpans {
  private var byAccount: [String: [BillingSpan]] = [:]
  /// Operating systems of which a row is used in part, by account: their hours
  /// are billed by the second, all others may be rounded up.
  private var osBilledBySecond: [String: Set<String>] = [:]

  /// - Parameters:
  ///   - survey: of rows that have ended by `until`.
  ///   - coverage: what the exports say of themselves. An account without any
  ///     is covered from its first row to its last; the end of one that goes on
  ///     after `until` is not known, so that its last row ends it too.
  init(
    _ survey: WatchSurvey, coverage: [BillingCoverage], until: UTCInstant
  ) {
    let rows = survey.accounts.mapValues {
      [BillingSpan(from: $0.from, until: $0.until)]
    }
    osBilledBySecond = survey.accounts.mapValues(\.osBilledBySecond)
      .filter { !$0.value.isEmpty }
    byAccount = rows
    let stated = Dictionary(
      grouping: coverage.filter { $0.knownFrom <= until },
      by: { Self.key($0.delivery) })
    for (key, coverage) in stated {
      let lastRow = rows[key]?.first?.until
      byAccount[key] = Self.joined(
        coverage.map { part in
          var part = part
          if part.until > until {
            part.until = max(lastRow ?? part.from, part.from)
          }
          return part
        })
    }
  }

  /// The span in which a moment lies, ends included.
  func span(
    around instant: UTCInstant, of delivery: BillingDelivery
  ) -> BillingSpan? {
    byAccount[Self.key(delivery)]?.first {
      $0.from <= instant && instant <= $0.until
    }
  }

  /// The spans of all accounts of a provider.
  func spans(of provider: PoolID.Provider) -> [BillingSpan] {
    byAccount.filter { $0.key.hasPrefix(provider.rawValue + "/") }
      .flatMap(\.value)
  }

  /// Whether rows of an operating system are used in part, not rounded up.
  func isBilledBySecond(_ row: BillingUsage) -> Bool {
    osBilledBySecond[Self.key(row.delivery)]?.contains(row.os) ?? false
  }

  /// Deliveries that touch, and closed months with the month after them, as
  /// one span: a closed month is billed to its end even where nothing ran.
  private static func joined(_ coverage: [BillingCoverage]) -> [BillingSpan] {
    var result: [BillingSpan] = []
    var before: BillingCoverage?
    for part in coverage.sorted(by: {
      ($0.from, $0.until) < ($1.from, $1.until)
    }) {
      let span = BillingSpan(from: part.from, until: part.until)
      if let last = result.last, let before,
        span.from <= last.until || before.isClosed(before: part)
      {
        result[result.count - 1] = last.joined(with: span)
      } else {
        result.append(span)
      }
      before = part
    }
    return result
  }

  private static func key(_ delivery: BillingDelivery) -> String {
    delivery.provider.rawValue + "/" + delivery.account
  }
}

extension BillingSpan {
  /// From the earlier beginning to the later end.
  fileprivate func joined(with other: BillingSpan) -> BillingSpan {
    BillingSpan(from: min(from, other.from), until: max(until, other.until))
  }
}

extension BillingCoverage {
  /// Whether this is a closed period and `next` the calendar month after it.
  fileprivate func isClosed(before next: BillingCoverage) -> Bool {
    let month = delivery.periodStart.monthStart
    // 32 days after its beginning every month is over, and no next one.
    return delivery.isFinal
      && month.adding(milliseconds: 32 * 86_400_000).monthStart
        == next.delivery.periodStart.monthStart
  }
}
