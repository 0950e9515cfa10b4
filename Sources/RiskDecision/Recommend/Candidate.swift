public import RiskDomain
import RiskForecast

/// A pool that may take the job, with everything that its plans need.
struct Candidate: Sendable {
  var outlook: PoolOutlook
  var shape: GangShape
  var workHours: Double
  /// Per instance-hour; nil when unknown.
  var spotPerHour: Double?
  var onDemandPerHour: Double?
  /// Ways to bring the data here, at least one.
  var routes: [DataRoute]
  /// Instances on spot; the rest is bought on-demand beside them.
  var spotInstances: Int
  /// Instances with which an elastic gang still goes on; nil = all needed.
  var fewestInstances: Int?
  /// Why spot cannot be used here; nil when it can.
  var spotRejection: String?

  var pool: PoolID { outlook.pool }

  /// The route that costs least for so many starts and hours.
  func cheapestRoute(starts: Double, hours: Double) -> DataRoute {
    DataRoute.cheapest(routes, starts: starts, hours: hours)
  }

  /// Sticker price of the job's useful hours, nothing else counted.
  var stickerUSD: Double? {
    spotPerHour.map { $0 * Double(shape.instances) * workHours }
  }
}

/// The pools that may take a job, and why the others may not.
struct CandidateList: Sendable {
  var candidates: [Candidate] = []
  /// Those of which the quotas allow a part.
  var limited: [Candidate] = []
  var rejected: [Recommendation.RejectedPool] = []

  /// Pools that the job names and nobody watched are candidates too: they may
  /// have an on-demand price.
  init(
    job: JobSpec, outlooks: [PoolOutlook], catalog: Catalog, asOf: UTCInstant
  ) {
    let unseen = Set(job.pools).subtracting(outlooks.map(\.pool)).map {
      PoolOutlook(
        pool: $0, asOf: asOf, evidence: .none,
        reason: "there are no data of this pool")
    }
    for outlook in (outlooks + unseen).sorted(by: { $0.pool < $1.pool }) {
      do throws(GangShape.Rejection) {
        let (candidate, whole) = try Self.candidate(
          job: job, outlook: outlook, catalog: catalog)
        if let whole, whole.spotRejection == nil { limited.append(whole) }
        guard
          let reason = PoolRules.quotaRefusal(
            instances: candidate.shape.instances, job: job,
            pool: candidate.pool, catalog: catalog)
        else {
          candidates.append(candidate)
          continue
        }
        rejected.append(
          Recommendation.RejectedPool(pool: outlook.pool, reason: reason))
        if job.hasIndependentMembers { limited.append(candidate) }
      } catch {
        rejected.append(
          Recommendation.RejectedPool(pool: outlook.pool, reason: error.reason))
      }
    }
    for candidate in candidates {
      if let reason = candidate.spotRejection {
        rejected.append(
          Recommendation.RejectedPool(
            pool: candidate.pool, reason: "No spot plan: " + reason))
      }
    }
    rejected.sort { $0.pool < $1.pool }
  }

