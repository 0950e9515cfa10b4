public import RiskDomain
import RiskNumerics

/// How gangs of one provider fall: provider, family, region of the family,
/// pool.
public struct GangModel: Hashable, Sendable, Codable {
  /// What is believed of the share of one place.
  public struct Share: Hashable, Sendable, Codable {
    /// Mean and variance of the share of a member's hazard that shocks make.
    public var mean, variance: Double
    /// Loss events among two or more instances of one age that tell of it.
    public var events: Int
  }

  public var provider: PoolID.Provider
  /// Of the provider at large.
  public var share: Share
  /// By family, by family and region, and by pool key, for those with events.
  public var families, regions, pools: [String: Share]
  /// Mean of 1/(κ + 1): a child's variance over m (1 − m) of its parent.
  public var spread: Double
  /// Mean and variance of the share of shocks that take everyone.
  public var whole, wholeVariance: Double

  /// The shock of a pool and how sure it is: from its own events, else from
  /// its nearest ancestor that has some, each level between adding its spread.
  public func belief(of pool: PoolID) -> GangBelief {
    let steps = [
      families[pool.family], regions[Self.region(of: pool)], pools[pool.key],
    ]
    var (mean, variance) = (share.mean, share.variance)
    for step in steps {
      if let step {
        (mean, variance) = (step.mean, step.variance)
      } else {
        variance += spread * max(mean * (1 - mean) - variance, 0)
      }
    }
    return GangBelief(
      shock: GangShock(share: mean, whole: whole), shareVariance: variance,
      wholeVariance: wholeVariance,
      evidence: pools[pool.key].map(\.events) ?? 0)
  }

  /// Name of a family in a region.
  static func region(of pool: PoolID) -> String {
    pool.family + "@" + pool.region
  }
}

/// What is believed of one pool's shocks.
public struct GangBelief: Hashable, Sendable, Codable {
  /// At the posterior means.
  public var shock: GangShock
  public var shareVariance, wholeVariance: Double
  /// The pool's own loss events among two or more of one age.
  public var evidence: Int

  public init(
    shock: GangShock, shareVariance: Double = 0, wholeVariance: Double = 0,
    evidence: Int = 0
  ) {
    self.shock = shock
    self.shareVariance = shareVariance
    self.wholeVariance = wholeVariance
    self.evidence = evidence
  }

  /// Everything falls together: a probed pool is up or down as a whole.
  public static let whole = GangBelief(shock: GangShock(share: 1, whole: 1))

  /// Mean of `GangShock.events(size:)`, and its variance over its squared mean
  /// (methods/gangs.md (8)).
  public func events(size: Int) -> (mean: Double, relativeVariance: Double) {
    let mean = shock.events(size: size)
    let n = Double(max(size, 1))
    let perShare = n - shock.shockEvents(size: size)
    let perWhole = GangShock.harmonic(max(size, 1)) - 1
    let square = shock.share * shock.share + shareVariance
    let variance =
      shareVariance * perShare * perShare
      + square * wholeVariance * perWhole * perWhole
    return (mean, variance / (mean * mean))
  }

  /// Quantiles of `GangShock.events(size:)` at the middles of equal parts of
  /// its distribution, so that their mean is that of anything over it; one
  /// entry where it is sure.
  ///
  /// The share is beta; what is not known of `whole` widens it.
  public func eventNodes(size: Int) -> [Double] {
    let (mean, relativeVariance) = events(size: size)
    guard relativeVariance > 1e-12 else { return [mean] }
    return (0..<Self.nodes).map { i in
      eventQuantile((Double(i) + 0.5) / Double(Self.nodes), size: size)
    }
  }

  /// The number of events that is not exceeded with probability `p`.
  public func eventQuantile(_ p: Double, size: Int) -> Double {
    let (mean, relativeVariance) = events(size: size)
    let n = Double(max(size, 1))
    let perShare = n - shock.shockEvents(size: size)
    guard relativeVariance > 1e-12, perShare > 0 else { return mean }
    let variance = relativeVariance * mean * mean / (perShare * perShare)
    // More events the smaller the share.
    return n
      - perShare * Self.quantile(1 - p, mean: shock.share, variance: variance)
  }

  /// Quantile of the share.
  public func shareQuantile(_ p: Double) -> Double {
    Self.quantile(p, mean: shock.share, variance: shareVariance)
  }

  private static let nodes = 16

  /// Of a beta variable by its moments.
  private static func quantile(
    _ p: Double, mean: Double, variance: Double
  ) -> Double {
    let most = mean * (1 - mean)
    guard variance > 1e-12, most > 0 else { return mean }
    let strength = max(most / variance - 1, 1e-3)
    return betaQuantile(p, mean * strength, (1 - mean) * strength)
  }

  /// The share of shocks that take everyone which gives gangs of this size the
  /// same number of loss events.
  public func wholeShare(size: Int) -> Double {
    guard size > 1 else { return shock.share }
    let n = Double(size)
    return min(max((n - shock.events(size: size)) / (n - 1), 0), 1)
  }
}
