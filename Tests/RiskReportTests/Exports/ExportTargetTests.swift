import Foundation
import RiskDecision
import RiskReport
import Testing
import Yams

/// What the exports say, figure by figure, of one plan written by hand.
struct ExportTargetTests {
  private func text(
    _ name: String, _ job: PlannedJob, set: [String: String] = [:]
  ) throws -> String {
    let target = try ExportSamples.target(name)
    let files = try target.files(
      job, given: ExportSamples.needed(target).merging(set) { $1 })
    return files.map(\.text).joined(separator: "\n")
  }

  private func yaml(
    _ name: String, _ job: PlannedJob
  ) throws -> [[String: Any]] {
    try Array(Yams.load_all(yaml: text(name, job))).compactMap {
      $0 as? [String: Any]
    }
  }

  private func json(
    _ name: String, _ job: PlannedJob
  ) throws -> [String: Any] {
    try #require(
      JSONSerialization.jsonObject(with: Data(text(name, job).utf8))
        as? [String: Any])
  }

  @Test func karpenterRanksPoolsByWeightAndCapsThem() throws {
    let pools = try yaml("karpenter", ExportSamples.planned())
    let specs = pools.compactMap { $0["spec"] as? [String: Any] }
    #expect(specs.compactMap { $0["weight"] as? Int } == [100, 90, 80])
    let names = pools.compactMap {
      ($0["metadata"] as? [String: Any])?["name"] as? String
    }
    #expect(
      names == [
        "riskctl-llama-ft-p1-spot", "riskctl-llama-ft-p2-spot",
        "riskctl-llama-ft-p3-on-demand",
      ])
    #expect(
      specs[0]["limits"] as? [String: String]
        == ["nodes": "8", "nvidia.com/gpu": "64"])
    // 02:00 UTC on 14 January, for 41.2 h rounded up.
    let budgets =
      (specs[0]["disruption"] as? [String: Any])?["budgets"]
      as? [[String: Any]]
    #expect(budgets?.first?["schedule"] as? String == "0 2 14 1 *")
    #expect(budgets?.first?["duration"] as? String == "42h")
    #expect(budgets?.first?["nodes"] as? String == "0")
    let metadata = pools[0]["metadata"] as? [String: Any]
    #expect(
      metadata?["annotations"] as? [String: String] == [
        "riskctl.dev/run-id": "2026-01-14T02-00Z-7f3a90c1",
        "riskctl.dev/model-digest": "7f3a90c1d2e4b5a6",
        "riskctl.dev/as-of": "2026-01-14T02:00:00Z",
        "riskctl.dev/valid-until": "2026-01-14T03:00:00Z",
        "riskctl.dev/expected-cost-usd": "1843.20",
      ])
  }

  /// Five members in 2c and three in 2b, each with its own on-demand to fall
  /// back on: a name, a fleet, a group and a task for every part.
  @Test func mixesLaunchEachPartInItsPool() throws {
    var job = ExportSamples.job()
    job.gang.isIndependent = true
    let planned = try ExportSamples.planned(
      [
        (
          "us-west-2c/p4d.24xlarge\", \"nodes\": 8",
          "us-west-2c/p4d.24xlarge\", \"nodes\": 5"
        ),
        (
          "us-west-2b/p4d.24xlarge\", \"nodes\": 8, \"rank\": 2",
          "us-west-2b/p4d.24xlarge\", \"nodes\": 3, \"rank\": 1"
        ),
      ], job: job)
    let pools = try yaml("karpenter", planned)
    #expect(
      pools.compactMap {
        ($0["metadata"] as? [String: Any])?["name"] as? String
      } == [
        "riskctl-llama-ft-p1-spot", "riskctl-llama-ft-p1-spot-2",
        "riskctl-llama-ft-p2-on-demand", "riskctl-llama-ft-p2-on-demand-2",
      ])
    #expect(
      pools.compactMap {
        (($0["spec"] as? [String: Any])?["limits"] as? [String: String])?[
          "nodes"]
      } == ["5", "3", "5", "3"])
    for name in ["ec2-fleet", "auto-scaling", "skypilot"] {
      let target = try ExportSamples.target(name)
      let files = try target.files(
        planned, given: ExportSamples.needed(target))
      #expect(
        files.map { $0.name.prefix { $0 != "." } } == [
          "\(name)-llama-ft-aws-us-west-2c-p4d-24xlarge",
          "\(name)-llama-ft-aws-us-west-2b-p4d-24xlarge",
        ])
      let other = files.map { $0.text.contains("us-west-2b") }
      #expect(other == [false, true], "\(name)")
    }
    let target = try ExportSamples.target("ec2-fleet")
    let fleets = try target.files(
      planned, given: ExportSamples.needed(target)
    ).map { try JSONSerialization.jsonObject(with: Data($0.text.utf8)) }
      .compactMap { $0 as? [String: Any] }
    #expect(
      fleets.compactMap { $0["Type"] as? String } == ["maintain", "maintain"])
    let capacities = fleets.compactMap {
      ($0["TargetCapacitySpecification"] as? [String: Any])?[
        "SpotTargetCapacity"] as? Int
    }
    #expect(capacities == [5, 3])
  }

  /// 13.1 over 10 is 31 % more; a pool without a price has no overlay.
  @Test func overlaysAddTheCostOfInterruptions() throws {
    let files = try ExportSamples.target("karpenter").files(
      ExportSamples.forecast([
        try ExportSamples.row("aws/us-west-2c/p4d.24xlarge"),
        try ExportSamples.row("aws/us-west-2b/p4d.24xlarge", price: nil),
        try ExportSamples.row("gcp/us-central1-a/a2-highgpu-8g"),
      ]), given: [:])
    let overlays = try Array(Yams.load_all(yaml: files[0].text)).compactMap {
      ($0 as? [String: Any])?["spec"] as? [String: Any]
    }
    #expect(
      overlays.compactMap { $0["priceAdjustment"] as? String } == ["+31.0%"])
  }

  @Test func skyPilotKeepsTheOrderAndTheZones() throws {
    let task = try #require(yaml("skypilot", ExportSamples.planned()).first)
    let resources = task["resources"] as? [String: Any]
    let ordered = resources?["ordered"] as? [[String: Any]]
    #expect(task["num_nodes"] as? Int == 8)
    #expect(
      ordered?.compactMap { $0["infra"] as? String } == [
        "aws/us-west-2/us-west-2c", "aws/us-west-2/us-west-2b",
        "aws/us-west-2/us-west-2c",
      ])
    #expect(
      ordered?.compactMap { $0["use_spot"] as? Bool } == [true, true, false])
    // 120 s of notice less 5 s until it is seen.
    #expect(
      task["envs"] as? [String: String] == [
        "CKPT_EVERY_SECONDS": "1260", "RISKCTL_NOTICE_BUDGET_S": "115",
        "RISKCTL_RUN_ID": "2026-01-14T02-00Z-7f3a90c1",
      ])
  }

  @Test func fleetOfAGangIsAllOrNothingInOneZone() throws {
    let fleet = try json("ec2-fleet", ExportSamples.planned())
    #expect(fleet["Type"] as? String == "instant")
    let spot = fleet["SpotOptions"] as? [String: Any]
    #expect(spot?["MinTargetCapacity"] as? Int == 8)
    #expect(spot?["SingleAvailabilityZone"] as? Bool == true)
    #expect(
      spot?["AllocationStrategy"] as? String
        == "capacity-optimized-prioritized")
    let single = try json("ec2-fleet", ExportSamples.single())
    #expect(single["Type"] as? String == "maintain")
    let config = (single["LaunchTemplateConfigs"] as? [[String: Any]])?.first
    let overrides = config?["Overrides"] as? [[String: Any]]
    #expect(
      overrides?.compactMap { $0["AvailabilityZone"] as? String }
        == ["us-west-2c", "us-west-2b"])
    #expect(overrides?.compactMap { $0["Priority"] as? Double } == [0, 1])
  }

  /// Two of eight instances on-demand whatever happens.
  @Test func floorOfOnDemandIsBoughtBeside() throws {
    let planned = try ExportSamples.planned([
      (
        """
        {"pool": "aws/us-west-2c/p4d.24xlarge", "nodes": 8, "rank": 1},
        """,
        """
        {"pool": "aws/us-west-2c/p4d.24xlarge", "nodes": 6, "rank": 1},
        {"pool": "aws/us-west-2c/p4d.24xlarge", "nodes": 2, "rank": 1,
         "market": "on-demand"},
        """
      )
    ])
    let fleet = try json("ec2-fleet", planned)
    let target = fleet["TargetCapacitySpecification"] as? [String: Any]
    #expect(target?["TotalTargetCapacity"] as? Int == 8)
    #expect(target?["SpotTargetCapacity"] as? Int == 6)
    #expect(target?["OnDemandTargetCapacity"] as? Int == 2)
    let group = try json("auto-scaling", planned)
    let policy = group["MixedInstancesPolicy"] as? [String: Any]
    let shares = policy?["InstancesDistribution"] as? [String: Any]
    #expect(shares?["OnDemandBaseCapacity"] as? Int == 2)
    #expect(shares?["OnDemandPercentageAboveBaseCapacity"] as? Int == 0)
    #expect(throws: ExportRefusal.self) {
      _ = try ExportSamples.target("skypilot").files(
        ExportSamples.planned([
          ("\"nodes\": 8, \"rank\": 1", "\"nodes\": 6, \"rank\": 1"),
          (
            "\"aws/us-west-2b/p4d.24xlarge\", \"nodes\": 8, \"rank\": 2",
            "\"aws/us-west-2c/p4d.24xlarge\", \"nodes\": 2, \"rank\": 1, "
              + "\"market\": \"on-demand\""
          ), ("\"to\": \"on-demand\"", "\"to\": \"capacity-block\""),
        ]), given: [:])
    }
  }

  @Test func kueueOrdersFlavorsAndCountsDevices() throws {
    let documents = try yaml("kueue", ExportSamples.planned())
    #expect(
      documents.compactMap { $0["kind"] as? String } == [
        "ResourceFlavor", "ResourceFlavor", "ResourceFlavor", "ClusterQueue",
      ])
    let spec = documents[3]["spec"] as? [String: Any]
    let groups = spec?["resourceGroups"] as? [[String: Any]]
    let flavors = groups?.first?["flavors"] as? [[String: Any]]
    #expect(
      flavors?.compactMap { $0["name"] as? String } == [
        "riskctl-llama-ft-p1-spot", "riskctl-llama-ft-p2-spot",
        "riskctl-llama-ft-p3-on-demand",
      ])
    #expect(
      flavors?.compactMap {
        (($0["resources"] as? [[String: Any]])?.first)?["nominalQuota"]
          as? String
      } == ["64", "64", "64"])
  }

  @Test func batchRefusesGangsOnSpot() throws {
    let target = try ExportSamples.target("aws-batch")
    let refusal = #expect(throws: ExportRefusal.self) {
      _ = try target.files(
        ExportSamples.planned(), given: ExportSamples.needed(target))
    }
    #expect(refusal?.kind == .valid)
    #expect(
      refusal?.reason
        == "AWS Batch runs multi-node jobs on on-demand capacity only, and "
        + "this plan has 8 nodes on spot. Use karpenter, skypilot or "
        + "ec2-fleet.")
    let files = try target.files(
      ExportSamples.single(), given: ExportSamples.needed(target))
    #expect(
      files.map(\.name) == [
        "batch-riskctl-llama-ft-spot.json",
        "batch-riskctl-llama-ft-on-demand.json",
        "batch-riskctl-llama-ft-queue.json",
        "batch-riskctl-llama-ft-retry.json",
      ])
    #expect(files[0].text.contains("\"maxvCpus\" : 48"))
    // Eight restarts and the first attempt.
    #expect(files[3].text.contains("\"attempts\" : 9"))
  }

  /// Poisson with mean 3: P(N ≤ 7) = 0.9881, P(N ≤ 8) = 0.9962 (R's ppois).
  @Test func torchrunAllowsForNearlyAllRuns() throws {
    let line = try text("torchrun", ExportSamples.planned())
    #expect(
      line.hasSuffix(
        "torchrun --nnodes=8 --nproc-per-node=8 --max-restarts=8 "
          + "--rdzv-backend=c10d --rdzv-endpoint=\"$HEAD_NODE:29500\" "
          + "train.py\n"))
    let elastic = try text(
      "torchrun", ExportSamples.planned(), set: ["minNodes": "6"])
    #expect(elastic.contains("torchrun --nnodes=6:8 "))
  }

  /// From 02:00 UTC on the 14th to the deadline, 00:00 UTC on the 18th, are
  /// 94 h; Karachi is five hours ahead.
  @Test func slurmWritesTimesOfTheControllersClock() throws {
    let script = try text(
      "slurm", ExportSamples.planned(), set: ["timeZone": "Asia/Karachi"])
    for option in [
      "--begin=2026-01-14T07:00:00", "--time=3-22:00:00", "--nodes=8",
      "--gpus-per-node=8", "--signal=TERM@115", "--requeue",
      "--partition=spot,ondemand",
    ] {
      #expect(script.contains("#SBATCH \(option)\n"), "\(option)")
    }
  }

  @Test func prometheusHasNoTimeStampsAndNoUnknowns() throws {
    let files = try ExportSamples.target("prometheus").files(
      ExportSamples.forecast([
        try ExportSamples.row(
          "aws/us-west-2c/p4d.24xlarge", survival: [0.75, nil, 0.5]),
        try ExportSamples.row(
          "aws/us-west-2b/p4d.24xlarge", survival: [nil, nil, nil], price: nil,
          effective: nil),
      ]), given: [:])
    let lines = files[0].text.split(separator: "\n").map(String.init)
    #expect(
      lines.filter { $0.hasPrefix("riskctl_interruption_probability") } == [
        "riskctl_interruption_probability{provider=\"aws\",region="
          + "\"us-west-2\",zone=\"us-west-2c\",instance_type="
          + "\"p4d.24xlarge\",horizon=\"1h\"} 0.25",
        "riskctl_interruption_probability{provider=\"aws\",region="
          + "\"us-west-2\",zone=\"us-west-2c\",instance_type="
          + "\"p4d.24xlarge\",horizon=\"24h\"} 0.5",
      ])
    #expect(
      lines.contains("riskctl_forecast_timestamp_seconds 1768356000"))
    #expect(
      lines.allSatisfy {
        $0.hasPrefix("#") || $0.split(separator: " ").count == 2
      })
  }

  @Test func budgetIsTheJobsOrTheNinthDecile() throws {
    var job = ExportSamples.job()
    #expect(
      try text("aws-budgets", ExportSamples.planned(job: job))
        .contains("\"Amount\" : \"2100.00\""))
    job.money.budgetUSD = 2500
    #expect(
      try text("aws-budgets", ExportSamples.planned(job: job))
        .contains("\"Amount\" : \"2500.00\""))
  }

  @Test func settingsAreAskedForByName() throws {
    func reason(_ name: String, _ given: [String: String]) throws -> String? {
      #expect(throws: ExportRefusal.self) {
        _ = try ExportSamples.target(name).files(
          ExportSamples.planned(), given: given)
      }?.reason
    }
    #expect(
      try reason("ec2-fleet", [:])
        == "ec2-fleet needs --set launchTemplate=…: name of the launch "
        + "template.")
    #expect(
      try reason("ec2-fleet", ["launchtemplate": "x"])
        == "ec2-fleet has no setting 'launchtemplate'; did you mean "
        + "'launchTemplate'?")
    #expect(
      try reason("prometheus", [:])
        == "prometheus shows forecasts; leave out --job.")
    #expect(
      try reason("aws-budgets", ["account": "12"])
        == "--set account=… must be the twelve digits of an account.")
  }

  @Test func jobWithoutAPlanIsRefused() throws {
    let advice = try JSONDecoder().decode(
      Recommendation.self,
      from: Data(
        """
        {"schemaVersion": 1, "generatedAt": "2026-01-14T02:00:00Z",
         "asOf": "2026-01-14T02:00:00Z", "dataThrough": null,
         "validUntil": "2026-01-14T03:00:00Z", "modelDigest": "7f", "seed": 1,
         "job": "x", "verdict": "infeasible", "headline": "No pool has room.",
         "chosen": null, "alternatives": [], "startCurve": [],
         "sensitivity": [], "rejectedPools": [], "warnings": [],
         "explanation": []}
        """.utf8))
    let refusal = #expect(throws: ExportRefusal.self) {
      _ = try PlannedJob(
        advice, job: ExportSamples.job(), catalog: ExportSamples.catalog)
    }
    #expect(refusal?.kind == .valid)
    #expect(
      refusal?.reason == "There is no plan to export: No pool has room.")
  }
}
