import Foundation
import RiskTestSupport
import Testing

/// What the system refuses, seen by a user who is not root.
@Suite(.enabled(if: Unprivileged.isPossible, "root may read everything"))
struct PermissionTests {
  @Test func anUnreadableFileAndFolderAmongGoodOnes() throws {
    try Unprivileged.withFolder { folder in
      let inbox = folder + "/in"
      try FileManager.default.createDirectory(
        atPath: inbox + "/closed", withIntermediateDirectories: true)
      try write(Snippets.prices, to: "prices.json", in: inbox)
      let locked = try write("x", to: "locked.csv", in: inbox)
      #expect(chmod(locked, 0) == 0)
      #expect(chmod(inbox + "/closed", 0) == 0)
      defer { _ = chmod(inbox + "/closed", 0o700) }
      let outcome = try Unprivileged.run(
        ["ingest", inbox, "--db", folder + "/db/risk.sqlite"])
      expectStatus(outcome, 74)
      #expect(outcome.text.contains("2 rows read, 2 new."))
      #expect(
        outcome.errors.split(separator: "\n") == [
          "in/closed: not loaded: the folder cannot be listed. Check its "
            + "permissions.",
          "in/locked.csv: not loaded: cannot be read: permission denied. "
            + "Check the file's permissions.",
          "riskctl: 2 of 3 files could not be loaded.",
        ])
    }
  }

  @Test func aFileInAClosedFolder() throws {
    try Unprivileged.withFolder { folder in
      let closed = folder + "/closed"
      try FileManager.default.createDirectory(
        atPath: closed, withIntermediateDirectories: true)
      try write(Snippets.prices, to: "prices.json", in: closed)
      #expect(chmod(closed, 0) == 0)
      defer { _ = chmod(closed, 0o700) }
      let outcome = try Unprivileged.run([
        "ingest", closed + "/prices.json", "--db", folder + "/db/risk.sqlite",
      ])
      expectStatus(outcome, 74)
      #expect(
        outcome.errors.contains(
          "closed/prices.json: not loaded: cannot be read: permission denied. "
            + "Check the file's permissions."))
    }
  }

  @Test func aDatabaseInAFolderThatMayOnlyBeRead() throws {
    try Unprivileged.withFolder { folder in
      let prices = try write(Snippets.prices, to: "prices.json", in: folder)
      let database = folder + "/read-only/risk.sqlite"
      try FileManager.default.createDirectory(
        atPath: folder + "/read-only", withIntermediateDirectories: true)
      #expect(chmod(folder + "/read-only", 0o555) == 0)
      defer { _ = chmod(folder + "/read-only", 0o755) }
      let outcome = try Unprivileged.run(["ingest", prices, "--db", database])
      expectStatus(outcome, 74)
      #expect(
        outcome.errors.contains(
          "'\(database)' cannot be read or written (unable to open database "
            + "file"))
      #expect(
        outcome.errors.contains(
          "Check that the folder exists, its permissions and the free space."))
    }
  }
}

/// Runs the program as a user for whom permissions count.
enum Unprivileged {
  /// The user "nobody" of Debian.
  private static let nobody: UInt32 = 65534
  private static let setpriv = "/usr/bin/setpriv"

  /// Whether such a user is at hand, and may run the program.
  static let isPossible: Bool = {
    if geteuid() != 0 { return true }
    guard FileManager.default.isExecutableFile(atPath: setpriv) else {
      return false
    }
    return (try? run(["--version"]).status) == 0
  }()

  static func run(_ arguments: [String]) throws -> Program.Outcome {
    guard geteuid() == 0 else { return try Program.run(arguments) }
    return try Program.run(
      [
        "--reuid=\(nobody)", "--regid=\(nobody)", "--clear-groups", "--",
        Program.path,
      ] + arguments, executable: setpriv)
  }

  /// A folder that belongs to that user, with one for a database in it.
  static func withFolder(_ body: (String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      #expect(chmod(folder, 0o755) == 0)
      let database = folder + "/db"
      try FileManager.default.createDirectory(
        atPath: database, withIntermediateDirectories: true)
      #expect(chmod(database, 0o777) == 0)
      try body(folder)
    }
  }
}
