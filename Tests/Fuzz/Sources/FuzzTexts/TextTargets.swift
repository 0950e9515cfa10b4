import Foundation
import FuzzDriver
import RiskDecision
import RiskDomain
import RiskForecast
import RiskModels

@testable import RiskPipeline

/// The texts that people write: each is read or refused in words.
extension FuzzTarget {
  static let texts = [
    FuzzTarget(name: "job") { bytes in
      refusing { _ = try JobInput(path: InputFile.holding(bytes)) }
    },
    FuzzTarget(name: "job-settings") { bytes in
      let settings = String(decoding: bytes, as: UTF8.self)
        .split(separator: "\n").map(String.init)
      refusing { _ = try JobFile(parsing: job, settings: settings) }
    },
    FuzzTarget(name: "skypilot-task") { bytes in
      refusing {
        _ = try JobInput(
          path: InputFile.holding(bytes), settings: ["work.hours=3"])
      }
    },
    FuzzTarget(name: "spec") { bytes in
      refusing { _ = try ModelSpecFile.load(path: InputFile.holding(bytes)) }
    },
    FuzzTarget(name: "rules") { bytes in
      refusing { _ = try AlertRulesFile.load(InputFile.holding(bytes)) }
    },
    FuzzTarget(name: "nightly") { bytes in
      refusing {
        _ = try NightlyFile.load(
          InputFile.holding(bytes), home: DataHome(path: root))
      }
    },
    FuzzTarget(name: "plan") { bytes in
      refusing { _ = try CostPlanFile.load(InputFile.holding(bytes)) }
    },
    FuzzTarget(name: "catalog", run: catalog),
    FuzzTarget(name: "decide", run: decide),
  ]

  private static let job = """
    {name: tiny, work: {hours: 2}, accept: {gpus: 1}}
    """

  /// The folder that holds `Data`: Scripts/fuzz stands in it.
  private static let root = FileManager.default.currentDirectoryPath

  /// Whatever is thrown must have words.
  private static func refusing(_ body: () throws -> Void) {
    do { try body() } catch {
      require("\(error)".utf8.count > 10, "an error without words")
    }
  }

  /// A catalog of which one file is the input; its first byte picks which.
  private static func catalog(_ bytes: [UInt8]) {
    guard let first = bytes.first else { return }
    let folders = CatalogFolders.made
    // In each folder one name is a link to the input's place in memory.
    InputFile.holding(Array(bytes.dropFirst()))
    refusing {
      _ = try CatalogFile.load(
        directory: folders[Int(first) % folders.count])
    }
  }

  /// Every line of the stream is answered with a line of JSON.
  private static func decide(_ bytes: [UInt8]) {
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      let answer: Result<DecideAnswer, DecideFailure>
      switch DecideLine.request(Data(line)) {
      case .failure(let failure): answer = .failure(failure)
      case .success(let request):
        var policy = policy
        answer = policy.answer(request)
      }
      guard let written = try? DecideLine.line(answer) else {
        fatalError("an answer that cannot be written")
      }
      require(
        (try? JSONSerialization.jsonObject(with: written)) != nil,
        "an answer that is no JSON")
      require(!written.contains(0x0A), "an answer of two lines")
    }
  }

  private static let policy: DecidePolicy = {
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
    return DecidePolicy(
      job: JobSpec(name: "fuzzed", work: .hours(8)), outlooks: [outlook],
      catalog: Catalog())
  }()
}

/// Copies of the catalog, in each of which one file is the fuzzer's input.
private enum CatalogFolders {
  static let made: [String] = {
    let source = FileManager.default.currentDirectoryPath + "/Data/catalog"
    let place = NSTemporaryDirectory() + "riskctl-fuzz-\(getpid())"
    let input = InputFile.holding([])
    do {
      let names = try FileManager.default.contentsOfDirectory(atPath: source)
        .filter { $0.hasSuffix(".csv") }.sorted()
      return try names.map { fuzzed in
        let folder = place + "/" + fuzzed
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true)
        for name in names {
          if name == fuzzed {
            try FileManager.default.createSymbolicLink(
              atPath: folder + "/" + name, withDestinationPath: input)
          } else {
            // The beginning of the long tables is enough.
            let text = try String(
              contentsOfFile: source + "/" + name, encoding: .utf8)
            let lines = text.split(separator: "\n").prefix(
              name.hasPrefix("list-prices") ? 8 : Int.max)
            try (lines.joined(separator: "\n") + "\n").write(
              toFile: folder + "/" + name, atomically: true, encoding: .utf8)
          }
        }
        return folder
      }
    } catch {
      fatalError("no catalog to fuzz: \(error)")
    }
  }()
}
