import RiskDomain
import RiskExposure

import Foundation

/// Transition of shares from a parent to a child at one concentration.
struct GangLevel {
  /// P(child's share is s | parent's is m) at [m][s].
  let transition: [[Double]]
  let logPrior: [Double]

  init(_ grid: ShareGrid, concentration kappa: Double) {
    logPrior = grid.logPrior
    transition = grid.shares.map { m in
      ShareGrid.logBeta(grid.shares, m * kappa, (1 - m) * kappa).map(exp)
    }
  }
}

/// The places with events: the provider, families, regions of them, pools.
struct GangTree {
  struct Node {
    var key: String
    /// 0 the provider, 3 a pool.
    var depth: Int
    /// Index of the node above; it comes before.
    var parent: Int
    /// Of everything below.
    var events: Int
    /// Log likelihood of the shares of a pool's own events; empty above.
    var own: [Double]
  }

  /// Posterior of each node's share at one concentration.
  struct Posterior {
    var marginals: [[Double]]
    var logLikelihood: Double
  }

  private(set) var nodes: [Node] = [
    Node(key: "", depth: 0, parent: 0, events: 0, own: [])
  ]
  private let points: Int

  init(_ cohorts: [CohortLoss], grid: ShareGrid, whole: Double) {
    points = grid.shares.count
    var index: [String: Int] = [:]
    let pools = Dictionary(grouping: cohorts, by: \.pool)
      .sorted { $0.key < $1.key }
    for (pool, members) in pools {
      var parent = 0
      nodes[0].events += members.count
      let keys = [pool.family, GangModel.region(of: pool), pool.key]
      for (depth, key) in zip(1..., keys) {
        let name = "\(depth) \(key)"
        let at = index[name] ?? nodes.count
        if index[name] == nil {
          index[name] = at
          nodes.append(
            Node(
              key: key, depth: depth, parent: parent, events: 0,
              own: depth == 3
                ? grid.logLikelihood(members, whole: whole) : []))
        }
        nodes[at].events += members.count
        parent = at
      }
    }
  }

  /// Messages up the tree, then marginals down it.
  func posterior(_ level: GangLevel) -> Posterior {
    // What lies below a node says of its share, and of its parent's.
    var below = nodes.map { node in
      node.own.isEmpty ? [Double](repeating: 0, count: points) : node.own
    }
    var message = nodes.map { _ in [Double]() }
    for i in nodes.indices.reversed() where i > 0 {
      message[i] = upward(below[i], level)
      let parent = nodes[i].parent
      for k in 0..<points { below[parent][k] += message[i][k] }
    }
    let root = zip(level.logPrior, below[0]).map { $0 + $1 }
    let total = ShareGrid.logSum(root)
    var marginals = [root.map { exp($0 - total) }]
    for i in nodes.indices.dropFirst() {
      let parent = nodes[i].parent
      let cavity = zip(marginals[parent], message[i]).map { p, said in
        p > 0 ? log(p) - said : -.infinity
      }
      marginals.append(downward(cavity, below[i], level))
    }
    return Posterior(marginals: marginals, logLikelihood: total)
  }

  /// log Σ_s P(s | m) exp(below(s)) for each m.
  private func upward(_ below: [Double], _ level: GangLevel) -> [Double] {
    let top = below.max() ?? 0
    let scaled = below.map { exp($0 - top) }
    return level.transition.map { row in
      top + log(zip(row, scaled).reduce(0) { $0 + $1.0 * $1.1 })
    }
  }

  private func downward(
    _ cavity: [Double], _ below: [Double], _ level: GangLevel
  ) -> [Double] {
    let top = cavity.max() ?? 0
    var prior = [Double](repeating: 0, count: points)
    for (m, value) in cavity.enumerated() {
      let weight = exp(value - top)
      for s in 0..<points { prior[s] += weight * level.transition[m][s] }
    }
    let logs = zip(prior, below).map { log($0) + $1 }
    let total = ShareGrid.logSum(logs)
    return logs.map { exp($0 - total) }
  }
}
