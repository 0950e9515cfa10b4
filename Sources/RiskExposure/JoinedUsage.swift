public import RiskDomain

/// Billed time in as few rows as spells need.
///
/// A spell rests on the first and the last row of a stretch of life and on
/// there being no gap between them. Rows in the middle that were used in full
/// and meet end to start become one row, so that a year of an instance's hours
/// takes the room of a few rows. `spells(from:)` says the same of both.
public struct JoinedUsage: Sendable {
  /// What was taken in, in its order.
  public private(set) var rows: [BillingUsage] = []
  /// Names that pass from one instance to another: their rows stay apart,
  /// since each must find its own holder.
  private let reused: Set<InstanceKey>
  /// Rows of the current stretch in `rows`: the first, the joined ones, the
  /// last.
  private var stretchCount = 0

  /// A joined row is at most 7 days wide, well below the silence that ends a
  /// watching (`WatchedSpans.silenceHours`).
  public static let widestMilliseconds: Int64 = 7 * 24 * 3_600_000

  public init(besides aliases: [InstanceAlias]) {
    reused = Set(
      aliases.map { InstanceKey(provider: $0.provider, writtenID: $0.name) })
  }

  /// Takes a row; rows come by resource and time.
  public mutating func append(_ row: BillingUsage) {
    guard let last = rows.last, last.isFollowed(by: row), !isReused(row),
      stretchCount == 1 || last.isWhollyUsed
    else {
      rows.append(row)
      stretchCount = 1
      return
    }
    let middle = rows.count - 2
    if stretchCount == 3, let joined = rows[middle].joined(with: last) {
      rows[middle] = joined
      rows[middle + 1] = row
    } else {
      rows.append(row)
      stretchCount = min(stretchCount + 1, 3)
    }
  }

  private func isReused(_ row: BillingUsage) -> Bool {
    guard !reused.isEmpty, let id = row.resourceID else { return false }
    return reused.contains(InstanceKey(provider: row.provider, writtenID: id))
  }
}

extension BillingUsage {
  /// Used to the last millisecond.
  fileprivate var isWhollyUsed: Bool {
    usedMilliseconds == usageEnd.milliseconds(since: usageStart)
  }

  /// Whether a row bills the same machine from the moment on at which this one
  /// ends.
  fileprivate func isFollowed(by next: BillingUsage) -> Bool {
    usageEnd == next.usageStart && resourceID != nil
      && resourceID == next.resourceID && usedMilliseconds > 0
      && next.usedMilliseconds > 0 && delivery.account == next.delivery.account
      && provider == next.provider && machine == next.machine
  }

  /// This row and one that follows it as one; nil when that is too wide.
  fileprivate func joined(with next: BillingUsage) -> BillingUsage? {
    let width = next.usageEnd.milliseconds(since: usageStart)
    guard width <= JoinedUsage.widestMilliseconds else { return nil }
    var joined = self
    joined.usageEnd = next.usageEnd
    joined.usedMilliseconds = width
    return joined
  }
}
