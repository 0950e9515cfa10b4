import RiskDomain
import RiskNumerics

/// Output of `aws ec2 describe-capacity-block-offerings` on the last day of
/// the month: every block ends at 11:30 UTC, the fee is a text and a total.
enum CapacityBlockFile {
  private struct Wish {
    var type: String
    var zone: String
    var instanceCount: Int
    /// Days after the month's end at which the block begins, at 11:30 UTC.
    var startDay: Int
    var hours: Int
    /// USD per instance-hour on the price page of 2026-01-31.
    var ratePerHour: Double
    /// A block that can begin at once is shorter than whole days.
    var beginsAtOnce = false
  }

  private static let wishes = [
    Wish(
      type: "p5.48xlarge", zone: "us-east-2b", instanceCount: 8, startDay: 2,
      hours: 24, ratePerHour: 31.464),
    Wish(
      type: "p5.48xlarge", zone: "us-east-2b", instanceCount: 8, startDay: 3,
      hours: 72, ratePerHour: 31.464),
    Wish(
      type: "p5.48xlarge", zone: "us-west-2a", instanceCount: 8, startDay: 5,
      hours: 336, ratePerHour: 31.464),
    Wish(
      type: "p5.48xlarge", zone: "us-east-1c", instanceCount: 2, startDay: 1,
      hours: 19, ratePerHour: 31.464, beginsAtOnce: true),
    Wish(
      type: "p4d.24xlarge", zone: "us-east-2a", instanceCount: 8, startDay: 1,
      hours: 24, ratePerHour: 11.8),
    Wish(
      type: "p4d.24xlarge", zone: "us-east-2a", instanceCount: 8, startDay: 1,
      hours: 48, ratePerHour: 11.8),
    Wish(
      type: "p4d.24xlarge", zone: "us-west-2b", instanceCount: 8, startDay: 2,
      hours: 72, ratePerHour: 11.8),
    Wish(
      type: "p4d.24xlarge", zone: "us-west-2c", instanceCount: 4, startDay: 1,
      hours: 43, ratePerHour: 11.8, beginsAtOnce: true),
  ]

  static func write(
    _ facts: MonthFacts, to sink: (SimulatedFile) throws -> Void
  ) rethrows {
    var rng = SplitMix64(seed: facts.fileSeeds.prices)
    let entries = wishes.map { wish in
      let day = facts.end.adding(hours: Double(wish.startDay) * 24)
      // 19 h and 43 h before 11:30 is 16:30.
      let start = day.adding(hours: wish.beginsAtOnce ? -7.5 : 11.5)
      let end = start.adding(hours: Double(wish.hours))
      let fee =
        wish.ratePerHour * Double(wish.instanceCount) * Double(wish.hours)
      return """
                {
                    "CapacityBlockOfferingId": "cb-0\(rng.hex(digits: 16))",
                    "InstanceType": "\(wish.type)",
                    "AvailabilityZone": "\(wish.zone)",
                    "InstanceCount": \(wish.instanceCount),
                    "StartDate": "\(start.rfc3339(offsetSeconds: 0))",
                    "EndDate": "\(end.rfc3339(offsetSeconds: 0))",
                    "CapacityBlockDurationHours": \(wish.hours),
                    "UpfrontFee": "\(Int(fee.rounded()))",
                    "CurrencyCode": "USD",
                    "Tenancy": "default"
                }
        """
    }
    let text =
      "{\n    \"CapacityBlockOfferings\": [\n"
      + entries.joined(separator: ",\n") + "\n    ]\n}\n"
    try sink(
      SimulatedFile(
        path: "aws/capacity-block-offerings.json", bytes: Array(text.utf8),
        wantsGzip: false))
  }
}
