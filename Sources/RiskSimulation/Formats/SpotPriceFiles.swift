import RiskDomain

/// Output of `aws ec2 describe-spot-price-history`, one file per region and
/// type: newest first, times with `+00:00`, indented by four blanks.
enum SpotPriceFiles {
  private struct Row {
    var pool: PoolID
    var step: PriceWalk.Step

    static func isNewer(_ left: Row, _ right: Row) -> Bool {
      left.step.from == right.step.from
        ? left.pool < right.pool : left.step.from > right.step.from
    }
  }

  static func write(
    _ facts: MonthFacts, to sink: (SimulatedFile) throws -> Void
  ) rethrows {
    for region in facts.awsRegions {
      let pools = facts.histories(of: .aws).filter {
        $0.plan.pool.region == region
      }
      let types = Set(pools.map(\.plan.pool.instanceType)).sorted()
      for type in types {
        let text = document(
          pools.filter { $0.plan.pool.instanceType == type })
        try sink(
          SimulatedFile(
            path: "aws/spot-prices/\(region)/\(type).json",
            bytes: Array(text.utf8), wantsGzip: false))
      }
    }
  }

  private static func document(_ pools: [PoolHistory]) -> String {
    var rows: [Row] = []
    for history in pools {
      for step in history.prices.steps {
        rows.append(Row(pool: history.plan.pool, step: step))
      }
    }
    rows.sort(by: Row.isNewer)
    let entries = rows.map { (row: Row) -> String in
      return """
                {
                    "AvailabilityZone": "\(row.pool.zone)",
                    "InstanceType": "\(row.pool.instanceType)",
                    "ProductDescription": "Linux/UNIX",
                    "SpotPrice": "\(row.step.pricePerHour)",
                    "Timestamp": "\(row.step.from.rfc3339(offsetSeconds: 0))"
                }
        """
    }
    return "{\n    \"SpotPriceHistory\": [\n"
      + entries.joined(separator: ",\n") + "\n    ]\n}\n"
  }
}
