import GRDB
import RiskDomain

/// Row ids of pools during one write; new pools are inserted on first sight.
final class PoolDirectory {
  private let db: Database
  private var ids: [PoolID: Int64] = [:]
  private var pools: [Int64: PoolID]
  private var last: (pool: PoolID, id: Int64)?
  private let insert: Statement

  init(_ db: Database) throws {
    self.db = db
    pools = try [Int64: PoolID].fetch(db)
    for (id, pool) in pools { ids[pool] = id }
    insert = try db.makeStatement(
      sql: """
        INSERT INTO pool (provider, zone, instance_type, os)
        VALUES (?, ?, ?, ?)
        """)
  }

  func id(_ pool: PoolID) throws -> Int64 {
    // Files state runs of rows of one pool.
    if let last, last.pool == pool { return last.id }
    let id = try ids[pool] ?? inserted(pool)
    last = (pool, id)
    return id
  }

  func pool(_ id: Int64) throws -> PoolID { try pools.known(id) }

  private func inserted(_ pool: PoolID) throws -> Int64 {
    try insert.execute(arguments: [
      pool.provider.rawValue, pool.zone, pool.instanceType, pool.os,
    ])
    let id = db.lastInsertedRowID
    ids[pool] = id
    pools[id] = pool
    return id
  }
}
