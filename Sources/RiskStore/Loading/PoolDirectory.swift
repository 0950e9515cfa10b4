import GRDB
import RiskDomain

/// Row ids of pools during one write; new pools are inserted on first sight.
///
/// Looks up the pools that it is asked for: a small file must not wait for
/// the thousands that the database knows.
final class PoolDirectory {
  private let db: Database
  private var ids: [PoolID: Int64] = [:]
  /// Every pool by its row id; nil until one is asked for.
  private var pools: [Int64: PoolID]?
  private var last: (pool: PoolID, id: Int64)?

  init(_ db: Database) { self.db = db }

  func id(_ pool: PoolID) throws -> Int64 {
    // Files state runs of rows of one pool.
    if let last, last.pool == pool { return last.id }
    let id = try ids[pool] ?? stored(pool) ?? inserted(pool)
    ids[pool] = id
    last = (pool, id)
    return id
  }

  func pool(_ id: Int64) throws -> PoolID { try all().known(id) }

  /// Every pool by its row id.
  func all() throws -> [Int64: PoolID] {
    let known = try pools ?? [Int64: PoolID].fetch(db)
    pools = known
    return known
  }

  private func stored(_ pool: PoolID) throws -> Int64? {
    try Int64.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT pool_id FROM pool
          WHERE provider = ? AND zone = ? AND instance_type = ? AND os = ?
          """), arguments: arguments(pool))
  }

  private func inserted(_ pool: PoolID) throws -> Int64 {
    try db.cachedStatement(
      sql: """
        INSERT INTO pool (provider, zone, instance_type, os)
        VALUES (?, ?, ?, ?)
        """
    ).execute(arguments: arguments(pool))
    let id = db.lastInsertedRowID
    pools?[id] = pool
    return id
  }

  private func arguments(_ pool: PoolID) -> StatementArguments {
    [pool.provider.rawValue, pool.zone, pool.instanceType, pool.os]
  }
}
