import RiskDecision
import RiskDomain

// EC2 Auto Scaling's CreateAutoScalingGroup. The order of the overrides is the
// preference with capacity-optimized-prioritized.

extension ExportTarget {
  static let autoScaling = ExportTarget(
    "auto-scaling",
    "input of `aws autoscaling create-auto-scaling-group --cli-input-json`",
    settings: [
      ExportSetting("launchTemplate", "name of the launch template"),
      ExportSetting(
        "version", standard: "$Default", "version of the launch template"),
      ExportSetting(
        "subnets", standard: "",
        "subnets, separated by commas; empty = default subnets of the zones"),
    ],
    fromPlan: { job, settings in
      let all = try job.choices(of: .aws, for: "An Auto Scaling group")
      let first = PlannedJob.first(of: all)
      guard !first.contains(where: { $0.market == .capacityBlock }) else {
        throw ExportRefusal(
          .valid,
          "An Auto Scaling group cannot mix a Capacity Block with the plan's "
            + "other choices; launch into the block directly.")
      }
      return try job.launches(all).map { launch in
        let document = AutoScaling.group(
          job, launch, settings)
        return ExportFile(
          name: "auto-scaling-\(job.slug)\(launch.suffix).json",
          text: try document.json())
      }
    })
}

private enum AutoScaling {
  static func group(
    _ job: PlannedJob, _ launch: PlannedJob.Launch, _ settings: ExportSettings
  ) -> ExportValue {
    let (first, choices) = (launch.first, launch.choices)
    let total = first.reduce(0) { $0 + $1.nodes }
    let certain = first.filter { $0.market != .spot }
      .reduce(0) { $0 + $1.nodes }
    var types: [String] = []
    var zones: [String] = []
    for choice in choices {
      if !types.contains(choice.pool.instanceType) {
        types.append(choice.pool.instanceType)
      }
      if !choice.isRegional, !zones.contains(choice.pool.zone) {
        zones.append(choice.pool.zone)
      }
    }
    let subnets = settings.list("subnets")
    return [
      "AutoScalingGroupName": .text("riskctl-\(job.slug)\(launch.suffix)"),
      "MinSize": 0, "MaxSize": .whole(total), "DesiredCapacity": .whole(total),
      "CapacityRebalance": true,
      "AvailabilityZones": subnets.isEmpty ? ExportValue(zones) : nil,
      "VPCZoneIdentifier": subnets.isEmpty
        ? nil : .text(subnets.joined(separator: ",")),
      "MixedInstancesPolicy": [
        "InstancesDistribution": [
          "OnDemandBaseCapacity": .whole(certain),
          "OnDemandPercentageAboveBaseCapacity": certain == total ? 100 : 0,
          "OnDemandAllocationStrategy": "prioritized",
          "SpotAllocationStrategy": "capacity-optimized-prioritized",
        ],
        "LaunchTemplate": [
          "LaunchTemplateSpecification": [
            "LaunchTemplateName": .text(settings["launchTemplate"]),
            "Version": .text(settings["version"]),
          ],
          "Overrides": .list(
            types.map { ["InstanceType": .text($0), "WeightedCapacity": "1"] }),
        ],
      ],
      "Tags": .list(
        job.stamp.tags.map {
          [
            "Key": .text($0.key), "Value": .text($0.value),
            "PropagateAtLaunch": true,
          ]
        }),
    ]
  }
}
