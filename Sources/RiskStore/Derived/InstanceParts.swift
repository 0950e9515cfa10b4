import GRDB
import GRDBSQLite
import RiskDomain

/// All instances, dealt out to parts by their names.
///
/// Whatever speaks of one instance comes into one part: names that differ in
/// case or in what stands before the last slash, which sources write
/// differently, and names that were handed from one instance to the next.
///
/// Parts are ranges of names, so that an index over names is gone through once
/// and not once for each part.
final class InstanceParts {
  /// The first names of all parts but the first, ascending.
  private let firstNames: [String]
  /// Of normal names that are tied to others, the least of them.
  private var ties: NameTies
  /// Normal names that are handed from one instance to the next.
  private let aliases: Set<String>

  /// ≥ 1.
  var count: Int { firstNames.count + 1 }

  /// What SQL calls the number of a name's part.
  static let function = "riskctl_part"

  /// Every column that holds a name.
  private static let columns = [
    ("billing_resource", "resource_id"),
    ("instance_event", "instance_id"),
    ("launch_attempt", "instance_id"),
    ("instance", "instance_id"),
    ("instance_alias", "name"),
    ("instance_alias", "instance_id"),
  ]
  /// Samples of a part, where it has as many names: its size is then right to a
  /// quarter.
  private static let samplesPerPart = 16

  init(_ db: Database, namesPerPart: Int) throws {
    var ties = NameTies()
    var aliases: Set<String> = []
    let named = try StoredRows(
      db, sql: "SELECT name, instance_id FROM instance_alias")
    while let row = try named.next() {
      let name = try Self.normal(row[0])
      aliases.insert(name)
      ties.tie(name, try Self.normal(row[1]))
    }
    self.aliases = aliases
    let (most, sample) = try Self.sample(
      db, &ties, oneOf: max(1, namesPerPart / Self.samplesPerPart))
    let parts = max(1, (most + namesPerPart - 1) / max(namesPerPart, 1))
    firstNames = Self.edges(of: sample, parts: parts)
    self.ties = ties
    try register(db)
  }

  /// The number of a name's part, counted from 0.
  func part(of name: String) -> Int {
    let key = ties.least(Self.normal(name))
    var (low, high) = (0, firstNames.count)
    while low < high {
      let middle = (low + high) / 2
      if firstNames[middle] <= key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Whether a name may mean several instances, each at its time.
  func isAlias(_ name: String) -> Bool {
    !aliases.isEmpty && aliases.contains(Self.normal(name))
  }

  /// Names of which the parts are told, and how many the table with the most
  /// has, told from its own: most instances are named in some of the tables
  /// only.
  ///
  /// Which names are of the sample is told by their hash, so that a table need
  /// not be sorted to tell how many it has.
  private static func sample(
    _ db: Database, _ ties: inout NameTies, oneOf rate: Int
  ) throws -> (most: Int, names: Set<String>) {
    var most = 0
    var names: Set<String> = []
    for (table, column) in columns {
      let rows = try RawStatement(
        db, sql: "SELECT \(column) FROM \(table) WHERE \(column) <> ''")
      var last = ""
      var sampled: Set<String> = []
      while try rows.next() {
        let name = try rows.text(0)
        guard name != last else { continue }
        last = name
        let key = ties.least(normal(name))
        if hash(key) % UInt64(rate) == 0 { sampled.insert(key) }
      }
      if table != "instance_alias" { most = max(most, sampled.count * rate) }
      names.formUnion(sampled)
    }
    return (most, names)
  }

  private static func edges(of sample: Set<String>, parts: Int) -> [String] {
    let sorted = sample.sorted()
    guard parts > 1, !sorted.isEmpty else { return [] }
    return Set(
      (1..<parts).map {
        sorted[min($0 * sorted.count / parts, sorted.count - 1)]
      }
    ).sorted()
  }

  // FNV-1a, 64 bits: Fowler, Noll and Vo, IETF draft-eastlake-fnv.
  private static func hash(_ name: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
    // Its low bits alone follow the last letters.
    return hash ^ (hash >> 32)
  }

  /// The last part of a link or an ARN, in lower case.
  static func normal(_ name: String) -> String {
    let bytes = name.utf8
    let isPlain = bytes.allSatisfy {
      $0 != UInt8(ascii: "/") && $0 < 0x80
        && !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
    }
    if isPlain { return name }
    let last =
      bytes.contains(UInt8(ascii: "/"))
      ? name.split(separator: "/").last.map(String.init) ?? name : name
    return last.lowercased()
  }

  /// Lets SQL ask for a name's part.
  private func register(_ db: Database) throws {
    let code = sqlite3_create_function_v2(
      db.sqliteConnection, Self.function, 1,
      SQLITE_UTF8 | SQLITE_DETERMINISTIC,
      // SQLite holds the names until it lets the function go.
      Unmanaged.passRetained(self).toOpaque(),
      { context, _, values in
        guard let context, let value = values?[0],
          let text = sqlite3_value_text(value),
          let data = sqlite3_user_data(context)
        else {
          sqlite3_result_null(context)
          return
        }
        let parts = Unmanaged<InstanceParts>.fromOpaque(data)
          .takeUnretainedValue()
        let name = String(
          decoding: UnsafeBufferPointer(
            start: text, count: Int(sqlite3_value_bytes(value))),
          as: UTF8.self)
        sqlite3_result_int64(context, Int64(parts.part(of: name)))
      }, nil, nil,
      { data in
        if let data { Unmanaged<InstanceParts>.fromOpaque(data).release() }
      })
    guard code == SQLITE_OK else {
      throw DatabaseError(resultCode: ResultCode(rawValue: code))
    }
  }

  /// Takes the function back from SQLite.
  static func unregister(_ db: Database) {
    sqlite3_create_function_v2(
      db.sqliteConnection, function, 1, SQLITE_UTF8, nil, nil, nil, nil, nil)
  }
}
