import GRDB
import RiskDomain

/// The names of all instances, dealt out to parts.
///
/// Whatever speaks of one instance comes into one part: names that differ in
/// case or in what stands before the last slash, which sources write
/// differently, and names that were handed from one instance to the next.
struct InstanceParts {
  /// ≥ 1.
  let count: Int
  private let db: Database
  /// Of normal names that are tied to others, the least of them.
  private var ties = NameTies()

  /// Every column that holds a name.
  private static let columns = [
    ("billing_resource", "resource_id"), ("instance_event", "instance_id"),
    ("launch_attempt", "instance_id"), ("instance", "instance_id"),
    ("instance_alias", "name"), ("instance_alias", "instance_id"),
  ]

  init(_ db: Database, namesPerPart: Int) throws {
    self.db = db
    let aliases = try StoredRows(
      db, sql: "SELECT name, instance_id FROM instance_alias")
    while let row = try aliases.next() {
      ties.tie(try Self.normal(row[0]), try Self.normal(row[1]))
    }
    // Most instances are named in some of the tables only.
    var most = 0
    for (table, column) in Self.columns where table != "instance_alias" {
      most = max(
        most,
        try db.storedValue(
          "SELECT count(*) FROM (SELECT DISTINCT \(column) FROM \(table))")
          ?? 0)
    }
    count = max(1, (most + namesPerPart - 1) / max(namesPerPart, 1))
    try dealOut()
  }

  private mutating func dealOut() throws {
    let insert = try RawStatement(
      db, sql: "INSERT OR IGNORE INTO temp.part_name VALUES (?, ?)")
    for (table, column) in Self.columns {
      let names = try RawStatement(
        db,
        sql: "SELECT DISTINCT \(column) FROM \(table) WHERE \(column) <> ''")
      while try names.next() {
        guard let name = try names.optionalText(0) else { continue }
        insert.bind(Int64(part(of: name)), at: 1)
        insert.bind(name, at: 2)
        _ = try insert.run()
      }
    }
  }

  private mutating func part(of name: String) -> Int {
    guard count > 1 else { return 0 }
    // FNV-1a, 64 bits: Fowler, Noll and Vo, IETF draft-eastlake-fnv.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in ties.least(Self.normal(name)).utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
    return Int(hash % UInt64(count))
  }

  /// The last part of a link or an ARN, in lower case.
  static func normal(_ name: String) -> String {
    let last =
      name.utf8.contains(UInt8(ascii: "/"))
      ? name.split(separator: "/").last.map(String.init) ?? name : name
    return last.lowercased()
  }
}

/// Names that belong together.
struct NameTies {
  /// A lesser name of the same instance, where there is one.
  private var lesser: [String: String] = [:]

  /// Notes that two names, and all that are tied to them, belong together.
  mutating func tie(_ a: String, _ b: String) {
    let (a, b) = (least(a), least(b))
    if a < b { lesser[b] = a } else if b < a { lesser[a] = b }
  }

  /// The least of the names that belong together with a name.
  ///
  /// Each step leaves its name nearer to the least (path halving, Tarjan and
  /// van Leeuwen 1984): long chains of names would else be walked for each.
  mutating func least(_ name: String) -> String {
    var name = name
    while let next = lesser[name] {
      guard let after = lesser[next] else { return next }
      lesser[name] = after
      name = after
    }
    return name
  }
}
