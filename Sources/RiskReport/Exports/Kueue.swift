import RiskDecision
import RiskDomain

// Kueue v1beta2: ResourceFlavor and ClusterQueue. The order of the flavors in
// the queue is the preference; the labels are those of the Karpenter export.

extension ExportTarget {
  static let kueue = ExportTarget(
    "kueue",
    "ResourceFlavors in the order of the plan and a ClusterQueue with their "
      + "quotas",
    settings: [
      ExportSetting("queue", standard: "riskctl", "name of the ClusterQueue"),
      ExportSetting(
        "cohort", standard: "", "cohort of the ClusterQueue; empty = none"),
    ],
    fromPlan: { job, settings in
      let choices = job.choices.filter { $0.device != nil }
      guard let device = choices.first?.device else {
        throw ExportRefusal(
          .valid,
          "The catalog knows no device of the planned instance types, so that "
            + "no quota can be counted.")
      }
      // One group covers one kind of device.
      let flavors = choices.filter { $0.device == device }
      let documents =
        flavors.map { Kueue.flavor(job, $0) } + [
          Kueue.queue(job, flavors, device: device, settings)
        ]
      return [
        ExportFile(
          name: "kueue-\(job.slug).yaml",
          text: job.stamp.comment(
            job.summaryLines
              + (job.mostHours.map {
                [
                  "label the job "
                    + "kueue.x-k8s.io/max-exec-time-seconds: \"\($0 * 3600)\""
                ]
              } ?? []))
            + (try documents.map { try $0.yaml() }.joined(separator: "---\n")))
      ]
    })
}

private enum Kueue {
  static func name(_ job: PlannedJob, _ choice: PlannedJob.Choice) -> String {
    "riskctl-\(job.slug)-\(choice.label)"
  }

  static func flavor(
    _ job: PlannedJob, _ choice: PlannedJob.Choice
  ) -> ExportValue {
    [
      "apiVersion": "kueue.x-k8s.io/v1beta2", "kind": "ResourceFlavor",
      "metadata": [
        "name": .text(name(job, choice)),
        "annotations": ExportValue(job.stamp.annotations),
      ],
      "spec": [
        "nodeLabels": ExportValue([
          "riskctl.dev/job": job.slug, "riskctl.dev/rank": choice.rankLabel,
          "node.kubernetes.io/instance-type": choice.pool.instanceType,
        ]),
        "tolerations": .list([
          [
            "key": choice.device.map { .text($0) }, "operator": "Exists",
            "effect": "NoSchedule",
          ]
        ]),
      ],
    ]
  }

  static func queue(
    _ job: PlannedJob, _ flavors: [PlannedJob.Choice], device: String,
    _ settings: ExportSettings
  ) -> ExportValue {
    let cohort = settings["cohort"]
    return [
      "apiVersion": "kueue.x-k8s.io/v1beta2", "kind": "ClusterQueue",
      "metadata": [
        "name": .text(ExportName.slug(settings["queue"])),
        "annotations": ExportValue(job.stamp.annotations),
      ],
      "spec": [
        "cohortName": cohort.isEmpty ? nil : .text(ExportName.slug(cohort)),
        "namespaceSelector": [:],
        "queueingStrategy": "BestEffortFIFO",
        "flavorFungibility": [
          "whenCanBorrow": "MayStopSearch", "whenCanPreempt": "TryNextFlavor",
        ],
        "resourceGroups": [
          [
            "coveredResources": [.text(device)],
            "flavors": .list(
              flavors.prefix(64).map { choice in
                [
                  "name": .text(name(job, choice)),
                  "resources": [
                    [
                      "name": .text(device),
                      "nominalQuota": .text("\(choice.devices ?? 0)"),
                    ]
                  ],
                ]
              }),
          ]
        ],
      ],
    ]
  }
}
