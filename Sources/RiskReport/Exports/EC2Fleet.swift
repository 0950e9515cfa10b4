import RiskDecision
import RiskDomain

// EC2's CreateFleet. A lower number is a higher priority, honoured with
// capacity-optimized-prioritized and prioritized only. No maximum price: a cap
// is one more reason to be interrupted. All instances at once or none is a
// promise of fleets of type instant alone.

extension ExportTarget {
  static let ec2Fleet = ExportTarget(
    "ec2-fleet", "input of `aws ec2 create-fleet --cli-input-json`",
    settings: [
      ExportSetting("launchTemplate", "name of the launch template"),
      ExportSetting(
        "version", standard: "$Default", "version of the launch template"),
    ],
    fromPlan: { job, settings in
      let all = try job.choices(of: .aws, for: "EC2 Fleet")
      let first = PlannedJob.first(of: all)
      guard !first.contains(where: { $0.market == .capacityBlock }) else {
        throw ExportRefusal(
          .valid,
          "A Capacity Block is bought with `aws ec2 purchase-capacity-block`; "
            + "no fleet is needed.")
      }
      // A fleet lives in one region, and its overrides are tried for both
      // markets: the fallback is the fleet's on-demand share.
      return try job.launches(all).map { launch in
        let document = EC2Fleet.request(
          job, launch.choices, first: launch.first, settings)
        return ExportFile(
          name: "ec2-fleet-\(job.slug)\(launch.suffix).json",
          text: try document.json())
      }
    })
}

private enum EC2Fleet {
  static func request(
    _ job: PlannedJob, _ choices: [PlannedJob.Choice],
    first: [PlannedJob.Choice], _ settings: ExportSettings
  ) -> ExportValue {
    let spot = first.filter { $0.market == .spot }.reduce(0) { $0 + $1.nodes }
    let total = first.reduce(0) { $0 + $1.nodes }
    // Members in several pools need none of the others.
    let isGang = total > 1 && job.job.gang.nodes > 1 && !job.isMix
    var seen: Set<PoolID> = []
    let pools = choices.map(\.pool).filter { seen.insert($0).inserted }
    return [
      "Type": isGang ? "instant" : "maintain",
      "TargetCapacitySpecification": [
        "TotalTargetCapacity": .whole(total),
        "SpotTargetCapacity": .whole(spot),
        "OnDemandTargetCapacity": .whole(total - spot),
        "DefaultTargetCapacityType": spot > 0 ? "spot" : "on-demand",
      ],
      "SpotOptions": spot > 0 ? spotOptions(job, isGang: isGang, spot) : nil,
      "OnDemandOptions": [
        "AllocationStrategy": "prioritized",
        "MinTargetCapacity": isGang && spot < total
          ? .whole(total - spot) : nil,
        "SingleAvailabilityZone": isGang && spot < total ? true : nil,
      ],
      "LaunchTemplateConfigs": [
        [
          "LaunchTemplateSpecification": [
            "LaunchTemplateName": .text(settings["launchTemplate"]),
            "Version": .text(settings["version"]),
          ],
          "Overrides": .list(
            pools.enumerated().map { place, pool in
              [
                "InstanceType": .text(pool.instanceType),
                "AvailabilityZone": pool.zone == pool.region
                  ? nil : .text(pool.zone),
                "Priority": .number(Double(place)), "WeightedCapacity": 1,
              ]
            }),
        ]
      ],
      "TagSpecifications": [
        [
          "ResourceType": "fleet",
          "Tags": .list(
            job.stamp.tags.map {
              ["Key": .text($0.key), "Value": .text($0.value)]
            }),
        ]
      ],
    ]
  }

  private static func spotOptions(
    _ job: PlannedJob, isGang: Bool, _ spot: Int
  ) -> ExportValue {
    [
      "AllocationStrategy": "capacity-optimized-prioritized",
      "InstanceInterruptionBehavior": "terminate",
      "MinTargetCapacity": isGang ? .whole(spot) : nil,
      "SingleAvailabilityZone": isGang ? true : nil,
      "MaintenanceStrategies": isGang
        ? nil
        : [
          "CapacityRebalance": [
            "ReplacementStrategy": "launch-before-terminate",
            // 120 to 7,200 s are allowed.
            "TerminationDelay": .whole(
              min(max(job.noticeSeconds ?? 120, 120), 7200)),
          ]
        ],
    ]
  }
}
