import RiskDomain

extension MarketFact {
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
