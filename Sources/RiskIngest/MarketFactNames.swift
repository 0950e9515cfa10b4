import RiskDomain

extension MarketFact {
  /// Why the place and the machine type have not the shape of such names; nil
  /// when they have.
  var shapeProblem: RowProblem? {
    func problem(
      _ provider: PoolID.Provider, _ place: String, _ type: String
    ) -> RowProblem? {
      PoolShape.problem(
        in: PoolID(provider: provider, zone: place, instanceType: type))
    }
    return switch self {
    case .listPrice(let fact):
      problem(fact.provider, fact.region, fact.instanceType)
    case .advisorGrade(let fact):
      problem(.aws, fact.region, fact.instanceType)
    case .evictionBand(let fact):
      problem(.azure, fact.region, fact.instanceType)
    case .placementScore(let fact):
      fact.instanceTypes.split(separator: ",").lazy.compactMap {
        problem(.aws, fact.zone ?? fact.region, String($0))
      }.first
    case .capacityBlockRate, .zoneAlias: nil
    }
  }

  /// Names that must be fit for a pool key, with their columns.
  var names: [(String, String)] {
    switch self {
    case .listPrice(let fact):
      [
        ("region", fact.region), ("instanceType", fact.instanceType),
        ("os", fact.os),
      ]
    case .capacityBlockRate(let fact):
      [("region", fact.place), ("instanceType", fact.instanceType)]
    case .advisorGrade(let fact):
      [
        ("region", fact.region), ("instanceType", fact.instanceType),
        ("os", fact.os),
      ]
    case .placementScore(let fact):
      [("region", fact.region), ("instanceType", fact.instanceTypes)]
        + (fact.zone.map { [("zone", $0)] } ?? [])
    case .evictionBand(let fact):
      [("region", fact.region), ("instanceType", fact.instanceType)]
    case .zoneAlias(let fact):
      [("zone", fact.zoneName), ("zone", fact.zoneID)]
        + (fact.account.isEmpty ? [] : [("account", fact.account)])
    }
  }
}
