public import RiskDomain

/// Money spent over any window of time.
///
/// What a line costs counts when its interval is over.
public struct SpendTrack: Sendable {
  /// Ascending.
  private let ends: [UTCInstant]
  /// Sums through each end, millionths of a dollar; one more than ends.
  private let sums: [Int128]

  /// - Parameter lines: in any order.
  public init(_ lines: [(end: UTCInstant, cost: MicroUSD)]) {
    let sorted = lines.sorted { $0.end < $1.end }
    ends = sorted.map(\.end)
    sums = sorted.reduce(into: [0]) { sums, line in
      sums.append((sums.last ?? 0) + Int128(line.cost.rawValue))
    }
  }

  /// When the last line ends; nil without one.
  public var last: UTCInstant? { ends.last }

  /// US dollars of the lines that end in the window that ends at an instant.
  public func usd(until end: UTCInstant, hours: Double) -> Double {
    let micro =
      sums[ends.countThrough(end)]
      - sums[ends.countThrough(end.adding(hours: -hours))]
    return Double(micro) / 1e6
  }
}
