import RiskDecision
import RiskDomain

// SkyPilot's task YAML. `ordered` keeps our ranking; `any_of` would sort by
// price and throw the risk away.

extension ExportTarget {
  static let skypilot = ExportTarget(
    "skypilot",
    "a task whose resources are tried in the order of the plan; add your own "
      + "setup, run and mounts",
    settings: [
      ExportSetting(
        "run", standard: "", "command of the task; empty = left out")
    ],
    fromPlan: { job, settings in
      try job.launches(job.choices).map { launch in
        // A part of a mix stays in its pool.
        try SkyPilot.file(
          job, launch, job.isMix ? launch.choices : job.choices,
          run: settings["run"])
      }
    })
}

private enum SkyPilot {
  /// The task of one launch.
  static func file(
    _ job: PlannedJob, _ launch: PlannedJob.Launch,
    _ all: [PlannedJob.Choice], run: String
  ) throws -> ExportFile {
    // A task has one number of nodes: places that need another are left out.
    let nodes = launch.first.reduce(0) { $0 + $1.nodes }
    let choices = all.filter {
      $0.market != .capacityBlock && $0.market != .reserved
        && $0.nodes == nodes
    }
    guard !choices.isEmpty else {
      throw ExportRefusal(
        .valid,
        all.contains { $0.market == .spot }
          ? "SkyPilot launches all nodes of a task in one market, and this "
            + "plan mixes two."
          : "SkyPilot launches spot and on-demand capacity, and this plan "
            + "has neither.")
    }
    let left = all.filter { !choices.contains($0) }
    let regions = Set(choices.map(\.pool.region))
    let document: ExportValue = [
      "name": .text(job.slug + launch.suffix), "num_nodes": .whole(nodes),
      "resources": [
        "job_recovery": [
          "strategy": regions.count > 1 ? "EAGER_NEXT_REGION" : "FAILOVER"
        ],
        "labels": ExportValue([
          "riskctl-run": ExportName.slug(job.stamp.runID),
          "riskctl-valid-until": ExportName.slug(
            job.stamp.validUntil.rfc3339),
        ]),
        "ordered": .list(choices.map { entry($0) }),
      ],
      "envs": ExportValue(environment(job)),
      "run": run.isEmpty ? nil : .text(run),
    ]
    let notes =
      left.isEmpty
      ? []
      : [
        "left out, another number of nodes or another market: "
          + left.map { "\($0.nodes) × \($0.pool.key)" }
          .joined(separator: ", ")
      ]
    return ExportFile(
      name: "skypilot-\(job.slug)\(launch.suffix).yaml",
      text: job.stamp.comment(job.summaryLines + notes)
        + (try document.yaml()))
  }

  static func entry(_ choice: PlannedJob.Choice) -> ExportValue {
    let pool = choice.pool
    // Azure's zones are numbers within a region; SkyPilot takes them bare.
    let zone: String? =
      choice.isRegional
      ? nil
      : pool.provider == .azure
        ? String(pool.zone.dropFirst(pool.region.count + 1)) : pool.zone
    let infra =
      [pool.provider.rawValue, pool.region] + (zone.map { [$0] } ?? [])
    return [
      "infra": .text(infra.joined(separator: "/")),
      "instance_type": .text(
        pool.instanceType.split(separator: "+").first.map(String.init)
          ?? pool.instanceType),
      "accelerators": attached(choice),
      "use_spot": .flag(choice.market == .spot),
    ]
  }

  /// Devices that are attached to a general machine type are asked for apart.
  private static func attached(_ choice: PlannedJob.Choice) -> ExportValue? {
    guard choice.pool.instanceType.contains("+"),
      let hardware = choice.hardware,
      let accelerator = hardware.accelerator
    else { return nil }
    let name = accelerator.prefix { $0 != "-" }.uppercased()
    return .text("\(name):\(hardware.acceleratorCount)")
  }

  static func environment(_ job: PlannedJob) -> [String: String] {
    var values = job.environment
    values["RISKCTL_NOTICE_BUDGET_S"] = job.noticeBudgetSeconds.map(String.init)
    return values
  }
}
