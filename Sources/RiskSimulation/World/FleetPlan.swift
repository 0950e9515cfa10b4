import RiskDomain

/// What the simulated company runs in one pool.
struct PoolPlan: Sendable {
  var pool: PoolID
  /// USD per instance-hour; the scenario's own input, not a price list.
  var onDemandPerHour: Double
  /// Sizes that a job's gang may have, each as likely as the other.
  var gangSizes: [Int]
  var team: String
}

/// The pools of the scenario `gpu-month`: 31 of AWS, 17 of Google Cloud.
enum FleetPlan {
  static let pools: [PoolPlan] = aws + gcp

  private static let aws: [PoolPlan] =
    plans(.aws, "us-east-1a", ["p3.2xlarge", "g4dn.xlarge", "g6.xlarge"])
    + plans(.aws, "us-east-1b", ["p3.2xlarge", "g4dn.xlarge", "g5.xlarge"])
    + plans(.aws, "us-east-1c", ["p3.2xlarge", "p5.48xlarge", "g4dn.xlarge"])
    + plans(
      .aws, "us-east-1d",
      ["p3.16xlarge", "p4d.24xlarge", "g5.xlarge", "g5.12xlarge"])
    + plans(.aws, "us-east-2a", ["p3.2xlarge", "p4d.24xlarge", "g4dn.xlarge"])
    + plans(.aws, "us-east-2b", ["p3.2xlarge", "p5.48xlarge", "g5.xlarge"])
    + plans(
      .aws, "us-west-2a",
      ["p3.2xlarge", "g4dn.xlarge", "g5.12xlarge", "p5.48xlarge"])
    + plans(
      .aws, "us-west-2b",
      ["p3.2xlarge", "p3.16xlarge", "p4d.24xlarge", "g6.xlarge"])
    + plans(
      .aws, "us-west-2c",
      ["p3.2xlarge", "p4d.24xlarge", "g4dn.xlarge", "g5.xlarge"])

  private static let gcp: [PoolPlan] =
    plans(
      .gcp, "us-central1-a",
      ["a2-highgpu-1g", "a3-highgpu-8g", "g2-standard-4", "n1-standard-8+t4x1"])
    + plans(.gcp, "us-central1-b", ["g2-standard-8", "n1-standard-4+t4x1"])
    + plans(.gcp, "us-central1-c", ["a2-highgpu-1g", "a2-highgpu-8g"])
    + plans(.gcp, "us-central1-f", ["n1-standard-8+t4x1"])
    + plans(.gcp, "europe-west4-a", ["a2-highgpu-1g", "a2-highgpu-8g"])
    + plans(
      .gcp, "europe-west4-b",
      ["a2-highgpu-1g", "a3-highgpu-8g", "g2-standard-4", "n1-standard-8+t4x1"])
    + plans(.gcp, "europe-west4-c", ["g2-standard-8", "n1-standard-8+t4x1"])

  /// On-demand USD per hour, gang sizes and owner by instance type.
  private static let kinds:
    [String: (perHour: Double, gangs: [Int], team: String)] = [
      "p3.2xlarge": (3.06, [1, 1, 2, 4], "vision"),
      "p3.16xlarge": (24.48, [1, 2, 4], "vision"),
      "p4d.24xlarge": (21.957642, [2, 4, 8], "nlp"),
      "p5.48xlarge": (55.04, [2, 4], "nlp"),
      "g4dn.xlarge": (0.526, [1, 1, 4, 16], "search"),
      "g5.xlarge": (1.006, [1, 2, 8], "search"),
      "g5.12xlarge": (5.672, [1, 2, 4], "vision"),
      "g6.xlarge": (0.8048, [1, 4, 8], "search"),
      "a2-highgpu-1g": (3.673385, [1, 2, 4], "nlp"),
      "a2-highgpu-8g": (29.38708, [2, 4, 8], "nlp"),
      "a3-highgpu-8g": (88.49, [2, 4], "nlp"),
      "g2-standard-4": (0.706832, [1, 4, 8], "search"),
      "g2-standard-8": (0.853624, [1, 2, 4], "vision"),
      "n1-standard-4+t4x1": (0.54, [1, 4, 8], "search"),
      "n1-standard-8+t4x1": (0.73, [1, 2, 16], "search"),
    ]

  private static func plans(
    _ provider: PoolID.Provider, _ zone: String, _ types: [String]
  ) -> [PoolPlan] {
    types.compactMap { type in
      kinds[type].map {
        PoolPlan(
          pool: PoolID(provider: provider, zone: zone, instanceType: type),
          onDemandPerHour: $0.perHour, gangSizes: $0.gangs, team: $0.team)
      }
    }
  }
}

/// The large machines on which the scenarios `training-month` and
/// `training-gcp` train.
enum TrainingPlans {
  static let aws = plans(
    .aws, ["p3.16xlarge", "p4d.24xlarge", "p5.48xlarge", "g5.12xlarge"])
  static let gcp = plans(
    .gcp, ["a2-highgpu-1g", "a2-highgpu-8g", "a3-highgpu-8g"])

  private static func plans(
    _ provider: PoolID.Provider, _ types: [String]
  ) -> [PoolPlan] {
    FleetPlan.pools.filter {
      $0.pool.provider == provider && types.contains($0.pool.instanceType)
    }
  }
}
