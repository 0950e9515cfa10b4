public import RiskDomain

/// What it costs to keep checkpoints and moved data while a job runs.
public struct StorageTerm: Hashable, Sendable {
  /// Dollars per hour; nil when something is kept and has no price.
  public var usdPerHour: Double?

  /// The newest checkpoint and the one before it.
  public static let checkpointsKept = 2.0
  /// 8,760 h / 12.
  public static let hoursPerMonth = 730.0

  /// The term of a job in a region, with the dataset where it is moved there.
  public static func of(
    job: JobSpec, provider: PoolID.Provider, region: String,
    keepsDataset: Bool, catalog: Catalog
  ) -> StorageTerm {
    var kept = (job.checkpoint.sizeGB ?? 0) * checkpointsKept
    if keepsDataset { kept += job.data?.datasetGB ?? 0 }
    if kept == 0 { return StorageTerm(usdPerHour: 0) }
    let price = catalog.storagePrices.first {
      $0.provider == provider && $0.region == region
    }
    return StorageTerm(
      usdPerHour: price.map { kept * $0.usdPerGBMonth / hoursPerMonth })
  }
}
