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
    func rows<Value: StoredFact>(
      _: Value.Type, by name: String, where condition: String = "TRUE",
      _ decode: @escaping (StoredRow) throws -> Value
    ) throws -> OwnedRows<Value> {
      try OwnedRows(
        db,
        """
        SELECT \(FactSelect.columns(of: Value.self)),
          \(InstanceParts.function)(\(name)) AS part
        FROM \(Value.table) WHERE \(condition) ORDER BY part
        """, owner: "part", decode)
    }
    events = try rows(InstanceEvent.self, by: "instance_id") {
      try InstanceEvent(row: $0, origins: origins)
    }
    instances = try rows(InstanceDescription.self, by: "instance_id") {
      try InstanceDescription(row: $0, origins: origins)
    }
    launches = try rows(
      LaunchAttempt.self, by: "instance_id",
      where: "instance_id IS NOT NULL"
    ) {
      try LaunchAttempt(row: $0, pools: pools, origins: origins)
    }
    aliases = try rows(InstanceAlias.self, by: "name") {
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
