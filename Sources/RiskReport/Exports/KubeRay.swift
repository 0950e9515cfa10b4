import RiskDecision
import RiskDomain

// KubeRay's RayCluster, ray.io/v1: one group of workers per choice. The first
// starts with all nodes, the others stand by at none.

extension ExportTarget {
  static let kubeRay = ExportTarget(
    "kuberay", "a RayCluster with a group of workers per choice of the plan",
    settings: [
      ExportSetting("image", "container image of Ray"),
      ExportSetting(
        "rayVersion", standard: "", "Ray's version; empty = left out"),
    ],
    fromPlan: { job, settings in
      let version = settings["rayVersion"]
      let document: ExportValue = [
        "apiVersion": "ray.io/v1", "kind": "RayCluster",
        "metadata": [
          "name": .text("riskctl-\(job.slug)"),
          "annotations": ExportValue(job.stamp.annotations),
        ],
        "spec": [
          "rayVersion": version.isEmpty ? nil : .text(version),
          "headGroupSpec": [
            "rayStartParams": [:],
            "template": [
              "spec": [
                "containers": [
                  ["name": "ray-head", "image": .text(settings["image"])]
                ]
              ]
            ],
          ],
          "workerGroupSpecs": .list(
            job.choices.map { KubeRay.group(job, $0, settings["image"]) }),
        ],
      ]
      return [
        ExportFile(
          name: "kuberay-\(job.slug).yaml",
          text: job.stamp.comment(job.summaryLines) + (try document.yaml()))
      ]
    })
}

private enum KubeRay {
  static func group(
    _ job: PlannedJob, _ choice: PlannedJob.Choice, _ image: String
  ) -> ExportValue {
    let isFirst = choice.rank == job.choices.first?.rank
    let pool = choice.pool
    var selector = [
      "karpenter.sh/capacity-type": choice.karpenterCapacityType,
      "node.kubernetes.io/instance-type": pool.instanceType,
    ]
    selector[
      choice.isRegional
        ? "topology.kubernetes.io/region" : "topology.kubernetes.io/zone"] =
      pool.zone
    let devices: ExportValue? = choice.device.flatMap { device in
      choice.hardware.map {
        .members([
          .init(key: device, value: .text("\($0.acceleratorCount)"))
        ])
      }
    }
    return [
      "groupName": .text(choice.label),
      "replicas": .whole(isFirst ? choice.nodes : 0), "minReplicas": 0,
      "maxReplicas": .whole(choice.nodes),
      "labels": ExportValue([
        "ray.io/market-type": choice.market == .spot ? "spot" : "on-demand",
        "ray.io/region": pool.region,
      ]),
      "rayStartParams": [:],
      "template": [
        "spec": [
          "nodeSelector": ExportValue(selector),
          "containers": [
            [
              "name": "ray-worker", "image": .text(image),
              "resources": devices.map { ["limits": $0] },
            ]
          ],
        ]
      ],
    ]
  }
}
