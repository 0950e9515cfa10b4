import RiskDomain
import RiskExposure
import RiskStore

/// Counts of what the database holds, cut at a moment.
struct StatusHoldings: Sendable {
  /// Rows of one pool.
  struct PoolCounts: Sendable {
    var pool: PoolID
    var prices = 0
    var ticks = 0
    var launches = 0
  }

  var dataThrough: UTCInstant?
  var sources: [StatusReport.Source] = []
  var offerings: Int
  var setAside: Int
  var notes: [String] = []
  private var counts: [PoolID: PoolCounts] = [:]

  /// Counts from the tables where nothing lies after `asOf`, else from the
  /// facts up to it.
  init(
    _ store: StoreAccess, _ facts: InstanceFacts, asOf: UTCInstant
  ) throws(UseCaseFailure) {
    let summary = try store { (db) throws(StoreError) in try db.summary() }
    setAside = summary.setAside
    dataThrough = summary.dataThrough
    offerings = summary.offerings
    guard let through = summary.dataThrough, through > asOf else {
      sources = summary.sources.map { source in
        StatusReport.Source(
          format: source.format, files: source.files, facts: source.facts,
          setAside: source.setAside, first: source.first, last: source.last,
          ageHours: source.last.map { asOf.hours(since: $0) })
      }
      for pool in summary.pools {
        counts[pool.pool] = PoolCounts(
          pool: pool.pool, prices: pool.prices, ticks: pool.ticks,
          launches: pool.launches)
      }
      return
    }
    notes = [
      "The database holds facts after \(asOf). They are left out, and files, "
        + "which cannot be cut, are not listed."
    ]
    // Rows that could not be read have no time: they belong to no moment.
    setAside = 0
    let (known, offered, prices) = try store { (db) throws(StoreError) in
      (
        try db.dataThrough(until: asOf), try db.offerings(until: asOf).count,
        try db.prices(until: asOf)
      )
    }
    dataThrough = known
    offerings = offered
    for price in prices { add(price.pool) { $0.prices += 1 } }
    for probe in facts.probes { add(probe.pool) { $0.ticks += 1 } }
    for launch in facts.launches { add(launch.pool) { $0.launches += 1 } }
  }

  /// Pools with prices, ticks, launches or spells, by key.
  func pools(with others: Set<PoolID>) -> [PoolCounts] {
    Set(counts.keys).union(others).sorted().map {
      counts[$0] ?? PoolCounts(pool: $0)
    }
  }

  private mutating func add(
    _ pool: PoolID, _ change: (inout PoolCounts) -> Void
  ) {
    change(&counts[pool, default: PoolCounts(pool: pool)])
  }
}
