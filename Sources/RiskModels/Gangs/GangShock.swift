import Foundation

/// How instances of one age in one pool fall together.
///
/// A member's hazard h is made of losses of its own, (1 − share)·h, and of
/// shocks. Seen from a member that a shock takes, each other one falls with
/// the same chance Q: 1 with probability `whole`, else uniform on (0, 1), so
/// that the number taken is beta-binomial (methods/gangs.md (1) to (3)).
public struct GangShock: Hashable, Sendable, Codable {
  /// Share of a member's hazard that comes from shocks, 0...1.
  public var share: Double
  /// Share of a shocked member's shocks that take everyone, 0...1.
  public var whole: Double

  public init(share: Double, whole: Double) {
    self.share = share
    self.whole = whole
  }

  /// Loss events of `size` members for one hazard of a single member: 1 when
  /// all fall together, `size` when each falls alone.
  public func events(size: Int) -> Double {
    let n = Double(max(size, 1))
    return n * (1 - share) + share * shockEvents(size: size)
  }

  /// Loss events among `size` members in which exactly `lost` fall, for one
  /// hazard of a single member; they sum to `events(size:)`.
  public func events(lost: Int, of size: Int) -> Double {
    guard size >= 1, (1...size).contains(lost) else { return 0 }
    let (n, k) = (Double(size), Double(lost))
    // Each event with k lost is seen by k members: n/k a member's rate.
    var seen = share * (1 - whole) / n
    if lost == size { seen += share * whole }
    return n / k * seen + (lost == 1 ? n * (1 - share) : 0)
  }

  /// Shocks of `size` members for one shock of a single member.
  func shockEvents(size: Int) -> Double {
    whole + (1 - whole) * Self.harmonic(size)
  }

  /// 1 + 1/2 + … + 1/n, the number of shocks that a gang of n meets for one of
  /// a member's when each takes a uniform share.
  static func harmonic(_ size: Int) -> Double {
    guard size < 64 else {
      // Euler and Maclaurin; the next term is below 1e-11.
      let n = Double(size)
      return log(n) + 0.577_215_664_901_532_9 + 1 / (2 * n)
        - 1 / (12 * n * n) + 1 / (120 * n * n * n * n)
    }
    return size < 1 ? 0 : (1...size).reduce(0) { $0 + 1 / Double($1) }
  }
}
