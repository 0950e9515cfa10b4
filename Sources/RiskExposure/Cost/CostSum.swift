public import RiskDomain

/// What a group of interruptions cost together.
///
/// Sums of integers: groups that share no interruption add up to the sum of
/// all, to the millionth.
public struct CostSum: Hashable, Sendable {
  /// ISO 4217 code; sums of two currencies are two sums.
  public var currency: String
  public var interruptions = 0
  /// Those of which a part is unknown.
  public var incomplete = 0
  /// Millionths of the currency, of the known parts.
  public var micro: [InterruptionCost.Part: Int128] = [:]
  /// Interruptions of which a part is unknown, by part.
  public var unknown: [InterruptionCost.Part: Int] = [:]
  /// Unknown parts by reason.
  public var gaps: [InterruptionCost.Gap: Int] = [:]
  /// Paid instance-time of the known parts.
  public var instanceMilliseconds: Int64 = 0

  /// Millionths of the currency, of all known parts.
  public var knownMicro: Int128 { micro.values.reduce(0, +) }

  /// Whether nothing is known of what they cost.
  public var isBlank: Bool { knownMicro == 0 && incomplete == interruptions }

  init(currency: String) { self.currency = currency }

  /// Order of two currencies: amounts of one cannot be held against another's,
  /// and dollars are what everything else here is said in.
  static func comesFirst(_ left: String, _ right: String) -> Bool {
    (left == "USD" ? "" : left) < (right == "USD" ? "" : right)
  }

  mutating func add(_ cost: InterruptionCost) {
    interruptions += 1
    if !cost.isComplete { incomplete += 1 }
    instanceMilliseconds += cost.knownMilliseconds
    for (part, figure) in cost.figures {
      if let amount = figure.amount {
        micro[part, default: 0] += Int128(amount.micro)
      }
      if let gap = figure.gap {
        gaps[gap, default: 0] += 1
        unknown[part, default: 0] += 1
      }
    }
  }
}

/// A group and its sum.
public struct CostGroup: Hashable, Sendable {
  /// nil for interruptions that the grouping has no name for.
  public var name: String?
  public var sum: CostSum
}

/// Sums of interruptions by a name: dollars first, then the other currencies,
/// the dearest first in each, and those of which nothing is known last.
///
/// One that bills give no currency counts with the first currency of all.
public func costGroups(
  of costs: [InterruptionCost], by name: (InterruptionCost) -> String?
) -> [CostGroup] {
  struct Key: Hashable {
    var name: String?
    var currency: String
  }
  let usual = costs.compactMap(\.currency).min() ?? "USD"
  var sums: [Key: CostSum] = [:]
  for cost in costs {
    let currency = cost.currency ?? usual
    sums[
      Key(name: name(cost), currency: currency),
      default: CostSum(currency: currency)
    ].add(cost)
  }
  return sums.map { CostGroup(name: $0.name, sum: $1) }.sorted {
    if $0.sum.isBlank != $1.sum.isBlank { return $1.sum.isBlank }
    if $0.sum.currency != $1.sum.currency {
      return CostSum.comesFirst($0.sum.currency, $1.sum.currency)
    }
    return ($1.sum.knownMicro, $0.name ?? "")
      < ($0.sum.knownMicro, $1.name ?? "")
  }
}

extension InterruptionCostSeries {
  /// The series of what is billed in US dollars.
  ///
  /// - Parameter day: the day of a moment in the reader's time zone.
  public init(
    _ costs: [InterruptionCost], day: (UTCInstant) -> String
  ) {
    let dollars = costs.filter { $0.currency ?? "USD" == "USD" }
    self.init(
      days: costGroups(of: dollars) { day($0.at) }.map(Point.init)
        .sorted { ($0.name ?? "") < ($1.name ?? "") },
      jobs: costGroups(of: dollars, by: \.job).map(Point.init))
  }
}

extension InterruptionCostSeries.Point {
  fileprivate init(_ group: CostGroup) {
    self.init(
      name: group.name, usd: Double(group.sum.knownMicro) / 1e6,
      interruptions: group.sum.interruptions, incomplete: group.sum.incomplete)
  }
}