  /// - Returns: `whole` where the quotas leave fewer members that need none of
  ///   the others than the job asks for: as if the pool took all.
  private static func candidate(
    job: JobSpec, outlook: PoolOutlook, catalog: Catalog
  ) throws(GangShape.Rejection) -> (candidate: Candidate, whole: Candidate?) {
    let pool = outlook.pool
    if let reason = job.place.refuses(pool) {
      throw GangShape.Rejection(reason: reason)
    }
    let isNamed = job.pools.contains(pool)
    if !job.pools.isEmpty, !isNamed {
      throw GangShape.Rejection(reason: "The job names other pools.")
    }
    var shape = try GangShape.of(
      job: job, provider: pool.provider, instanceType: pool.instanceType,
      isNamedByJob: isNamed, catalog: catalog)
    var workHours = job.workHours(
      gpus: shape.gpus, throughput: shape.throughput)
    let asked = (shape: shape, workHours: workHours)
    var fewest: Int?
    if let size = ElasticSize(
      job: job, pool: pool, shape: shape, workHours: workHours,
      catalog: catalog, asOf: outlook.asOf)
    {
      func shaped(_ nodes: Int) throws(GangShape.Rejection) -> GangShape {
        var sized = job
        sized.gang.nodes = nodes
        return try GangShape.of(
          job: sized, provider: pool.provider,
          instanceType: pool.instanceType, isNamedByJob: isNamed,
          catalog: catalog)
      }
      let launched = try shaped(size.nodes)
      workHours *= Double(shape.gpus) / Double(max(launched.gpus, 1))
      fewest = try shaped(size.minNodes).instances
      shape = launched
    }
    if let reason = PoolRules.refusal(job: job, pool: pool, shape: shape) {
      throw GangShape.Rejection(reason: reason)
    }
    guard workHours <= JobSpec.mostWorkHours else {
      throw GangShape.Rejection(
        reason: "The work takes \(plain(workHours, digits: 0)) h of the gang; "
          + "at most \(plain(JobSpec.mostWorkHours, digits: 0)) h are priced.")
    }
    let routes: [DataRoute]
    do throws(EgressTerm.Unpriced) {
      routes = try DataRoute.all(
        job: job, provider: pool.provider, region: pool.region,
        catalog: catalog)
    } catch {
      throw GangShape.Rejection(
        reason: "Egress cannot be priced: \(error.reason).")
    }
    let override = job.priceOverride(pool)
    let floor = job.risk.onDemandFloorPercent / 100
    let held = Int((floor * Double(shape.instances) - 1e-9).rounded(.up))
    let onSpot = min(
      shape.instances - held, job.money.maxSpotNodes ?? shape.instances)
    var result = Candidate(
      outlook: outlook, shape: shape,
      workHours: workHours,
      spotPerHour: override?.spotPerHour
        ?? outlook.spotPrice?.expectedUSDPerHour,
      onDemandPerHour: override?.onDemandPerHour ?? outlook.onDemandPerHour
        ?? catalog.listPricePerHour(
          pool: pool, market: .onDemand, at: outlook.asOf),
      routes: routes, spotInstances: max(onSpot, 0))
    // Workers of a queue need none of the others.
    result.fewestInstances =
      fewest ?? (job.isQueueFed && shape.instances > 1 ? 1 : nil)
    result.spotPerHour = result.spotPerHour.flatMap { $0 > 0 ? $0 : nil }
    result.onDemandPerHour = result.onDemandPerHour.flatMap {
      $0 > 0 ? $0 : nil
    }
    result.spotRejection = spotRejection(result)
    guard job.hasIndependentMembers, shape.instances < asked.shape.instances,
      held == 0, onSpot == shape.instances,
      job.money.maxSpotNodes ?? .max >= asked.shape.instances
    else { return (result, nil) }
    var whole = result
    (whole.shape, whole.workHours) = asked
    whole.spotInstances = asked.shape.instances
    return (result, whole)
  }

  private static func spotRejection(_ candidate: Candidate) -> String? {
    let outlook = candidate.outlook
    if outlook.isSilent, let reason = outlook.reason { return reason }
    if outlook.evidence == .none || outlook.loss == nil {
      return "nothing is known of its losses"
        + (outlook.reason.map { " (\($0))" } ?? "") + "."
    }
    if candidate.spotPerHour == nil { return "the spot price is unknown." }
    if candidate.spotInstances == 0 {
      return "the job leaves no instance on spot (money.maxSpotNodes, "
        + "risk.onDemandFloorPercent)."
    }
    if candidate.spotInstances < candidate.shape.instances,
      candidate.onDemandPerHour == nil
    {
      return "a part must be on-demand, and its price is unknown."
    }
    return nil
  }
}

extension JobSpec {
  /// Whether a pool lies inside the place and, where pools are named, is one.
  public func allows(_ pool: PoolID) -> Bool {
    place.refuses(pool) == nil && (pools.isEmpty || pools.contains(pool))
  }
}

extension JobSpec.Place {
  /// Why a pool lies outside; nil when it lies inside.
  func refuses(_ pool: PoolID) -> String? {
    if !providers.isEmpty, !providers.contains(pool.provider) {
      return "\(pool.provider.rawValue) is not among where.providers."
    }
    if !regions.isEmpty, !regions.contains(pool.region) {
      return "\(pool.region) is not among where.regions."
    }
    for pattern in exclude {
      let names = [
        pool.region, pool.zone, pool.instanceType, pool.family, pool.key,
        pool.provider.rawValue,
      ]
      if names.contains(pattern) || GlobPattern(pattern).matches(pool.key) {
        return "where.exclude names \(pattern)."
      }
    }
    return nil
  }
}
