import GRDB
public import RiskDomain

// Every query takes `until`: no fact whose event time lies after it is
// returned, nil cuts nothing. Facts come in the order of their keys. `pools`
// is a glob over pool keys, in which `*` also matches `/` and case counts.

extension RiskDatabase {
  /// Prices by pool and instant.
  public func prices(
    pools glob: String? = nil, until: UTCInstant? = nil
  ) throws(StoreError) -> [PriceObservation] {
    try priceRows(FactSelect.prices.sql, glob: glob, until: until)
  }

  /// The last price of each pool.
  public func latestPrices(
    pools glob: String? = nil, until: UTCInstant? = nil
  ) throws(StoreError) -> [PriceObservation] {
    try priceRows(
      """
      SELECT p.pool_id, o.at_ms, o.usd_micro_per_hour, o.file_id, o.line
      FROM pool p CROSS JOIN price_observation o ON o.pool_id = p.pool_id
      WHERE o.at_ms = (
          SELECT max(at_ms) FROM price_observation q
          WHERE q.pool_id = p.pool_id AND q.at_ms <= ?1)
        AND (?2 IS NULL OR p.key GLOB ?2)
      ORDER BY p.provider, p.zone, p.instance_type, p.os
      """, glob: glob, until: until)
  }

  /// What happened to instances.
  public func events(
    until: UTCInstant? = nil
  ) throws(StoreError) -> [InstanceEvent] {
    try read { db in
      try Self.facts(db, FactSelect.events, until, InstanceEvent.init)
    }
  }

  /// Descriptions of instances that have an event, an ended billing row or a
  /// launch by `until`.
  public func instances(
    until: UTCInstant? = nil
  ) throws(StoreError) -> [InstanceDescription] {
    try read { db in
      try Self.facts(
        db, FactSelect.instances, until, InstanceDescription.init)
    }
  }

  /// Capacity Block offerings captured by `until`.
  public func offerings(
    until: UTCInstant? = nil
  ) throws(StoreError) -> [CapacityBlockOffering] {
    try read { db in
      try Self.facts(
        db, FactSelect.offerings, until, CapacityBlockOffering.init)
    }
  }

  /// Launches requested by `until`, without what happened to them later.
  public func launches(
    pools glob: String? = nil, until: UTCInstant? = nil
  ) throws(StoreError) -> [LaunchAttempt] {
    try read { db in
      let pools = try [Int64: PoolID].fetch(db)
      let origins = try OriginDirectory(db)
      let rows = try StoredRows(
        db, sql: FactSelect.launches.sql, arguments: [horizon(until), glob])
      return try rows.map {
        try LaunchAttempt(row: $0, pools: pools, origins: origins)
      }
    }
  }

  /// Ticks of availability traces that start by `until`.
  public func probes(
    pools glob: String? = nil, until: UTCInstant? = nil
  ) throws(StoreError) -> [AvailabilityProbe] {
    try read { db in
      let pools = try [Int64: PoolID].fetch(db)
      let origins = try OriginDirectory(db)
      let rows = try RawStatement(db, sql: FactSelect.ticks.sql)
      rows.bind(horizon(until), at: 1)
      if let glob { rows.bind(glob, at: 2) }
      var result: [AvailabilityProbe] = []
      while try rows.next() {
        result.append(
          try AvailabilityProbe(
            pool: pools.known(rows.integer(0)), traceStart: rows.instant(1),
            gapMilliseconds: rows.integer(2), tick: Int(rows.integer(3)),
            available: Int(rows.integer(4)),
            origin: origins.origin(
              file: rows.integer(5), line: rows.integer(6))))
      }
      return result
    }
  }

  private func priceRows(
    _ sql: String, glob: String?, until: UTCInstant?
  ) throws(StoreError) -> [PriceObservation] {
    try read { db in
      let pools = try [Int64: PoolID].fetch(db)
      let origins = try OriginDirectory(db)
      let rows = try RawStatement(db, sql: sql)
      rows.bind(horizon(until), at: 1)
      if let glob { rows.bind(glob, at: 2) }
      var result: [PriceObservation] = []
      while try rows.next() {
        result.append(
          try PriceObservation(
            pool: pools.known(rows.integer(0)), effectiveFrom: rows.instant(1),
            pricePerHour: MicroUSD(rawValue: rows.integer(2)),
            origin: origins.origin(
              file: rows.integer(3), line: rows.integer(4))))
      }
      return result
    }
  }

  static func facts<Value>(
    _ db: Database, _ select: FactSelect, _ until: UTCInstant?,
    _ decode: @escaping (StoredRow, OriginDirectory) throws -> Value
  ) throws -> [Value] {
    let origins = try OriginDirectory(db)
    let rows = try StoredRows(
      db, sql: select.sql, arguments: [horizon(until)])
    return try rows.map { try decode($0, origins) }
  }
}
