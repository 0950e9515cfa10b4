/// What a price list or an advisory of a cloud says, beside prices of pools.
public enum MarketFact: Hashable, Sendable {
  case listPrice(ListPrice)
  case capacityBlockRate(CapacityBlockRate)
  case advisorGrade(AdvisorGrade)
  case placementScore(PlacementScore)
  case evictionBand(EvictionBand)
  case zoneAlias(ZoneAlias)
}

extension MarketFact {
  /// Where the fact was stated.
  public var origin: RowOrigin {
    switch self {
    case .listPrice(let fact): fact.origin
    case .capacityBlockRate(let fact): fact.origin
    case .advisorGrade(let fact): fact.origin
    case .placementScore(let fact): fact.origin
    case .evictionBand(let fact): fact.origin
    case .zoneAlias(let fact): fact.origin
    }
  }

  /// From when on it is known; nil for an alias, which has no time.
  public var instant: UTCInstant? {
    switch self {
    case .listPrice(let fact): fact.from
    case .capacityBlockRate(let fact): fact.from
    case .advisorGrade(let fact): fact.capturedAt
    case .placementScore(let fact): fact.capturedAt
    case .evictionBand(let fact): fact.capturedAt
    case .zoneAlias: nil
    }
  }
}
