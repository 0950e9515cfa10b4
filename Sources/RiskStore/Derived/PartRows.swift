import GRDB
public import RiskDomain

/// The facts of the instances of one part, but for their bills.
public struct PartOfInstances: Sendable {
  /// Counted from 0.
  public var part: Int
  public var events: [InstanceEvent]
  public var instances: [InstanceDescription]
  public var launches: [LaunchAttempt]
  public var aliases: [InstanceAlias]
}

/// Goes through the parts of all instances with one part in memory.
///
/// Tables are sorted by part once instead of being searched for the names of
/// each: searching reads a page for every row.
final class PartRows {
  private let count: Int
  private var next = 0
  private let events: OwnedRows<InstanceEvent>
  private let instances: OwnedRows<InstanceDescription>
  private let launches: OwnedRows<LaunchAttempt>
  private let aliases: OwnedRows<InstanceAlias>

  init(
    _ db: Database, parts: InstanceParts, pools: [Int64: PoolID],
    _ origins: OriginDirectory
  ) throws {
    count = parts.count
    // What a query without an end returns, so that lives are those that a
    // reader of the facts would make.
    func rows<Value>(
      _ select: FactSelect, by name: String,
      _ arguments: StatementArguments = [horizon(nil)],
      _ decode: @escaping (StoredRow) throws -> Value
    ) throws -> OwnedRows<Value> {
      try OwnedRows(
        db,
        """
        SELECT *, \(InstanceParts.function)(\(name)) AS part
        FROM (\(select.sql)) WHERE \(name) IS NOT NULL ORDER BY part
        """, arguments, owner: "part", decode)
    }
    events = try rows(.events, by: "instance_id") {
      try InstanceEvent(row: $0, origins: origins)
    }
    instances = try rows(.instances, by: "instance_id") {
      try InstanceDescription(row: $0, origins: origins)
    }
    launches = try rows(
      .launches, by: "instance_id", [horizon(nil), nil]
    ) {
      try LaunchAttempt(row: $0, pools: pools, origins: origins)
    }
    aliases = try rows(.instanceAliases, by: "name") {
      try InstanceAlias(row: $0, origins: origins)
    }
  }

  /// The next part's facts; nil after the last.
  func take() throws -> PartOfInstances? {
    guard next < count else { return nil }
    defer { next += 1 }
    let part = Int64(next)
    return PartOfInstances(
      part: next, events: try events.take(part),
      instances: try instances.take(part), launches: try launches.take(part),
      aliases: try aliases.take(part))
  }
}
