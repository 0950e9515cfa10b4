import RiskDecision
import RiskDomain

// AWS Batch: CreateComputeEnvironment, CreateJobQueue and a retry strategy.
// Batch starts the nodes of a multi-node job on on-demand capacity only, so
// that a gang on spot is refused.

extension ExportTarget {
  static let awsBatch = ExportTarget(
    "aws-batch",
    "compute environments, job queue and retry strategy, each the input of an "
      + "`aws batch` call (--out is needed)",
    settings: [
      ExportSetting("subnets", "subnets, separated by commas"),
      ExportSetting("securityGroups", "security groups, separated by commas"),
      ExportSetting(
        "instanceRole", standard: "ecsInstanceRole",
        "instance profile of the hosts"),
      ExportSetting("priority", standard: "10", "priority of the job queue"),
    ],
    fromPlan: { job, settings in
      let choices = try job.choices(of: .aws, for: "AWS Batch")
        .filter { $0.market == .spot || $0.market == .onDemand }
      guard !choices.isEmpty else {
        throw ExportRefusal(
          .valid, "AWS Batch launches spot and on-demand capacity only.")
      }
      guard job.job.gang.nodes == 1 || choices.first?.market == .onDemand else {
        throw ExportRefusal(
          .valid,
          "AWS Batch runs multi-node jobs on on-demand capacity only, and this "
            + "plan has \(job.gangNodes) nodes on spot. Use karpenter, "
            + "skypilot or ec2-fleet.")
      }
      guard let priority = Int(settings["priority"]), priority >= 0 else {
        throw ExportRefusal(
          .usage, "--set priority=… must be a whole number from 0.")
      }
      return try AWSBatch.files(job, choices, settings, priority: priority)
    })
}

private enum AWSBatch {
  static func files(
    _ job: PlannedJob, _ choices: [PlannedJob.Choice],
    _ settings: ExportSettings, priority: Int
  ) throws -> [ExportFile] {
    if let unknown = choices.first(where: { $0.hardware?.vcpus == nil }) {
      throw ExportRefusal(
        .valid,
        "The catalog does not know the vCPUs of \(unknown.pool.instanceType), "
          + "in which AWS Batch counts its limit.")
    }
    var environments: [(name: String, document: ExportValue)] = []
    for market in [Market.spot, .onDemand] {
      let own = choices.filter { $0.market == market }
      guard let region = own.first?.pool.region else { continue }
      let name = "riskctl-\(job.slug)-\(market.rawValue)"
      environments.append(
        (
          name,
          environment(
            job, own.filter { $0.pool.region == region }, name: name, market,
            settings)
        ))
    }
    if choices.first?.market == .onDemand { environments.reverse() }
    let queue: ExportValue = [
      "jobQueueName": .text("riskctl-\(job.slug)"), "state": "ENABLED",
      "priority": .whole(priority),
      "computeEnvironmentOrder": .list(
        environments.enumerated().map {
          ["order": .whole($0 + 1), "computeEnvironment": .text($1.name)]
        }), "tags": tags(job),
    ]
    return try environments.map {
      ExportFile(name: "batch-\($0.name).json", text: try $0.document.json())
    } + [
      ExportFile(
        name: "batch-riskctl-\(job.slug)-queue.json", text: try queue.json()),
      ExportFile(
        name: "batch-riskctl-\(job.slug)-retry.json",
        text: try retry(job).json()),
    ]
  }

  static func environment(
    _ job: PlannedJob, _ choices: [PlannedJob.Choice], name: String,
    _ market: Market, _ settings: ExportSettings
  ) -> ExportValue {
    var types: [String] = []
    for choice in choices where !types.contains(choice.pool.instanceType) {
      types.append(choice.pool.instanceType)
    }
    let vcpus =
      choices.compactMap { choice in
        choice.hardware?.vcpus.map { $0 * choice.nodes }
      }.max() ?? 0
    return [
      "computeEnvironmentName": .text(name), "type": "MANAGED",
      "state": "ENABLED",
      "computeResources": [
        "type": market == .spot ? "SPOT" : "EC2",
        "allocationStrategy": market == .spot
          ? "SPOT_PRICE_CAPACITY_OPTIMIZED" : "BEST_FIT_PROGRESSIVE",
        "minvCpus": 0, "maxvCpus": .whole(vcpus), "desiredvCpus": 0,
        "instanceTypes": ExportValue(types),
        "subnets": ExportValue(settings.list("subnets")),
        "securityGroupIds": ExportValue(settings.list("securityGroups")),
        "instanceRole": .text(settings["instanceRole"]), "tags": tags(job),
      ], "tags": tags(job),
    ]
  }

  /// Only the loss of the host is worth another attempt.
  static func retry(_ job: PlannedJob) -> ExportValue {
    [
      // 1 to 10 attempts are allowed.
      "attempts": .whole(min(max((job.plan.restartsToAllow ?? 3) + 1, 1), 10)),
      "evaluateOnExit": [
        ["onStatusReason": "Host EC2*", "action": "RETRY"],
        ["onReason": "*", "action": "EXIT"],
      ],
    ]
  }

  static func tags(_ job: PlannedJob) -> ExportValue {
    ExportValue(
      Dictionary(
        uniqueKeysWithValues: job.stamp.tags.map { ($0.key, $0.value) }))
  }
}
