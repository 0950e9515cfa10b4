import GRDB

/// Row ids of things that lines repeat, numbered when first met.
struct NumberedNames<Name: Hashable> {
  private let insert, find: RawStatement
  private let db: Database
  private let bind: (Name, RawStatement) -> Void
  private var ids: [Name: Int64] = [:]
  private var last: (name: Name, id: Int64)?
  /// Names beyond this are asked of the table each time.
  private static var limit: Int { 200_000 }

  /// - Parameters:
  ///   - insert: adds a name and does nothing where it is known.
  ///   - find: selects the id of a name.
  ///   - bind: binds a name to the parameters of either.
  init(
    _ db: Database, insert: String, find: String,
    bind: @escaping (Name, RawStatement) -> Void
  ) throws {
    self.db = db
    self.insert = try RawStatement(db, kept: insert)
    self.find = try RawStatement(db, kept: find)
    self.bind = bind
  }

  mutating func id(_ name: Name) throws -> Int64 {
    if let last, last.name == name { return last.id }
    let known = ids[name]
    let id = try known ?? stored(name)
    if known == nil, ids.count < Self.limit { ids[name] = id }
    last = (name, id)
    return id
  }

  private func stored(_ name: Name) throws -> Int64 {
    bind(name, insert)
    if try insert.run() > 0 { return db.lastInsertedRowID }
    bind(name, find)
    defer { find.reset() }
    guard try find.next() else {
      throw StoreError(
        code: .fault,
        message: "A name of a bill was found and then not found. This is a "
          + "fault of riskctl; please report it with the file's format.")
    }
    return try find.integer(0)
  }
}
