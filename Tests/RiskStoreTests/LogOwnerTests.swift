import Foundation
import RiskDomain
import RiskStore
import Testing

/// A write-ahead log of another database is told, and nothing is touched.
@Suite struct LogOwnerTests {
  /// A database, and the log that a killed writer left beside it.
  private func make(_ name: String, in folder: URL, micro: Int64) throws
    -> String
  {
    let path = folder.appendingPathComponent(name).path
    try RiskDatabase(path: path).load([Sample.price(hour: 0, micro: micro)])
    // The first writer has closed: everything lies in the file. What the
    // second writes is still in the log when it is copied.
    let writer = try RiskDatabase(path: path)
    try writer.load([Sample.price(hour: 1, micro: micro + 1, "b")], "b")
    for suffix in ["", "-wal"] {
      try FileManager.default.copyItem(
        atPath: path + suffix, toPath: path + ".left" + suffix)
    }
    try writer.close()
    return path + ".left"
  }

  @Test func theOwnLogIsTakenUp() throws {
    try withTemporaryFolder { folder in
      let path = try make("a.sqlite", in: folder, micro: 10)
      let database = try RiskDatabase(path: path)
      #expect(try database.prices().count == 2)
      try database.close()
    }
  }

  @Test(arguments: [RiskDatabase.Access.readWrite, .readOnly])
  func anothersLogIsRefused(_ access: RiskDatabase.Access) throws {
    try withTemporaryFolder { folder in
      let path = try make("a.sqlite", in: folder, micro: 10)
      let other = try make("b.sqlite", in: folder, micro: 20)
      try FileManager.default.removeItem(atPath: path + "-wal")
      try FileManager.default.copyItem(
        atPath: other + "-wal", toPath: path + "-wal")
      let before = try ["", "-wal"].map {
        try Data(contentsOf: URL(fileURLWithPath: path + $0))
      }
      let error = #expect(throws: StoreError.self) {
        try RiskDatabase(path: path, access: access)
      }
      #expect(error?.code == .corrupt)
      #expect(
        error?.message
          == "'\(path)-wal' is the write-ahead log of another database. "
          + "Nothing was read and nothing changed. Move it away, or restore "
          + "file and log from one copy.")
      let after = try ["", "-wal"].map {
        try Data(contentsOf: URL(fileURLWithPath: path + $0))
      }
      #expect(before == after)
    }
  }

  @Test func everyDatabaseHasANumberOfItsOwn() throws {
    try withTemporaryFolder { folder in
      let numbers = try ["a", "b"].map { name -> Int64? in
        let path = folder.appendingPathComponent(name).path
        let database = try RiskDatabase(path: path)
        try database.load([Sample.event()])
        try database.close()
        return try RawDatabase.rows("PRAGMA user_version", path: path)[0][0]
      }
      #expect(numbers[0] != numbers[1])
      #expect(!numbers.contains(0))
    }
  }
}
