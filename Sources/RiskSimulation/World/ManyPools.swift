import RiskDomain

/// Five thousand pools: fifty types in a hundred zones of twenty regions.
enum ManyPools {
  static let plans: [PoolPlan] = regions.flatMap { region in
    "abcde".flatMap { letter in
      families.flatMap { family in
        sizes.map { size in
          PoolPlan(
            pool: PoolID(
              provider: .aws, zone: region + String(letter),
              instanceType: family + "." + size),
            onDemandPerHour: 1, gangSizes: [1], team: "fleet")
        }
      }
    }
  }

  private static let regions = [
    "af-south-1", "ap-east-1", "ap-northeast-1", "ap-northeast-2",
    "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1",
    "eu-central-1", "eu-north-1", "eu-south-1", "eu-west-1", "eu-west-2",
    "eu-west-3", "me-south-1", "sa-east-1", "us-east-1", "us-east-2",
    "us-west-1", "us-west-2",
  ]
  private static let families = [
    "g4dn", "g5", "g6", "p3", "p4d", "p5", "c5", "m5", "r5", "i3",
  ]
  private static let sizes = [
    "xlarge", "2xlarge", "4xlarge", "8xlarge", "16xlarge",
  ]
}
