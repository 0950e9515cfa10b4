import ArgumentParser
import RiskPipeline
import RiskReport

/// Writes the clouds' files from known hazards.
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Write the clouds' own file formats from known hazards.",
    usage: "riskctl simulate --out <out> [<options>]",
    discussion: """
      The truth lies beside the files in truth.json. The same scenario, days, \
      scale and seed give the same bytes.
      """)

  @Option(
    help:
      "What to simulate (values: \(SimulateRun.scenarios.joined(separator: ", ")))."
  )
  var scenario = "gpu-month"

  @Option(help: "Length in days.")
  var days = 30

  @Option(help: "Folder to write to.")
  var out: String

  @Option(
    help: """
      Factor on the number of instances; of the scenario fleet the share of \
      its 100,000 pools.
      """)
  var scale = 1.0

  @Option(help: "Seed of everything random.")
  var seed: UInt64 = 42

  @Option(
    help: ArgumentHelp(
      "Permissions of files that are made (default: 600).",
      valueName: "digits"))
  var mode: FileMode?

  @Flag(help: "Print JSON instead of a list.")
  var json = false

  @Flag(help: "Do not list the files that were written.")
  var quiet = false

  func validate() throws {
    guard SimulateRun.scenarios.contains(scenario) else {
      throw ValidationError(
        "'\(scenario)' is no scenario. Please provide one of: "
          + SimulateRun.scenarios.joined(separator: ", ") + ".")
    }
  }

  func run() throws {
    mode?.apply()
    let paths = try SimulateRun.run(
      scenario: scenario, days: days, seed: seed, scale: scale, folder: out)
    if json {
      try Answer.standardOutput(
        CanonicalJSON.pretty(
          SimulatedFolder(
            scenario: scenario, days: days, scale: scale, seed: seed,
            files: paths.map { out + "/" + $0 })))
    } else if !quiet {
      for path in paths { print(out + "/" + path) }
    }
  }
}

/// What was written.
private struct SimulatedFolder: Encodable {
  var schemaVersion = 1
  var scenario: String
  var days: Int
  var scale: Double
  var seed: UInt64
  var files: [String]
}
