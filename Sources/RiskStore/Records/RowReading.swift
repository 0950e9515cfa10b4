import GRDB
import RiskDomain

extension Row {
  func instant(_ column: String) -> UTCInstant {
    UTCInstant(unixMilliseconds: self[column])
  }

  func optionalInstant(_ column: String) -> UTCInstant? {
    (self[column] as Int64?).map { UTCInstant(unixMilliseconds: $0) }
  }

  /// A text of a closed list; the tables' CHECKs admit no other, so that
  /// another one means a damaged file.
  func known<Value: RawRepresentable>(
    _ column: String
  ) throws -> Value where Value.RawValue == String {
    let text: String = self[column]
    guard let value = Value(rawValue: text) else {
      throw StoreError(
        code: .corrupt,
        message: "Column \(column) holds '\(text)', which is no "
          + "\(Value.self). Run `riskctl verify`.")
    }
    return value
  }
}

extension [Int64: PoolID] {
  /// All pools by row id.
  static func fetch(_ db: Database) throws -> [Int64: PoolID] {
    var pools: [Int64: PoolID] = [:]
    let rows = try Row.fetchCursor(
      db, sql: "SELECT pool_id, provider, zone, instance_type, os FROM pool")
    while let row = try rows.next() {
      pools[row["pool_id"]] = try PoolID(row: row)
    }
    return pools
  }

  func known(_ id: Int64) throws -> PoolID {
    guard let pool = self[id] else {
      throw StoreError(
        code: .corrupt,
        message: "A row names pool \(id), which does not exist. Run "
          + "`riskctl verify`.")
    }
    return pool
  }
}

extension PoolID {
  init(row: Row) throws {
    self.init(
      provider: try row.known("provider"), zone: row["zone"],
      instanceType: row["instance_type"], os: row["os"])
  }
}

/// Names and digests of the source files by row id.
struct OriginDirectory {
  private var files: [Int64: (name: String, digest: String)] = [:]

  init(_ db: Database) throws {
    let rows = try Row.fetchCursor(
      db, sql: "SELECT file_id, name, digest FROM source_file")
    while let row = try rows.next() {
      files[row["file_id"]] = (row["name"], row["digest"])
    }
  }

  func origin(file: Int64, line: Int64) throws -> RowOrigin {
    let known = try known(file)
    return RowOrigin(
      source: known.name, fileDigest: known.digest, line: Int(line))
  }

  func origin(of row: Row) throws -> RowOrigin {
    try origin(file: row["file_id"], line: row["line"])
  }

  func digest(file: Int64) throws -> String { try known(file).digest }

  private func known(
    _ file: Int64
  ) throws -> (name: String, digest: String) {
    guard let known = files[file] else {
      throw StoreError(
        code: .corrupt,
        message: "A row names source file \(file), which does not exist. "
          + "Run `riskctl verify`.")
    }
    return known
  }
}
