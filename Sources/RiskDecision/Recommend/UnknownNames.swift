import RiskDomain
import RiskForecast

/// Names of a job that neither the catalog nor the data know.
struct UnknownNames {
  /// A sentence for each, with the nearest names that are known.
  var sentences: [String] = []

  init(
    job: JobSpec, outlooks: [PoolOutlook],
    offerings: [CapacityBlockOffering], catalog: Catalog
  ) {
    addGPUs(job, catalog)
    addRegions(job, outlooks, offerings, catalog)
    addPools(job, outlooks, catalog)
  }

  private mutating func addGPUs(_ job: JobSpec, _ catalog: Catalog) {
    let known = Set(catalog.instanceTypes.compactMap(\.accelerator))
    for accepted in job.accept {
      let isKnown = catalog.instanceTypes.contains { type in
        guard let gpu = type.accelerator else { return false }
        return GPUName.matches(
          accepted.gpu, accelerator: gpu, vramGB: type.vramGB)
      }
      if isKnown { continue }
      sentences.append(
        "No known pool has GPU \(accepted.gpu); "
          + (known.isEmpty
            ? "the catalog knows none."
            : "the catalog knows "
              + NearestNames.list(accepted.gpu, among: known) + "."))
    }
  }

  private mutating func addRegions(
    _ job: JobSpec, _ outlooks: [PoolOutlook],
    _ offerings: [CapacityBlockOffering], _ catalog: Catalog
  ) {
    var known = Set(outlooks.map(\.pool.region))
    known.formUnion(catalog.listPrices.map(\.region))
    known.formUnion(catalog.capacityBlockRates.map(\.region))
    known.formUnion(catalog.storagePrices.map(\.region))
    known.formUnion(
      offerings.map { PoolID.region(ofZone: $0.zone, provider: .aws) })
    for region in job.place.regions where !known.contains(region) {
      sentences.append(
        "No known pool or price lies in the region \(region); known are "
          + (known.isEmpty
            ? "none." : NearestNames.list(region, among: known) + "."))
    }
  }

  private mutating func addPools(
    _ job: JobSpec, _ outlooks: [PoolOutlook], _ catalog: Catalog
  ) {
    let watched = Set(
      outlooks.filter { $0.evidence != .none || $0.spotPrice != nil }
        .map(\.pool))
    for pool in job.pools where !watched.contains(pool) {
      let hasPrice =
        outlooks.contains { $0.pool == pool && $0.onDemandPerHour != nil }
        || catalog.listPrices.contains {
          $0.provider == pool.provider && $0.region == pool.region
            && $0.instanceType == pool.instanceType
        }
      if hasPrice || job.priceOverride(pool) != nil { continue }
      var text = "No data and no price are known of the pool \(pool)"
      let types = Set(
        catalog.instanceTypes.filter { $0.provider == pool.provider }
          .map(\.instanceType))
      if !types.contains(pool.instanceType), !types.isEmpty {
        text +=
          "; the catalog's nearest instance types are "
          + NearestNames.list(pool.instanceType, among: types)
      }
      sentences.append(text + ".")
    }
  }
}
