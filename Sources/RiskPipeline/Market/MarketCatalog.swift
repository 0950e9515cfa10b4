import RiskDomain

extension Catalog {
  /// The catalog with the list prices and Capacity Block rates that were
  /// ingested.
  ///
  /// A statement holds from its own instant on, whoever made it: the later one
  /// counts. Of two for one instant, the ingested one stands. Prices of
  /// commitments are left out, since no vehicle asks the catalog for them.
  func extended(
    by ingested: [RiskDomain.ListPrice],
    rates: [RiskDomain.CapacityBlockRate]
  ) -> Catalog {
    var catalog = self
    let own = ingested.filter { $0.termMonths == 0 }.map {
      ListPrice(
        provider: $0.provider, region: $0.region,
        instanceType: $0.instanceType, os: $0.os, market: $0.market,
        from: $0.from, until: $0.until, usdPerHour: $0.pricePerHour.usd)
    }
    let stated = Set(own.map(\.key))
    catalog.listPrices.removeAll { stated.contains($0.key) }
    catalog.listPrices += own
    let ownRates = rates.map {
      CapacityBlockRate(
        region: $0.place, instanceType: $0.instanceType, from: $0.from,
        usdPerInstanceHour: $0.pricePerHour.usd)
    }
    let statedRates = Set(ownRates.map(\.key))
    catalog.capacityBlockRates.removeAll { statedRates.contains($0.key) }
    catalog.capacityBlockRates += ownRates
    return catalog
  }

  /// Parts of the catalog by region and type, each with its own list prices
  /// only: a forecaster asks for one pool's price at thousands of moments.
  func byPool() -> (PoolID) -> Catalog {
    let prices = Dictionary(grouping: listPrices) {
      [$0.provider.rawValue, $0.region, $0.instanceType]
    }
    var rest = self
    rest.listPrices = []
    return { [rest] pool in
      var part = rest
      part.listPrices =
        prices[[pool.provider.rawValue, pool.region, pool.instanceType]] ?? []
      return part
    }
  }
}

extension Catalog.ListPrice {
  /// What a price is stated for.
  fileprivate var key: [String] {
    [
      provider.rawValue, region, instanceType, os, market.rawValue,
      from.rfc3339,
    ]
  }
}

extension Catalog.CapacityBlockRate {
  fileprivate var key: [String] { [region, instanceType, from.rfc3339] }
}
