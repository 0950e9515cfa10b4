import Foundation
import RiskReport
import RiskTestSupport
import Testing
import Yams

/// Every export is what its reader accepts.
struct ExportSchemaTests {
  private func complaints(
    _ value: Any, _ schema: String
  ) throws -> [String] {
    let path = SourceTree.root + "/Models/schema/exports/\(schema).schema.json"
    let checker = try JSONSchemaChecker(
      schema: Data(contentsOf: URL(filePath: path)))
    return try checker.complaints(
      about: JSONSerialization.data(withJSONObject: value))
  }

  private func documents(_ file: ExportFile) throws -> [Any] {
    if file.name.hasSuffix(".yaml") {
      return try Array(Yams.load_all(yaml: file.text)).compactMap { $0 }
    }
    return [try JSONSerialization.jsonObject(with: Data(file.text.utf8))]
  }

  private static func schema(_ document: Any, _ file: ExportFile) -> String {
    switch (document as? [String: Any])?["kind"] as? String {
    case "NodePool": "karpenter-nodepool"
    case "NodeOverlay": "karpenter-nodeoverlay"
    case "ResourceFlavor": "kueue-resourceflavor"
    case "ClusterQueue": "kueue-clusterqueue"
    case "RayCluster": "kuberay-raycluster"
    default:
      switch file.name {
      case let name where name.hasPrefix("skypilot"): "skypilot-task"
      case let name where name.hasPrefix("ec2-fleet"): "ec2-fleet"
      case let name where name.hasPrefix("auto-scaling"): "auto-scaling"
      case let name where name.hasSuffix("queue.json"): "batch-job-queue"
      case let name where name.hasSuffix("retry.json"): "batch-retry"
      case let name where name.hasPrefix("batch"): "batch-compute-environment"
      default: "aws-budgets"
      }
    }
  }

  @Test(
    arguments: [
      "karpenter", "skypilot", "ec2-fleet", "auto-scaling", "kueue", "kuberay",
      "aws-budgets",
    ])
  func gangOnSpotFitsTheSchema(name: String) throws {
    let target = try ExportSamples.target(name)
    let files = try target.files(
      ExportSamples.planned(), given: ExportSamples.needed(target))
    #expect(files.count == 1)
    for file in files {
      for document in try documents(file) {
        let schema = Self.schema(document, file)
        #expect(try complaints(document, schema) == [], "\(file.name)")
      }
    }
  }

  @Test(
    arguments: [
      "karpenter", "skypilot", "ec2-fleet", "auto-scaling", "kueue", "kuberay",
      "aws-budgets", "aws-batch",
    ], ["spot", "on-demand"])
  func singleNodeFitsTheSchema(name: String, market: String) throws {
    let target = try ExportSamples.target(name)
    let files = try target.files(
      ExportSamples.single(market: market), given: ExportSamples.needed(target))
    for file in files {
      for document in try documents(file) {
        let schema = Self.schema(document, file)
        #expect(try complaints(document, schema) == [], "\(file.name)")
      }
    }
  }

  @Test func overlaysAndLogLinesFitTheirSchemas() throws {
    let forecast = ExportSamples.forecast([
      try ExportSamples.row("aws/us-west-2c/p4d.24xlarge"),
      try ExportSamples.row("azure/eastus-1/Standard_ND96asr_v4"),
    ])
    for file in try ExportSamples.target("karpenter").files(
      forecast, given: [:])
    {
      let all = try documents(file)
      #expect(all.count == 2)
      for document in all {
        #expect(try complaints(document, "karpenter-nodeoverlay") == [])
      }
    }
    for file in try ExportSamples.target("cloudwatch-emf").files(
      forecast, given: [:])
    {
      for line in file.text.split(separator: "\n") {
        let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
        #expect(try complaints(value, "cloudwatch-emf") == [])
      }
    }
  }

  /// A name of quotes, markup, shell, line ends and colours stays a value in
  /// every target and never becomes a name, a line or a command.
  @Test(
    arguments: ExportTarget.all.filter(\.takesJob).map(\.name),
    [
      "a\"b'c`$(rm -rf ~)`\n- x: y\u{1b}[31m<script>", "=HYPERLINK(1)",
      "   ", "Ünïcode/../../etc",
    ])
  func hostileNamesStayValues(name: String, job: String) throws {
    let target = try ExportSamples.target(name)
    let planned = try ExportSamples.planned(
      [
        ("p4d.24xlarge", "g5.12xlarge"), ("\"nodes\": 8", "\"nodes\": 1"),
      ], job: ExportSamples.job(name: job, nodes: 1))
    let files = try target.files(planned, given: ExportSamples.needed(target))
    for file in files {
      #expect(
        file.name.wholeMatch(of: /[A-Za-z0-9._-]+/) != nil, "\(file.name)")
      #expect(!file.text.contains("\u{1b}"))
      guard file.name.hasSuffix(".yaml") || file.name.hasSuffix(".json"),
        name != "json"
      else { continue }
      for document in try documents(file) {
        let schema = Self.schema(document, file)
        #expect(try complaints(document, schema) == [], "\(file.name)")
      }
    }
  }

  @Test func pricesAreNeverCapped() throws {
    for target in ExportTarget.all where target.takesJob {
      for planned in [
        try ExportSamples.planned(), try ExportSamples.single(),
      ] {
        let files =
          (try? target.files(planned, given: ExportSamples.needed(target)))
          ?? []
        for file in files {
          #expect(!file.text.lowercased().contains("lowest-price"))
          #expect(!file.text.lowercased().contains("maxprice"))
          #expect(!file.text.lowercased().contains("maxtotalprice"))
          #expect(!file.text.lowercased().contains("bidpercentage"))
        }
      }
    }
  }
}
