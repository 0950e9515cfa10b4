public import RiskDomain

/// When groups of losses of one pool are under way.
///
/// A group takes in all losses within the window from its first, so that no
/// other can begin in it. Where losses come fast, counting that time would make
/// groups look rarer than they are.
public struct LossWindows: Sendable {
  /// Starts of groups, ascending, further apart than `length`.
  private var starts: [Int64] = []
  private let length: Int64

  /// - Parameters:
  ///   - spells: of one pool and clock.
  ///   - windowSeconds: as in `lossClusters`.
  public init(_ spells: [Spell], windowSeconds: Double) {
    length = milliseconds(hours: windowSeconds / 3600)
    let losses = spells.filter {
      $0.process == .loss && $0.exit == .interrupted
    }
    for at in losses.map(\.watchedUntil.unixMilliseconds).sorted() {
      if let last = starts.last, at - last <= length { continue }
      starts.append(at)
    }
  }

  /// Milliseconds of a stretch in which a group could begin; 0 of one that ends
  /// before it begins.
  public func openMilliseconds(from: Int64, until: Int64) -> Int64 {
    guard until > from else { return 0 }
    return until - from - (closed(before: until) - closed(before: from))
  }

  /// Milliseconds of windows before an instant.
  private func closed(before instant: Int64) -> Int64 {
    var low = 0
    var high = starts.count
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] < instant { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return 0 }
    return Int64(low - 1) * length + min(instant - starts[low - 1], length)
  }
}
