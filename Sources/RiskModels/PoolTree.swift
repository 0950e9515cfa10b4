import RiskDomain

/// The nesting of pools: which node of each level lies under which.
struct PoolTree {
  /// One level's nodes.
  struct Layer {
    var level: ModelSpec.Level
    /// Sorted where the level has names of its own.
    var keys: [String] = []
    /// Index of each node's parent one layer up; 0 in the top layer.
    var parents: [Int] = []
  }

  /// From wide to narrow.
  var layers: [Layer] = []
  /// Index of the narrowest node of each pool and age piece, p × k.
  var leaves: [[Int]]
  /// Index of each pool in the layer `.pool`.
  var poolNodes: [Int] = []
  /// Index of the layer `.pool`.
  var poolLayer = 0

  init(
    pools: [PoolID], levels: [ModelSpec.Level], cuts: [Double],
    groupCuts: [Double]
  ) {
    let groups = cuts.map { cut in groupCuts.lastIndex { $0 <= cut } ?? 0 }
    leaves = pools.map { _ in Array(repeating: 0, count: cuts.count) }
    var parents = Array(repeating: 0, count: pools.count)
    for level in levels {
      var layer = Layer(level: level)
      var index: [String: Int] = [:]
      func node(_ key: String, under parent: Int) -> Int {
        if let known = index[key] { return known }
        index[key] = layer.keys.count
        layer.keys.append(key)
        layer.parents.append(parent)
        return layer.keys.count - 1
      }
      for (p, pool) in pools.enumerated() {
        if level == .poolAge {
          for k in cuts.indices {
            leaves[p][k] = node(
              Self.ageKey(pool, group: groups[k]), under: parents[p])
          }
        } else {
          let key = Self.key(pool, level)
          parents[p] = node(key, under: parents[p])
          for k in cuts.indices { leaves[p][k] = parents[p] }
        }
      }
      if level == .pool {
        poolNodes = parents
        poolLayer = layers.count
      }
      layers.append(layer)
    }
  }

  /// The name of the node that holds a pool on a level above `.poolAge`.
  static func key(_ pool: PoolID, _ level: ModelSpec.Level) -> String {
    switch level {
    case .region: pool.region
    case .zone: pool.zone
    case .pool, .poolAge: pool.key
    }
  }

  /// The name of one age group of a pool.
  static func ageKey(_ pool: PoolID, group: Int) -> String {
    pool.key + "#\(group)"
  }
}
