import RiskDomain

/// One way to bring the data to where a job runs, with what is kept there.
struct DataRoute: Hashable, Sendable {
  var egress: EgressTerm
  var storage: StorageTerm

  /// The routes of a job into a region: reading at every start and, where the
  /// job allows it, moving the dataset once.
  static func all(
    job: JobSpec, provider: PoolID.Provider, region: String, catalog: Catalog
  ) throws(EgressTerm.Unpriced) -> [DataRoute] {
    try EgressTerm.options(
      job: job, provider: provider, region: region, catalog: catalog
    ).map { egress in
      DataRoute(
        egress: egress,
        storage: StorageTerm.of(
          job: job, provider: provider, region: region,
          keepsDataset: egress.movesDataset, catalog: catalog))
    }
  }

  /// Dollars for so many starts and hours; storage without a price counts 0
  /// here and is warned of with the plan.
  func usd(starts: Double, hours: Double) -> Double {
    egress.usd(starts: starts) + (storage.usdPerHour ?? 0) * hours
  }

  /// The cheapest route; the first of equals, nothing to pay without any.
  static func cheapest(
    _ routes: [DataRoute], starts: Double, hours: Double
  ) -> DataRoute {
    routes.min {
      $0.usd(starts: starts, hours: hours)
        < $1.usd(starts: starts, hours: hours)
    }
      ?? DataRoute(
        egress: EgressTerm(onceUSD: 0, perStartUSD: 0),
        storage: StorageTerm(usdPerHour: 0))
  }
}
