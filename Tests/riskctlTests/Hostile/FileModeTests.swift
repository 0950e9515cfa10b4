import Foundation
import RiskTestSupport
import Testing

/// What the program makes is the user's own unless told otherwise, whatever
/// the shell's umask allows.
struct FileModeTests {
  /// Permission bits of a file or folder.
  private func mode(_ path: String) throws -> mode_t {
    var status = stat()
    try #require(stat(path, &status) == 0, "\(path)")
    return status.st_mode & 0o777
  }

  /// Runs the program under the usual open umask of 022.
  private func run(_ arguments: [String]) throws -> Program.Outcome {
    try Program.run(
      ["-c", "umask 022; exec \"$0\" \"$@\"", Program.path] + arguments,
      executable: "/bin/sh")
  }

  @Test(arguments: [
    ([], 0o600 as mode_t, 0o700 as mode_t),
    (["--mode", "640"], 0o640, 0o750),
    (["--mode", "644"], 0o644, 0o755),
  ])
  func filesAndFoldersAreAsAsked(
    option: [String], file: mode_t, made: mode_t
  ) throws {
    try withTemporaryFolder { folder in
      let prices = try write(Snippets.prices, to: "prices.json", in: folder)
      let database = folder + "/risk.sqlite"
      let asOf = ["--db", database, "--as-of", "2026-01-14T13:00:00Z"]
      expectStatus(try run(["ingest", prices] + asOf + option), 0)
      #expect(try mode(database) == file)

      let status = folder + "/status.txt"
      expectStatus(try run(["status", "--output", status] + asOf + option), 0)
      #expect(try mode(status) == file)
      // Index and log of an open database, where a reader left them.
      for name in ["-wal", "-shm"]
      where FileManager.default.fileExists(atPath: database + name) {
        #expect(try mode(database + name) == file, "\(name)")
      }

      let page = folder + "/page.html"
      expectStatus(try run(["report", "--out", page] + asOf + option), 0)
      #expect(try mode(page) == file)

      let metrics = folder + "/metrics"
      expectStatus(
        try run(
          ["export", "--for", "prometheus", "--out", metrics] + asOf + option),
        0)
      #expect(try mode(metrics) == made)
      for name in try FileManager.default.contentsOfDirectory(atPath: metrics) {
        #expect(try mode(metrics + "/" + name) == file, "\(name)")
      }

      let month = folder + "/month"
      expectStatus(
        try run(
          ["simulate", "--days", "1", "--scale", "0.1", "--out", month]
            + option), 0)
      #expect(try mode(month) == made)
      #expect(try mode(month + "/truth.json") == file)
    }
  }

  @Test func nightsAreTheUsersOwn() throws {
    try withTemporaryFolder { folder in
      let night = try SmallNight(in: folder)
      try night.deliverFirst()
      let outcome = try run(
        SmallNight.arguments(night.config, asOf: SmallNight.first))
      #expect([0, 2].contains(outcome.status), "\(outcome.errors)")
      #expect(try mode(folder + "/var") == 0o700)
      #expect(try mode(night.database) == 0o600)
      #expect(try mode(night.database + ".nightly.lock") == 0o600)
      for name in try night.outputs().keys {
        #expect(try mode(night.out + "/" + name) == 0o600, "\(name)")
      }
    }
  }

  @Test func aFileThatWasThereKeepsItsMode() throws {
    try withTemporaryFolder { folder in
      let target = try write("old", to: "help.txt", in: folder)
      #expect(chmod(target, 0o664) == 0)
      let prices = try write(Snippets.prices, to: "prices.json", in: folder)
      let outcome = try run([
        "ingest", prices, "--db", folder + "/risk.sqlite", "--output", target,
      ])
      expectStatus(outcome, 0)
      #expect(try mode(target) == 0o664)
    }
  }

  @Test(arguments: ["", "6", "0600", "888", "-600", "400", "755", "rw-"])
  func otherModesAreRefused(mode: String) throws {
    let outcome = try Program.run(["status", "--mode=" + mode])
    expectStatus(outcome, 64)
    #expect(outcome.errors.contains("--mode"))
  }
}
