import RiskDomain

extension LogFact {
  /// The names that become part of a pool, by column.
  var poolNames: [(String, String)] {
    func names(of pool: PoolID) -> [(String, String)] {
      [
        ("zone", pool.zone), ("instanceType", pool.instanceType),
        ("os", pool.os),
      ]
    }
    switch self {
    case .alias, .checkpoint: return []
    case .request(let fact):
      return [
        ("zone", fact.zone), ("zone", fact.grantedZone),
        ("region", fact.region),
        ("instanceType", fact.instanceType), ("os", fact.os),
      ].compactMap { column, name in name.map { (column, $0) } }
    case .fleetChange(let fact): return names(of: fact.pool)
    case .aliveCount(let fact): return names(of: fact.pool)
    case .cell(let fact): return names(of: fact.pool)
    case .lives(let fact): return names(of: fact.pool)
    case .attempts(let fact): return names(of: fact.pool)
    }
  }
}
