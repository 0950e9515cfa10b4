import GRDB
import RiskDomain

extension [Int64: PoolID] {
  /// All pools by row id.
  static func fetch(_ db: Database) throws -> [Int64: PoolID] {
    var pools: [Int64: PoolID] = [:]
    let rows = try StoredRows(
      db, sql: "SELECT pool_id, provider, zone, instance_type, os FROM pool")
    while let row = try rows.next() {
      pools[try row["pool_id"]] = try PoolID(row: row)
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
  init(row: StoredRow) throws {
    try self.init(
      provider: row.known("provider"), zone: row["zone"],
      instanceType: row["instance_type"], os: row["os"])
  }
}

/// Names and digests of the source files by row id.
struct OriginDirectory {
  private var files: [Int64: (name: String, digest: String)] = [:]

  init(_ db: Database) throws {
    let rows = try StoredRows(
      db, sql: "SELECT file_id, name, digest FROM source_file")
    while let row = try rows.next() {
      files[try row["file_id"]] = try (row["name"], row["digest"])
    }
  }

  func origin(file: Int64, line: Int64) throws -> RowOrigin {
    let known = try known(file)
    return RowOrigin(
      source: known.name, fileDigest: known.digest, line: Int(line))
  }

  func origin(of row: StoredRow) throws -> RowOrigin {
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
