import Foundation
import RiskDecision
import RiskDomain
import RiskForecast
import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// Files that people write, harmed in thousands of ways: each is read or
/// refused in words, and none stops the program.
///
/// A trap in any of them ends the test run. `RISKCTL_MUTATIONS` says how many
/// there are of each kind; without it, 300.
struct MutatedFilesTests {
  private static let count =
    ProcessInfo.processInfo.environment["RISKCTL_MUTATIONS"].flatMap(Int.init)
    ?? 300

  private static let skyPilot = """
    name: train
    resources: {accelerators: A100:8, use_spot: true, cloud: aws}
    num_nodes: 2
    run: python train.py
    """

  private static let request = """
    {"id":"r","now":"2026-01-14T02:00:00Z","deadline":"2026-01-14T20:00:00Z",\
    "remainingWorkHours":8,"mode":"spot","pool":"aws/us-east-1a/p3.2xlarge",\
    "ageHours":1.5,"hoursSinceCheckpoint":0.2,\
    "pools":[{"pool":"aws/us-east-1a/p3.2xlarge","available":true,"sinceHours":3}]}
    """

  private static func text(_ path: String) throws -> String {
    try String(contentsOfFile: SourceTree.root + "/" + path, encoding: .utf8)
  }

  /// What is put into a text: brackets that open without end, numbers out of
  /// every range, bytes that are no UTF-8, YAML's anchors and tags.
  private static let pieces: [[UInt8]] =
    [
      "", "{", "[", "}", "]", ":", ",", "\"", "'", "&a ", "*a", "!!binary ",
      "<<: *a\n", "---\n", "...\n", "1e999", "-1e999", "1e308", "-1", "0",
      "NaN",
      ".inf", "9223372036854775808", "18446744073709551616",
      "0x7fffffffffffffff",
      "1e-400", "null", "~", "true", "\t", "\n", "\r\n", "\u{0}", "\u{FEFF}",
      "\u{202E}", "9999-12-31T23:59:59Z", "0000-00-00T00:00:00Z",
      "-9999-01-01T00:00:00Z", String(repeating: "[", count: 2000),
      String(repeating: "a: {", count: 500), String(repeating: "9", count: 400),
    ].map { Array($0.utf8) } + [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80]]

  /// A text with one to four pieces taken out, put in or doubled.
  private static func mutated(
    _ text: String, _ random: inout SplitMix64
  ) -> Data {
    var bytes = Array(text.utf8)
    for _ in 0...Int.random(in: 0..<4, using: &random) {
      let at = Int.random(in: 0...bytes.count, using: &random)
      let until = min(bytes.count, at + Int.random(in: 0..<24, using: &random))
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bytes.removeSubrange(at..<until)
      case 1: bytes.insert(contentsOf: Array(bytes[at..<until]), at: at)
      case 2: bytes = Array(bytes[..<at])
      default:
        bytes.replaceSubrange(
          at..<until,
          with: pieces[Int.random(in: pieces.indices, using: &random)])
      }
    }
    return Data(bytes)
  }

  /// Hands mutated texts to a reader; whatever it throws must have words.
  private func feed(
    _ seeds: [String], as name: String, seed: UInt64,
    read: (String) throws -> Void
  ) throws {
    var random = SplitMix64(seed: seed)
    var refused = 0
    try withTemporaryFolder { folder in
      let path = folder + "/" + name
      for number in 0..<Self.count {
        let data = Self.mutated(seeds[number % seeds.count], &random)
        try data.write(to: URL(filePath: path))
        do {
          try read(path)
        } catch {
          refused += 1
          #expect("\(error)".count > 10, "\(name) \(number)")
        }
      }
    }
    // Mutations that are all refused, or none, try little.
    #expect(refused > Self.count / 20 && refused < Self.count)
  }

  @Test func jobs() throws {
    let names = try FileManager.default.contentsOfDirectory(
      atPath: SourceTree.root + "/Data/samples/jobs"
    ).filter { $0.hasSuffix(".yaml") }.sorted()
    let seeds = try names.map { try Self.text("Data/samples/jobs/" + $0) }
    try feed(seeds, as: "job.yaml", seed: 1) { _ = try JobInput(path: $0) }
  }

  @Test func skyPilotTasks() throws {
    try feed([Self.skyPilot], as: "task.yaml", seed: 2) {
      _ = try JobInput(path: $0, settings: ["work.hours=3"])
    }
  }

  @Test func specs() throws {
    let seeds = try ["default", "no-memory", "small-data"].map {
      try Self.text("Models/specs/\($0).json")
    }
    try feed(seeds, as: "spec.json", seed: 3) {
      _ = try ModelSpecFile.load(path: $0)
    }
  }

  @Test func rules() throws {
    try feed([Self.text("Data/rules/default.yaml")], as: "rules.yaml", seed: 4)
    {
      _ = try AlertRulesFile.load($0)
    }
  }

  @Test func nights() throws {
    let home = DataHome(path: SourceTree.root)
    try feed(
      [Self.text("Data/samples/nightly.yaml")], as: "nightly.yaml", seed: 5
    ) { _ = try NightlyFile.load($0, home: home) }
  }

  /// The catalog with the beginning of its long tables.
  private static func makeCatalog(_ folder: String) throws {
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    let source = SourceTree.root + "/Data/catalog"
    for name in try FileManager.default.contentsOfDirectory(atPath: source)
    where name.hasSuffix(".csv") {
      let lines = try text("Data/catalog/" + name).split(separator: "\n")
      let most = name.hasPrefix("list-prices") ? 8 : lines.count
      try write(
        lines.prefix(most).joined(separator: "\n") + "\n", to: name, in: folder)
    }
  }

  @Test func catalogs() throws {
    let small = [
      "accelerators.csv", "egress-tiers.csv", "notice-windows.csv",
      "lifetime-caps.csv", "storage-prices.csv", "capacity-block-rates.csv",
      "capacity-block-rules.csv",
    ]
    for (number, name) in small.enumerated() {
      try feed(
        [Self.text("Data/catalog/" + name)], as: name, seed: UInt64(6 + number)
      ) { path in
        let place = URL(filePath: path).deletingLastPathComponent().path
        let made = place + "/catalog"
        if !FileManager.default.fileExists(atPath: made) {
          try Self.makeCatalog(made)
        }
        try Data(contentsOf: URL(filePath: path))
          .write(to: URL(filePath: made + "/" + name))
        _ = try CatalogFile.load(directory: made)
      }
    }
  }

  /// Every line of the stream is answered with a line.
  @Test func requests() throws {
    let pool = PoolID(
      provider: .aws, zone: "us-east-1a", instanceType: "p3.2xlarge")
    let outlook = PoolOutlook(
      pool: pool, asOf: UTCInstant(unixSeconds: 1_768_356_000), state: .up,
      stateAgeHours: 1, evidence: .own, interruptions: 50, hoursAtRisk: 500,
      clock: .probe,
      loss: .init(
        mean: PiecewiseHazard(constantPerHour: 0.1), multiplierShape: 50),
      acquisition: .init(
        mean: PiecewiseHazard(constantPerHour: 1), multiplierShape: 50),
      spotPrice: .init(
        currentUSDPerHour: 1, expectedUSDPerHour: 1, lowUSDPerHour: 1,
        highUSDPerHour: 1, source: "history"), onDemandPerHour: 3)
    let policy = DecidePolicy(
      job: JobSpec(name: "mutated", work: .hours(8)), outlooks: [outlook],
      catalog: Catalog())
    var random = SplitMix64(seed: 20)
    var refused = 0
    for number in 0..<Self.count {
      let line = Self.mutated(Self.request, &random)
      let answer: Result<DecideAnswer, DecideFailure>
      switch DecideLine.request(line) {
      case .failure(let failure): answer = .failure(failure)
      case .success(let request):
        var policy = policy
        answer = policy.answer(request)
      }
      if case .failure = answer { refused += 1 }
      let written = try DecideLine.line(answer)
      #expect(
        (try? JSONSerialization.jsonObject(with: written)) != nil, "\(number)")
      #expect(!written.contains(0x0A), "\(number)")
    }
    #expect(refused > Self.count / 20 && refused < Self.count)
  }
}
