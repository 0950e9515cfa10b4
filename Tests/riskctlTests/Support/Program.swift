import Foundation
import RiskTestSupport
import Testing

/// The built program, run as its users run it.
enum Program {
  /// What a run left behind.
  struct Outcome {
    var status: Int32
    var output: Data
    var errors: String

    /// Standard output as text.
    var text: String { String(decoding: output, as: UTF8.self) }
  }

  /// A run did not end.
  struct Hangs: Error {
    var arguments: [String]
  }

  /// Seconds after which a run is ended: a guard, not a measurement.
  static let patienceSeconds = 240

  /// `riskctl` in the folder of products, beside or above the test bundle.
  static let path: String = {
    let places = [Bundle.main.executablePath ?? ""] + CommandLine.arguments
    for place in places where place.contains("/.build") {
      var folder = URL(filePath: place).resolvingSymlinksInPath()
      while folder.path.contains("/.build") {
        folder.deleteLastPathComponent()
        let candidate = folder.path + "/riskctl"
        if FileManager.default.isExecutableFile(atPath: candidate) {
          return candidate
        }
      }
    }
    return SourceTree.root + "/.build/debug/riskctl"
  }()

  /// Runs the program to its end.
  ///
  /// - Parameters:
  ///   - input: what it reads from standard input; nil is an empty input.
  ///   - environment: on top of `RISKCTL_HOME`.
  ///   - executable: another program, which then starts this one.
  static func run(
    _ arguments: [String], input: Data? = nil,
    environment: [String: String] = [:], executable: String = path
  ) throws -> Outcome {
    try withTemporaryFolder { folder in
      // Files instead of pipes: no pipe can fill up and block.
      let names = ["in", "out", "err"].map { folder + "/" + $0 }
      try (input ?? Data()).write(to: URL(filePath: names[0]))
      try Data().write(to: URL(filePath: names[1]))
      try Data().write(to: URL(filePath: names[2]))
      let process = make(arguments, environment)
      process.executableURL = URL(filePath: executable)
      // A process that has ended keeps its handles, and with them its files
      // open: hundreds of runs would use up what this process may have.
      let handles = [
        try FileHandle(forReadingFrom: URL(filePath: names[0])),
        try FileHandle(forWritingTo: URL(filePath: names[1])),
        try FileHandle(forWritingTo: URL(filePath: names[2])),
      ]
      defer { for handle in handles { try? handle.close() } }
      process.standardInput = handles[0]
      process.standardOutput = handles[1]
      process.standardError = handles[2]
      let ended = DispatchSemaphore(value: 0)
      process.terminationHandler = { _ in ended.signal() }
      try process.run()
      guard ended.wait(timeout: .now() + .seconds(patienceSeconds)) == .success
      else {
        process.terminate()
        throw Hangs(arguments: arguments)
      }
      return Outcome(
        status: process.terminationStatus,
        output: try Data(contentsOf: URL(filePath: names[1])),
        errors: try String(contentsOfFile: names[2], encoding: .utf8))
    }
  }

  /// The program, ready to be started.
  static func make(
    _ arguments: [String], _ environment: [String: String] = [:]
  ) -> Process {
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["RISKCTL_HOME": SourceTree.root, "RISKCTL_DB": ""]
    ) { $1 }.merging(environment) { $1 }
    return process
  }
}

/// Expects an exit code and shows what the program said when it is another.
func expectStatus(
  _ outcome: Program.Outcome, _ status: Int32,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(
    outcome.status == status, "\(outcome.errors)",
    sourceLocation: sourceLocation)
}
