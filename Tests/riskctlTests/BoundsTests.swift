import Foundation
import RiskTestSupport
import Testing

/// The bounds of SECURITY.md that hold for a run as a whole.
struct BoundsTests {
  /// Starts the program by a shell that sets a limit first.
  private func run(
    limit: String, _ arguments: [String]
  ) throws -> Program.Outcome {
    try Program.run(
      ["-c", "ulimit \(limit) && exec \"$0\" \"$@\"", Program.path]
        + arguments, executable: "/bin/bash")
  }

  @Test func manyFilesNeedFewOpenOnes() throws {
    try withTemporaryFolder { folder in
      let inbox = folder + "/inbox"
      try FileManager.default.createDirectory(
        atPath: inbox, withIntermediateDirectories: true)
      for number in 0..<100 {
        // 100 files of two prices; each has a pool of its own.
        _ = try write(
          Snippets.prices.replacing("p3.2xlarge", with: "p3.\(number)xlarge"),
          to: "\(number).json", in: inbox)
      }
      let database = folder + "/risk.sqlite"
      let outcome = try run(
        limit: "-n 32", ["ingest", inbox, "--db", database, "--json"])
      expectStatus(outcome, 0)
      let status = try Program.run(["status", "--db", database, "--json"])
      let pools = try JSONAnswer(status.output).array("pools")
      #expect(pools.count == 100)
    }
  }

  /// Aliases that stand for aliases: as a key, 2^40 parts to compare.
  @Test func aliasesThatMultiplyAreRefused() throws {
    try withTemporaryFolder { folder in
      let lines =
        ["name: x", "a0: &a0 [x, x]"]
        + (1..<40).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]" }
        + ["? *a39", ": 1"]
      let file = try write(
        lines.joined(separator: "\n"), to: "bomb.yaml", in: folder)
      for arguments in [
        ["recommend", "--job", file], ["nightly", "--config", file],
      ] {
        let outcome = try Program.run(arguments)
        expectStatus(outcome, 78)
        #expect(outcome.errors.contains("more than 12 aliases"))
      }
    }
  }

  @Test func nestingWithoutEndIsRefused() throws {
    try withTemporaryFolder { folder in
      let deep = try write(
        "name: x\nwork: " + String(repeating: "[", count: 300_000),
        to: "deep.yaml", in: folder)
      expectStatus(try Program.run(["recommend", "--job", deep]), 78)
      expectStatus(try Program.run(["nightly", "--config", deep]), 78)
    }
  }

  @Test func configurationsOfManyMegabytesAreRefused() throws {
    try withTemporaryFolder { folder in
      let job = try write(
        "# " + String(repeating: "x", count: 4 << 20), to: "job.yaml",
        in: folder)
      let refused = try Program.run(["recommend", "--job", job])
      expectStatus(refused, 78)
      #expect(refused.errors.contains("at most 4 MiB"))
      let night = try write(
        "# " + String(repeating: "x", count: 1 << 20), to: "night.yaml",
        in: folder)
      let other = try Program.run(["nightly", "--config", night])
      expectStatus(other, 78)
      #expect(other.errors.contains("at most 1 MiB"))
    }
  }
}
