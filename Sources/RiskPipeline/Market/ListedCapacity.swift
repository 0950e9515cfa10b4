import RiskDecision
import RiskDomain
import RiskForecast

/// Capacity that the catalog lists and of which the facts know no pool.
///
/// Without it, a user whose logs cover one region would be told that on-demand
/// elsewhere does not exist. It has a list price and no evidence: it can be
/// bought on-demand and is never taken for spot.
enum ListedCapacity {
  /// Outlooks with a list price, one per region and accepted type.
  ///
  /// Regions are those that the job names, else those of the known pools, else
  /// every one of the catalog. `zone` is the region's name: a list price holds
  /// for every zone of it.
  static func outlooks(
    job: JobSpec, known: [PoolID], catalog: Catalog, asOf: UTCInstant
  ) -> [PoolOutlook] {
    guard job.pools.isEmpty else { return [] }
    let types = catalog.instanceTypes.filter { type in
      guard let accelerator = type.accelerator else { return false }
      return job.accept.contains {
        GPUName.matches(
          $0.gpu, accelerator: accelerator, vramGB: type.vramGB)
      }
    }
    let seen = Set(known.map(key))
    var regions = Set(job.place.regions)
    if regions.isEmpty { regions = Set(known.map(\.region)) }
    var pools: Set<PoolID> = []
    for price in catalog.listPrices
    where price.market == .onDemand && price.from <= asOf
      && price.os == "linux"
      && (regions.isEmpty || regions.contains(price.region))
    {
      guard
        let type = types.first(where: {
          $0.provider == price.provider
            && $0.instanceType == price.instanceType
        })
      else { continue }
      let pool = PoolID(
        provider: price.provider, zone: price.region,
        instanceType: price.instanceType, accelerator: type.accelerator)
      if !seen.contains(key(pool)) { pools.insert(pool) }
    }
    return pools.sorted().map { pool in
      PoolOutlook(
        pool: pool, asOf: asOf, evidence: .none,
        onDemandPerHour: catalog.listPricePerHour(
          pool: pool, market: .onDemand, at: asOf),
        reason: "the database knows no pool of this type in this region")
    }
  }

  private static func key(_ pool: PoolID) -> String {
    "\(pool.provider.rawValue)/\(pool.region)/\(pool.instanceType)"
  }
}
