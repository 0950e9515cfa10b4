import Crypto
import Foundation
import RiskTestSupport

/// A nightly run small enough to be made many times: some dozen lives in three
/// pools, with a job, alerts and exports.
struct SmallNight {
  let folder: String
  var config: String { folder + "/nightly.yaml" }
  var database: String { folder + "/var/risk.sqlite" }
  var out: String { folder + "/out" }

  /// The midnights after the two days that are delivered.
  static let first = "2026-01-14T00:00:00Z"
  static let second = "2026-01-15T00:00:00Z"

  static let configuration = """
    apiVersion: riskctl.dev/v1
    kind: Nightly
    database: var/risk.sqlite
    inputs: [{path: inbox}]
    forecast: {horizons: [1h, 24h]}
    backtest: {folds: 2, horizons: [4h]}
    jobs: [jobs/*.yaml]
    outputs:
      json: out/forecast.json
      csv: out/forecast.csv
      prometheus: out/riskctl.prom
      alerts: out/alerts.json
      webhook: out/webhook.json
      alerts-prometheus: out/alerts.prom
      recommendations: out/plans
      karpenter: {path: out/karpenter, set: {nodeClass: gpu}}
      slurm: out/slurm
    manifest: out/night.json
    retention: {priceDays: 400, eventDays: 1200}
    """

  static let job = """
    name: tiny
    work: {hours: 2}
    pools: [aws/us-west-2a/p3.2xlarge]
    checkpoint: {continuous: true}
    when: {earliest: 2026-01-15T00:00:00Z, deadline: 2026-01-16T00:00:00Z}
    """

  /// Everything but a first run.
  init(in folder: String) throws {
    self.folder = folder
    for part in ["inbox", "jobs"] {
      try FileManager.default.createDirectory(
        atPath: folder + "/" + part, withIntermediateDirectories: true)
    }
    try write(Self.configuration, to: "nightly.yaml", in: folder)
    try write(Self.job, to: "jobs/tiny.yaml", in: folder)
  }

  /// What arrives by the first midnight: eight days of lives and prices.
  func deliverFirst() throws {
    try write(Self.launches(days: 6...13), to: "inbox/a.csv", in: folder)
    try write(Self.prices(days: 6...13), to: "inbox/a.json", in: folder)
  }

  /// What arrives by the second: another day.
  func deliverSecond() throws {
    try write(Self.launches(days: 14...14), to: "inbox/b.csv", in: folder)
    try write(Self.prices(days: 14...14), to: "inbox/b.json", in: folder)
  }

  private static let zones = ["us-west-2a", "us-west-2b", "us-west-2c"]

  /// Every third hour a life in each zone; of three lives two are lost.
  private static func launches(days: ClosedRange<Int>) -> String {
    var text = "pool,requestedAt,launchedAt,instanceId,endedAt,exit\n"
    for day in days {
      for hour in stride(from: 0, through: 18, by: 3) {
        for (place, zone) in zones.enumerated() {
          let number = (day * 24 + hour) * 3 + place
          let lasts = 1 + number % 4
          let exit = number % 3 == 0 ? "released" : "interrupted"
          text +=
            "aws/\(zone)/p3.2xlarge,\(time(day, hour, 0)),"
            + "\(time(day, hour, 2)),i-\(number),"
            + "\(time(day, hour + lasts, 7)),\(exit)\n"
        }
      }
    }
    return text
  }

  private static func prices(days: ClosedRange<Int>) -> String {
    let rows = days.flatMap { day in
      zones.enumerated().map { place, zone in
        """
        {"AvailabilityZone":"\(zone)","InstanceType":"p3.2xlarge",\
        "ProductDescription":"Linux/UNIX","SpotPrice":"0.9\(place)\(day)",\
        "Timestamp":"\(time(day, 1, 0))"}
        """
      }
    }
    return "{\"SpotPriceHistory\":[\(rows.joined(separator: ","))]}"
  }

  private static func time(_ day: Int, _ hour: Int, _ minute: Int) -> String {
    func two(_ number: Int) -> String {
      number < 10 ? "0\(number)" : "\(number)"
    }
    return "2026-01-\(two(day))T\(two(hour)):\(two(minute)):00Z"
  }

  static func arguments(_ config: String, asOf: String) -> [String] {
    [
      "nightly", "--config", config, "--as-of", asOf, "--generated-at", asOf,
      "--json",
    ]
  }

  func run(asOf: String, _ more: [String] = []) throws -> Program.Outcome {
    try Program.run(Self.arguments(config, asOf: asOf) + more)
  }

  /// As manifests write it.
  static func sha256(_ data: Data) -> String {
    SHA256.hash(data: data).map {
      ($0 < 16 ? "0" : "") + String($0, radix: 16)
    }.joined()
  }

  /// Bytes of every output, by path below `out`.
  func outputs() throws -> [String: Data] {
    var found: [String: Data] = [:]
    let paths = try FileManager.default.subpathsOfDirectory(atPath: out)
    for path in paths {
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(
        atPath: out + "/" + path, isDirectory: &isFolder)
      if !isFolder.boolValue {
        found[path] = FileManager.default.contents(atPath: out + "/" + path)
      }
    }
    return found
  }
}
