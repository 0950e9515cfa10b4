import RiskDomain
import RiskExposure

import Foundation

extension GangModel {
  /// A model of each provider with instances at risk; nil where only probes
  /// were watched.
  static func fitted(
    _ cohorts: [CohortLoss], _ strata: [HazardStratum], _ spec: ModelSpec
  ) -> [String: GangModel]? {
    let watched = strata.filter {
      $0.clock == .instance && $0.process == .loss
    }
    guard !watched.isEmpty else { return nil }
    return Dictionary(
      uniqueKeysWithValues: watched.map {
        (
          $0.provider.rawValue,
          fitted(
            cohorts, provider: $0.provider, prior: spec.sharedShock,
            window: CohortWindow(
              cohorts, $0, seconds: spec.clusterWindowSeconds))
        )
      })
  }

  /// The model of one provider's losses, by summing over a grid of shares.
  ///
  /// A place's share is beta with its parent's share for mean and a
  /// concentration κ that all levels have in common and that is averaged over
  /// (methods/gangs.md (9) to (13)).
  ///
  /// - Parameter cohorts: of this provider's pools; those of a single instance
  ///   tell nothing.
  static func fitted(
    _ cohorts: [CohortLoss], provider: PoolID.Provider,
    prior: ModelSpec.SharedShock, window: CohortWindow = CohortWindow()
  ) -> GangModel {
    let telling = cohorts.filter {
      $0.atRisk > 1 && $0.pool.provider == provider
    }
    let grid = ShareGrid(prior, window)
    let (whole, wholeVariance) = grid.whole(telling)
    let tree = GangTree(telling, grid: grid, whole: whole)
    let fits = ShareGrid.concentrations.map { kappa in
      tree.posterior(GangLevel(grid, concentration: kappa))
    }
    let weights = grid.weights(fits.map(\.logLikelihood))
    func share(_ key: Int, events: Int) -> Share {
      var (first, second) = (0.0, 0.0)
      for (fit, weight) in zip(fits, weights) {
        for (s, p) in zip(grid.shares, fit.marginals[key]) {
          first += weight * p * s
          second += weight * p * s * s
        }
      }
      return Share(
        mean: first, variance: max(second - first * first, 0), events: events)
    }
    func named(_ level: ClosedRange<Int>) -> [String: Share] {
      Dictionary(
        uniqueKeysWithValues: tree.nodes.indices.compactMap { i in
          level.contains(tree.nodes[i].depth)
            ? (tree.nodes[i].key, share(i, events: tree.nodes[i].events)) : nil
        })
    }
    return GangModel(
      provider: provider, share: share(0, events: telling.count),
      families: named(1...1), regions: named(2...2), pools: named(3...3),
      spread: zip(ShareGrid.concentrations, weights).reduce(0) {
        $0 + $1.1 / ($1.0 + 1)
      }, whole: whole, wholeVariance: wholeVariance)
  }
}

/// Shares at the middles of equal cells of (0, 1).
struct ShareGrid {
  static let concentrations = [2.0, 5, 12, 30, 80, 200, 1000]
  private static let wholes = (0..<20).map { (Double($0) + 0.5) / 20 }

  let shares = (0..<40).map { (Double($0) + 0.5) / 40 }
  /// Log prior of the provider's share.
  let logPrior: [Double]
  private let window: CohortWindow

  init(_ prior: ModelSpec.SharedShock, _ window: CohortWindow) {
    self.window = window
    let a = prior.priorShare * prior.priorClusters
    let b = (1 - prior.priorShare) * prior.priorClusters
    logPrior = Self.logBeta(shares, a, b)
  }

  /// Log cell probabilities of a beta distribution, to a constant that is
  /// taken off so that they sum to 1.
  static func logBeta(_ x: [Double], _ a: Double, _ b: Double) -> [Double] {
    let logs = x.map { (a - 1) * log($0) + (b - 1) * log1p(-$0) }
    let total = logSum(logs)
    return logs.map { $0 - total }
  }

  /// Log likelihood of the shares from events, given `whole`.
  func logLikelihood(_ cohorts: [CohortLoss], whole: Double) -> [Double] {
    // Few kinds of events come many times.
    var kinds: [Kind: Int] = [:]
    for cohort in cohorts { kinds[Kind(cohort), default: 0] += 1 }
    let sorted = kinds.sorted { $0.key < $1.key }
    return shares.map { share in
      let shock = GangShock(share: share, whole: whole)
      return sorted.reduce(0) { sum, entry in
        let (kind, count) = entry
        return sum
          + Double(count)
          * log(window.probability(kind.lost, of: kind.atRisk, shock))
      }
    }
  }

  /// Posterior mean and variance of `whole`, flat before, all pools having one
  /// share.
  func whole(_ cohorts: [CohortLoss]) -> (mean: Double, variance: Double) {
    let logs = Self.wholes.map { whole in
      Self.logSum(
        zip(logPrior, logLikelihood(cohorts, whole: whole)).map { $0 + $1 })
    }
    let total = Self.logSum(logs)
    var (first, second) = (0.0, 0.0)
    for (whole, value) in zip(Self.wholes, logs) {
      first += whole * exp(value - total)
      second += whole * whole * exp(value - total)
    }
    return (first, max(second - first * first, 0))
  }

  /// Posterior weights of the concentrations: the prior is flat in the
  /// variance 1/(κ + 1) that they leave between siblings.
  func weights(_ logLikelihoods: [Double]) -> [Double] {
    let logs = zip(logLikelihoods, Self.concentrations).map {
      $0 - log($1 + 1)
    }
    let total = Self.logSum(logs)
    return logs.map { exp($0 - total) }
  }

  /// log Σ exp.
  static func logSum(_ logs: [Double]) -> Double {
    guard let top = logs.max(), top > -.infinity else { return -.infinity }
    return top + log(logs.reduce(0) { $0 + exp($1 - top) })
  }

  private struct Kind: Hashable, Comparable {
    var atRisk, lost: Int

    init(_ cohort: CohortLoss) {
      atRisk = cohort.atRisk
      lost = min(cohort.lost, cohort.atRisk)
    }

    static func < (left: Self, right: Self) -> Bool {
      (left.atRisk, left.lost) < (right.atRisk, right.lost)
    }
  }
}
