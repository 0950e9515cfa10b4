public import RiskDomain
public import RiskForecast
import RiskModels

/// What a running job should do, request by request.
///
/// Answers depend on the job, the outlooks and the request alone; the tables
/// kept between requests only save time. On-demand capacity is taken to be
/// always available: under that condition no deadline is missed that could be
/// met by on-demand alone when the first request came.
public struct DecidePolicy: Sendable {
  /// Longest time between two requests that safety allows for, in hours.
  public let hoursBetweenRequests: Double

  let job: JobSpec
  let mayUseSpot: Bool
  private(set) var spot: [PoolID: DecidePool] = [:]
  private var tables: [PoolID: DeadlineTable] = [:]
  /// Cheapest on-demand; nil when none is allowed or priced.
  let onDemand: DecideOnDemand?
  /// Pools in which the job's own limits leave nothing on spot, and why.
  private let spotLimits: [PoolID: String]

  /// `hoursBetweenRequests` defaults to 0.1 h: after so long without progress
  /// a launch on-demand must still finish in time.
  public init(
    job: JobSpec, outlooks: [PoolOutlook], catalog: Catalog,
    hoursBetweenRequests: Double = 0.1
  ) {
    self.job = job
    self.hoursBetweenRequests = max(hoursBetweenRequests, 1.0 / 3600)
    let mayUseSpot =
      job.vehicles.contains(.spot) && job.jobClass != .realtime
    self.mayUseSpot = mayUseSpot
    let asOf = outlooks.map(\.asOf).max() ?? UTCInstant(unixSeconds: 0)
    // Where, limits and prices are those of `recommend`.
    let candidates = CandidateList(
      job: job, outlooks: outlooks, catalog: catalog, asOf: asOf
    ).candidates
    let context = PlanContext(
      job: job, catalog: catalog, offerings: [], candidates: candidates,
      asOf: asOf, seed: 0, runs: 1)
    var limits: [PoolID: String] = [:]
    for candidate in candidates {
      if mayUseSpot {
        spot[candidate.pool] = DecidePool(candidate, context)
      }
      if candidate.spotInstances == 0 {
        limits[candidate.pool] = candidate.spotRejection
      }
    }
    spotLimits = limits
    onDemand =
      job.vehicles.contains(.onDemand) ? DecideOnDemand(candidates) : nil
  }

  /// Why the job may not run on spot in a pool; nil when nothing forbids it.
  func spotRefusal(_ pool: PoolID) -> String? {
    job.place.refuses(pool) ?? spotLimits[pool]
  }

  /// The answer to a request, or why it cannot be answered.
  public mutating func answer(
    _ request: DecideRequest
  ) -> Result<DecideAnswer, DecideFailure> {
    func failure(_ text: String) -> Result<DecideAnswer, DecideFailure> {
      .failure(DecideFailure(id: request.id, error: text))
    }
    guard let deadline = request.deadline ?? job.when.deadline else {
      return failure(
        "There is no deadline: give it in the request or in the job file.")
    }
    for (name, value) in [
      ("remainingWorkHours", request.remainingWorkHours),
      ("restartRemainingHours", request.restartRemainingHours ?? 0),
      ("hoursSinceCheckpoint", request.hoursSinceCheckpoint ?? 0),
      ("ageHours", request.ageHours ?? 0),
    ] where !value.isFinite || value < 0 || value > 1e6 {
      return failure("\(name) is \(value); it must be from 0 to 1000000.")
    }
    for entry in request.pools {
      if let since = entry.sinceHours, !since.isFinite || since < 0 {
        return failure(
          "sinceHours of \(entry.pool) is \(since); it must be 0 or more.")
      }
    }
    if request.mode == .spot, request.pool == nil {
      return failure("mode is spot, but pool is missing.")
    }
    let left = deadline.hours(since: request.now)
    // The step holds a copy of the policy: with the tables in it, their growth
    // would be a copy too.
    var tables: [PoolID: DeadlineTable] = [:]
    swap(&tables, &self.tables)
    defer { swap(&tables, &self.tables) }
    return .success(
      DecideStep(policy: self, request: request, leftHours: left)
        .answer(&tables))
  }

  /// The table of a pool, made or extended so that it reaches the request.
  ///
  /// Returns the ticks of the request as well.
  func table(
    for pool: PoolID, workHours: Double, leftHours: Double,
    in tables: inout [PoolID: DeadlineTable]
  ) -> (table: DeadlineTable, work: Int, time: Int, tickHours: Double)? {
    guard let entry = spot[pool] else { return nil }
    let pace = entry.hoursPerWorkHour * entry.overhead
    let needed = workHours * pace
    let tick = tickHours(totalHours: entry.totalHours)
    let total = max(Int((entry.totalHours / tick - 1e-6).rounded(.up)), 1)
    let work = Int((min(needed, 1e6) / tick - 1e-6).rounded(.up))
    // A job that grew: room for four times its work, more is looked up as that.
    let wanted = work <= total ? total : total * 4
    let time = Int(min(leftHours, 1e6) / tick + 1e-6)
    // Taken out while it grows, so that it grows in place.
    let known = tables.removeValue(forKey: pool)
    var table =
      known.flatMap { $0.workTicks >= wanted ? $0 : nil }
      ?? newTable(entry, workTicks: wanted, tickHours: tick)
    table.extend(toSlackTicks: time - min(work, table.workTicks))
    tables[pool] = table
    return (table, work, time, tick)
  }

  private func newTable(
    _ entry: DecidePool, workTicks: Int, tickHours tick: Double
  ) -> DeadlineTable {
    let ratio =
      onDemand.map { $0.hoursPerWorkHour / entry.hoursPerWorkHour } ?? 1
    return DeadlineTable(
      environment: AgeEnvironment(
        loss: entry.loss, acquisition: entry.acquisition, tickHours: tick,
        agesFollowPool: entry.agesFollowPool),
      workTicks: workTicks,
      mostSlackTicks: max(DeadlineTable.mostCells / (workTicks + 1), 2),
      launchTicks: Int((entry.relaunchHours / tick - 1e-6).rounded(.up)),
      spotPerTick: entry.spotUSDPerHour * tick,
      onDemandPerTick: onDemand.map {
        $0.usdPerHour * tick * ratio / entry.overhead
      }, spotStartUSD: entry.egress.perStartUSD,
      onDemandStartUSD: onDemand?.egress.perStartUSD ?? 0)
  }

  /// A tenth of an hour, coarser only where a table would have more than 600
  /// ticks of work.
  private func tickHours(totalHours: Double) -> Double {
    var tick = 0.1
    for step in [2, 2.5, 2, 2, 2.5, 2, 2, 2.5, 2, 2]
    where totalHours / tick > 600 {
      tick *= step
    }
    return tick
  }
}
