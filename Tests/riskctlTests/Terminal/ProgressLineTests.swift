import Foundation
import RiskTestSupport
import Testing

/// The line that says how far reading has come.
struct ProgressLineTests {
  /// Runs the program on a pseudo-terminal that `script` of util-linux makes.
  private func onTerminal(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/script")
    let command = ([Program.path] + arguments).map { "'\($0)'" }
    process.arguments = [
      "-qec", "stty cols 70; " + command.joined(separator: " "), "/dev/null",
    ]
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["RISKCTL_HOME": SourceTree.root, "TERM": "xterm"]
    ) { $1 }
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: data, as: UTF8.self)
  }

  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(
        atPath: "/usr/bin/script"), "there is no script of util-linux"))
  func isDrawnOnATerminalAndTakenAway() throws {
    try withTemporaryFolder { folder in
      let path = try write(Snippets.prices, to: "prices.json", in: folder)
      let ingest = ["ingest", path, "--db"]
      let shown = try onTerminal(ingest + [folder + "/a.sqlite"])
      #expect(shown.hasPrefix("\rfile 1 of 1  0 rows  prices.json\u{1B}[K"))
      #expect(shown.contains("\rmaking spells and exposures\u{1B}[K"))
      // Erased before the answer begins.
      #expect(shown.contains("\r\u{1B}[Kaws-spot-price-history"))
      let quiet = try onTerminal(ingest + [folder + "/b.sqlite", "--quiet"])
      #expect(quiet.isEmpty)
      let verbose = try onTerminal(
        ingest + [folder + "/c.sqlite", "--verbose"])
      #expect(!verbose.contains("\u{1B}["))
    }
  }

  @Test func isNotDrawnElsewhere() throws {
    try withTemporaryFolder { folder in
      let path = try write(Snippets.prices, to: "prices.json", in: folder)
      let outcome = try Program.run(
        ["ingest", path, "--db", folder + "/risk.sqlite"])
      expectStatus(outcome, 0)
      #expect(outcome.errors.isEmpty)
      #expect(!outcome.text.contains("\r"))
    }
  }
}
