import RiskDomain
import RiskExposure

/// How losses of instances in one pool hang together.
public struct SharedShock: Hashable, Sendable, Codable {
  /// Share of a member's hazard that takes the whole gang, 0...1.
  public var share: Double
  /// Clusters with more than one instance at risk that tell of it.
  public var clusters: Int
  /// Mean number of losses that fell with a loss, itself included; ≥ 1.
  public var dispersion: Double

  /// The share with a beta prior, and the dispersion, of one provider's
  /// instances.
  ///
  /// Under shocks that take all n members at rate s·h and single losses at
  /// (1 − s)·h each, a lost member sees the other n − 1 fall with probability
  /// s. A cluster of k of n weighs k/n: a shock counts once, n single losses
  /// count once (methods/nested-gamma-poisson.md (19)).
  init(_ clusters: [LossCluster], prior: ModelSpec.SharedShock) {
    var fallen = prior.priorShare * prior.priorClusters
    var weight = prior.priorClusters
    var count = 0
    var first = 0.0
    var second = 0.0
    for cluster in clusters {
      let (k, n) = (Double(cluster.lost), Double(cluster.atRisk))
      first += k
      second += k * k
      guard cluster.atRisk > 1 else { continue }
      count += 1
      weight += k / n
      fallen += k / n * (k - 1) / (n - 1)
    }
    share = fallen / weight
    self.clusters = count
    dispersion = first > 0 ? second / first : 1
  }
}
