import RiskDomain

/// A stretch of life without an hour off, as the billing rows show it.
///
/// A life inside one row has its length from the bill and its place from
/// elsewhere (`placed`).
struct BilledStretch {
  var start: UTCInstant
  var end: UTCInstant
  /// False when the first row reaches back to where the billing begins.
  var isStartSeen: Bool
  /// False when the last row reaches the end of the billing.
  var isEndSeen: Bool
  /// The row that holds the whole life with time to spare: where in it the
  /// used time lies, the bill does not say; nil where it does.
  var looseIn: ClosedRange<UTCInstant>?
  /// The first and the last row where the bill rounds up to full rows: the
  /// life began somewhere in the one and ended somewhere in the other.
  var roundedStart, roundedEnd: ClosedRange<UTCInstant>?

  /// Stretches of one instance, in order; rows are sorted by start.
  ///
  /// Rows are usually full hours: `used` of the first counts back from its
  /// end when the instance went on past it, `used` of the last forward from
  /// its start. A pause of more than a row's width starts another stretch.
  static func stretches(
    _ rows: [BillingUsage], spans: BillingSpans
  ) -> [BilledStretch] {
    var result: [BilledStretch] = []
    var run: [BillingUsage] = []
    var runEnd: UTCInstant?
    func close() {
      if let stretch = stretch(merged(run), spans: spans) {
        result.append(stretch)
      }
    }
    for row in rows where row.usedMilliseconds > 0 {
      if let end = runEnd, row.usageStart > end {
        close()
        (run, runEnd) = ([], nil)
      }
      run.append(row)
      runEnd = max(runEnd ?? row.usageEnd, row.usageEnd)
    }
    close()
    return result
  }

  /// Lines of one hour summed: a discount line repeats the hour.
  private static func merged(_ rows: [BillingUsage]) -> [BillingUsage] {
    var result: [BillingUsage] = []
    for row in rows {
      if let last = result.last, last.usageStart == row.usageStart,
        last.usageEnd == row.usageEnd
      {
        let width = row.usageEnd.milliseconds(since: row.usageStart)
        result[result.count - 1].usedMilliseconds = min(
          width, last.usedMilliseconds + row.usedMilliseconds)
      } else {
        result.append(row)
      }
    }
    return result
  }

  private static func stretch(
    _ rows: [BillingUsage], spans: BillingSpans
  ) -> BilledStretch? {
    guard let first = rows.first, let last = rows.last else { return nil }
    let before = spans.span(around: first.usageStart, of: first.delivery)
    let after = spans.span(around: last.usageEnd, of: last.delivery)
    let firstIsFull = first.isFull
    let goesOn = rows.count > 1
    let start =
      goesOn
      ? first.usageEnd.adding(milliseconds: -first.used) : first.usageStart
    let end = last.usageStart.adding(milliseconds: last.used)
    let isRounded = !spans.isBilledBySecond(first)
    var stretch = BilledStretch(
      start: start, end: end,
      isStartSeen: !(firstIsFull && first.usageStart == before?.from),
      isEndSeen: !(last.isFull && last.usageEnd == after?.until),
      looseIn: !goesOn && !firstIsFull && first.usageEnd > first.usageStart
        ? first.usageStart...first.usageEnd : nil)
    if isRounded, first.isFull, stretch.isStartSeen {
      stretch.roundedStart = first.usageStart...first.usageEnd
    }
    if isRounded, last.isFull, stretch.isEndSeen {
      stretch.roundedEnd = last.usageStart...last.usageEnd
    }
    return stretch
  }
}

extension BilledStretch {
  /// The stretch moved to where other sources saw it begin or end, within its
  /// row; unmoved when nobody saw either.
  ///
  /// - Parameters:
  ///   - starts, ends: moments of beginning and ending.
  ///   - warnings: moments of warning; the loss follows `leadMilliseconds`
  ///     later, and was not itself seen.
  func placed(
    starts: [UTCInstant], ends: [UTCInstant], warnings: [UTCInstant],
    leadMilliseconds: Int64
  ) -> BilledStretch {
    guard let row = looseIn else {
      return unrounded(
        starts: starts, ends: ends, warnings: warnings,
        leadMilliseconds: leadMilliseconds)
    }
    let used = end.milliseconds(since: start)
    var result = self
    if let seen = starts.first(where: row.contains) {
      result.start = seen
    } else if let seen = ends.last(where: row.contains) {
      result.start = max(seen.adding(milliseconds: -used), row.lowerBound)
    } else if let seen = warnings.last(where: row.contains) {
      let loss = min(
        seen.adding(milliseconds: leadMilliseconds), row.upperBound)
      result.start = max(loss.adding(milliseconds: -used), row.lowerBound)
      result.isEndSeen = false
    }
    result.end = result.start.adding(milliseconds: used)
    return result
  }

  /// The stretch with its rounded ends where other sources saw them, else in
  /// the middle of what is possible.
  ///
  /// A life inside one full row of which neither end was seen begins at a
  /// third and ends at two thirds of it, the means of two moments in order.
  private func unrounded(
    starts: [UTCInstant], ends: [UTCInstant], warnings: [UTCInstant],
    leadMilliseconds: Int64
  ) -> BilledStretch {
    var result = self
    let seenStart = roundedStart.flatMap { starts.first(where: $0.contains) }
    let seenEnd = roundedEnd.flatMap { ends.last(where: $0.contains) }
    let warned = roundedEnd.flatMap { row in
      warnings.map { $0.adding(milliseconds: leadMilliseconds) }
        .last { row.contains($0) }
    }
    let isOneRow = roundedStart != nil && roundedStart == roundedEnd
    if let row = roundedEnd {
      if let end = seenEnd ?? warned {
        result.end = end
        result.isEndSeen = seenEnd != nil
      } else if isOneRow, let seenStart {
        result.end = (seenStart...row.upperBound).moment(share: 0.5)
      } else {
        result.end = row.moment(share: isOneRow ? 2.0 / 3 : 0.5)
      }
    }
    if let row = roundedStart {
      if let seenStart {
        result.start = seenStart
        result.roundedStart = nil
      } else if isOneRow, seenEnd ?? warned != nil {
        let possible = row.lowerBound...max(result.end, row.lowerBound)
        result.start = possible.moment(share: 0.5)
        result.roundedStart = possible
      } else {
        result.start = row.moment(share: isOneRow ? 1.0 / 3 : 0.5)
      }
    }
    result.end = max(result.end, result.start)
    return result
  }
}

extension ClosedRange<UTCInstant> {
  /// A moment inside, at a share of the width.
  fileprivate func moment(share: Double) -> UTCInstant {
    lowerBound.adding(hours: upperBound.hours(since: lowerBound) * share)
  }

  /// Milliseconds between the ends.
  var width: Int64 { upperBound.milliseconds(since: lowerBound) }
}

extension BillingUsage {
  /// Used time, never more than the row is wide.
  fileprivate var used: Int64 {
    min(usedMilliseconds, usageEnd.milliseconds(since: usageStart))
  }

  /// Whether the row is used to its last second.
  var isFull: Bool {
    usedMilliseconds + 1000 >= usageEnd.milliseconds(since: usageStart)
  }
}
