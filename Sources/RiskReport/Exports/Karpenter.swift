import RiskDecision
import RiskDomain
import RiskForecast

// Karpenter's NodePool v1 and NodeOverlay v1alpha1: karpenter.sh CRDs.
// Budgets take cron in UTC only; of pools that fit, the one with the higher
// weight is used.

extension ExportTarget {
  static let karpenter = ExportTarget(
    "karpenter",
    "NodePools for a job, best first; without a job a NodeOverlay per pool "
      + "that adds the cost of interruptions to the sticker price",
    settings: [
      ExportSetting(
        "nodeClass", standard: "default",
        "name of the EC2NodeClass or AKSNodeClass")
    ],
    fromPlan: { job, settings in
      let choices = job.choices.filter { Karpenter.nodeClass($0.pool) != nil }
      guard !choices.isEmpty else {
        throw ExportRefusal(
          .valid, "Karpenter has no node class for the clouds of this plan.")
      }
      let documents = try choices.enumerated().map { place, choice in
        try Karpenter.nodePool(
          job, choice, place: place, className: settings["nodeClass"]
        ).yaml()
      }
      var notes = job.summaryLines
      let left = job.choices.filter { !choices.contains($0) }
      if !left.isEmpty {
        notes.append(
          "left out, no node class: "
            + left.map(\.pool.key).joined(separator: ", "))
      }
      return [
        ExportFile(
          name: "karpenter-\(job.slug).yaml",
          text: job.stamp.comment(notes)
            + documents.joined(separator: "---\n"))
      ]
    },
    fromForecast: { forecast, _ in
      let overlays = forecast.rows.compactMap {
        Karpenter.overlay($0, forecast.stamp)
      }
      guard !overlays.isEmpty else {
        throw ExportRefusal(
          .valid,
          "No pool of AWS or Azure has a spot price and a forecast: there is "
            + "nothing to overlay.")
      }
      return [
        ExportFile(
          name: "karpenter-overlays.yaml",
          text: forecast.stamp.comment([
            "delete these overlays when they are no longer valid: an old risk "
              + "is worse than none"
          ]) + (try overlays.map { try $0.yaml() }.joined(separator: "---\n")))
      ]
    })
}

private enum Karpenter {
  /// Group and kind of the cloud's node class.
  static func nodeClass(_ pool: PoolID) -> (group: String, kind: String)? {
    switch pool.provider {
    case .aws: ("karpenter.k8s.aws", "EC2NodeClass")
    case .azure: ("karpenter.azure.com", "AKSNodeClass")
    case .gcp: nil
    }
  }

  static func requirement(_ key: String, _ values: [String]) -> ExportValue {
    ["key": .text(key), "operator": "In", "values": ExportValue(values)]
  }

  static func place(_ pool: PoolID) -> ExportValue {
    pool.zone == pool.region
      ? requirement("topology.kubernetes.io/region", [pool.region])
      : requirement("topology.kubernetes.io/zone", [pool.zone])
  }

  static func requirements(_ choice: PlannedJob.Choice) -> [ExportValue] {
    var list = [
      requirement(
        "karpenter.sh/capacity-type", [choice.karpenterCapacityType]),
      requirement(
        "node.kubernetes.io/instance-type", [choice.pool.instanceType]),
      place(choice.pool),
      requirement("kubernetes.io/os", [choice.pool.os]),
    ]
    if choice.market == .capacityBlock {
      list.append(
        requirement(
          "karpenter.k8s.aws/capacity-reservation-type", ["capacity-block"]))
    }
    return list
  }

  static func nodePool(
    _ job: PlannedJob, _ choice: PlannedJob.Choice, place: Int,
    className: String
  ) -> ExportValue {
    let nodeClass = nodeClass(choice.pool)
    var limits = ["nodes": "\(choice.nodes)"]
    if let device = choice.device, let devices = choice.devices {
      limits[device] = "\(devices)"
    }
    let labels = [
      "riskctl.dev/job": job.slug, "riskctl.dev/rank": choice.rankLabel,
    ]
    var annotations = job.stamp.annotations
    annotations["riskctl.dev/expected-cost-usd"] =
      job.plan.cost.map { NumberText.fixed($0.meanUSD, 2) }
    return [
      "apiVersion": "karpenter.sh/v1", "kind": "NodePool",
      "metadata": [
        "name": .text("riskctl-\(job.slug)-\(choice.label)"),
        "labels": ExportValue(labels), "annotations": ExportValue(annotations),
      ],
      "spec": [
        "weight": .whole(max(100 - 10 * place, 1)),
        "limits": ExportValue(limits),
        "disruption": [
          "consolidationPolicy": "WhenEmpty", "consolidateAfter": "10m",
          "budgets": .list(budgets(job)),
        ],
        "template": [
          "metadata": ["labels": ExportValue(labels)],
          "spec": [
            "expireAfter": "Never",
            "terminationGracePeriod": job.noticeSeconds.map { .text("\($0)s") },
            "nodeClassRef": [
              "group": nodeClass.map { .text($0.group) },
              "kind": nodeClass.map { .text($0.kind) },
              "name": .text(className),
            ],
            "requirements": .list(requirements(choice)),
          ],
        ],
      ],
    ]
  }

  /// No node is moved of Karpenter's own accord while the job runs; at any
  /// other time one in ten, its usual share.
  static func budgets(_ job: PlannedJob) -> [ExportValue] {
    guard let hours = job.mostHours else { return [["nodes": "0"]] }
    return [
      [
        "nodes": "0", "schedule": .text(cron(job.start)),
        "duration": .text("\(hours)h"),
      ], ["nodes": "10%"],
    ]
  }

  /// The minute, hour, day and month of an instant, in UTC.
  static func cron(_ instant: UTCInstant) -> String {
    let text = instant.rfc3339
    func part(_ from: Int) -> Int {
      Int(text.dropFirst(from).prefix(2)) ?? 0
    }
    return "\(part(14)) \(part(11)) \(part(8)) \(part(5)) *"
  }

  static func overlay(
    _ row: ForecastRow, _ stamp: ExportStamp
  ) -> ExportValue? {
    guard nodeClass(row.pool) != nil, let percent = row.percentAboveSticker
    else { return nil }
    return [
      "apiVersion": "karpenter.sh/v1alpha1", "kind": "NodeOverlay",
      "metadata": [
        "name": .text(
          "riskctl-" + ExportName.slug(row.pool.key + "-spot", most: 55)),
        "annotations": ExportValue(stamp.annotations),
      ],
      "spec": [
        "weight": 10,
        "requirements": [
          requirement(
            "node.kubernetes.io/instance-type", [row.pool.instanceType]),
          place(row.pool),
          requirement("karpenter.sh/capacity-type", ["spot"]),
        ],
        "priceAdjustment": .text("+\(NumberText.fixed(percent, 1))%"),
      ],
    ]
  }
}
