public import RiskDomain

/// What it costs to bring data to where a job runs.
public struct EgressTerm: Hashable, Sendable {
  /// Paid once, for moving the dataset.
  public var onceUSD: Double
  /// Paid at every start of the gang.
  public var perStartUSD: Double
  /// True when the dataset is copied to where the job runs.
  public var movesDataset: Bool

  /// Why a route has no price.
  public struct Unpriced: Error, Hashable, Sendable {
    /// A sentence.
    public var reason: String
  }

  public init(
    onceUSD: Double, perStartUSD: Double, movesDataset: Bool = false
  ) {
    self.onceUSD = onceUSD
    self.perStartUSD = perStartUSD
    self.movesDataset = movesDataset
  }

  /// Dollars of so many starts.
  public func usd(starts: Double) -> Double { onceUSD + perStartUSD * starts }

  /// Dollars for a volume at tiers that start at 0 GB; nil without tiers.
  ///
  /// Bounds of tiers are in units of 1,024 GB a TB, as AWS bills them: 100 TiB
  /// to the internet are 10,240 GB at $0.09, 40,960 GB at $0.085 and 51,200 GB
  /// at $0.07, $7,987.20 in all.
  public static func usd(
    volumeGB: Double, tiers: [Catalog.EgressTier]
  ) -> Double? {
    guard let first = tiers.first, first.fromGB <= 0, volumeGB >= 0 else {
      return nil
    }
    var total = 0.0
    for (k, tier) in tiers.enumerated() {
      let until = k + 1 < tiers.count ? tiers[k + 1].fromGB : .infinity
      let inside = min(volumeGB, until) - max(tier.fromGB, 0)
      if inside > 0 { total += inside * tier.usdPerGB }
    }
    return total
  }

  /// Bringing the data to machines outside the clouds: out to the internet.
  public static func toOutside(
    job: JobSpec, catalog: Catalog
  ) throws(Unpriced) -> EgressTerm {
    guard let data = job.data,
      let volume = data.readPerStartGB ?? data.datasetGB
    else { return EgressTerm(onceUSD: 0, perStartUSD: 0) }
    let tiers = catalog.egressTiers(data.provider, route: "internet")
    guard let usd = usd(volumeGB: volume, tiers: tiers) else {
      throw Unpriced(
        reason: "the catalog has no internet egress price of "
          + data.provider.rawValue)
    }
    return EgressTerm(onceUSD: 0, perStartUSD: usd)
  }

  /// The ways to bring the data of a job to a region, at least one.
  ///
  /// Same region: nothing. Another region of the cloud: its inter-region
  /// route. Another cloud: out to the internet. Every start reads its share;
  /// with `mayMove` moving the dataset once is a second way, and the caller
  /// takes what is cheaper.
  public static func options(
    job: JobSpec, provider: PoolID.Provider, region: String, catalog: Catalog
  ) throws(Unpriced) -> [EgressTerm] {
    guard let data = job.data,
      data.provider != provider || data.region != region
    else { return [EgressTerm(onceUSD: 0, perStartUSD: 0)] }
    let route = data.provider == provider ? "inter-region" : "internet"
    let tiers = catalog.egressTiers(data.provider, route: route)
    func price(_ volume: Double) throws(Unpriced) -> Double {
      guard let usd = usd(volumeGB: volume, tiers: tiers) else {
        throw Unpriced(
          reason: "the catalog has no \(route) egress price of "
            + data.provider.rawValue)
      }
      return usd
    }
    var options: [EgressTerm] = []
    if let volume = data.readPerStartGB ?? data.datasetGB {
      options.append(
        EgressTerm(onceUSD: 0, perStartUSD: try price(volume)))
    }
    if data.mayMove, let volume = data.datasetGB {
      options.append(
        EgressTerm(
          onceUSD: try price(volume), perStartUSD: 0, movesDataset: true))
    }
    guard !options.isEmpty else {
      throw Unpriced(
        reason: "the data lies in \(data.provider.rawValue)/\(data.region) and "
          + "data.datasetGB and data.readPerStartGB are not given")
    }
    return options
  }
}
