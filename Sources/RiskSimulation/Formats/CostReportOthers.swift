import RiskDomain
import RiskNumerics

/// Lines of a report that are no instance-hours.
///
/// Disks, transfer, the fee of a Capacity Block, a surcharge, tax, a credit: a
/// reader must tell them apart.
enum CostReportOthers {
  static func lines(
    _ facts: MonthFacts, period: BillingPeriod, rng: inout SplitMix64
  ) -> [CostReportLine] {
    let from = max(facts.start, period.start)
    let until = min(facts.end, period.end)
    var lines: [CostReportLine] = []
    var day = from
    while day < until {
      for region in facts.awsRegions {
        lines += daily(region, day: day, rng: &rng)
      }
      day = day.adding(hours: 24)
    }
    if let life = facts.histories(of: .aws).lazy.flatMap(\.lives).first(
      where: {
        $0.market == .spot && $0.launchedAt >= from && $0.endedAt < until
          && $0.hours > 1
      })
    {
      lines.append(surcharge(life))
    }
    if let block = facts.block, period.start <= block.boughtAt,
      block.boughtAt < period.end
    {
      lines.append(fee(block))
    }
    return lines + [tax(period), credit(period)]
  }

  private static func daily(
    _ region: String, day: UTCInstant, rng: inout SplitMix64
  ) -> [CostReportLine] {
    let place = CostReportRegion(region)
    let next = day.adding(hours: 24)
    var disk = CostReportLine(from: day, until: next)
    let size = Int64(rng.index(below: 900) + 100)
    disk.usageType = place.prefix + "EBS:VolumeUsage.gp3"
    disk.operation = "CreateVolume-Gp3"
    disk.resourceID = "vol-0\(rng.hex(digits: 16))"
    disk.amount = TextForms.decimal(size * 100_000_000, digits: 10)
    disk.rate = "0.0800000000"
    disk.cost = TextForms.decimal(size * 8_000_000, digits: 10)
    disk.description =
      "$0.08 per GB-month of General Purpose (gp3) provisioned storage - "
      + place.name
    disk.region = region
    disk.onDemandCost = disk.cost
    disk.onDemandRate = disk.rate
    disk.term = "OnDemand"
    disk.unit = "GB-Mo"
    var transfer = CostReportLine(from: day, until: next)
    let volume = Int64(rng.index(below: 400) + 20)
    transfer.usageType = place.prefix + "DataTransfer-Regional-Bytes"
    transfer.operation = "InterZone-Out"
    transfer.amount = TextForms.decimal(volume * 10_000_000_000, digits: 10)
    transfer.rate = "0.0100000000"
    transfer.cost = TextForms.decimal(volume * 100_000_000, digits: 10)
    transfer.description =
      "$0.010 per GB - regional data transfer - in/out/between EC2 AZs"
    transfer.region = region
    transfer.onDemandCost = transfer.cost
    transfer.onDemandRate = transfer.rate
    transfer.term = "OnDemand"
    transfer.unit = "GB"
    return [disk, transfer]
  }

  /// The surcharge on a spot instance is labelled OnDemand: counting its hours
  /// would count the instance twice.
  private static func surcharge(_ life: Life) -> CostReportLine {
    let pool = life.plan.pool
    let place = CostReportRegion(pool.region)
    let hour = life.launchedAt.unixMilliseconds / CostReportFiles.hour + 1
    let from = UTCInstant(unixMilliseconds: hour * CostReportFiles.hour)
    var line = CostReportLine(
      from: from, until: from.adding(milliseconds: CostReportFiles.hour))
    line.usageType = place.prefix + "EBSOptimized:" + pool.instanceType
    line.operation = "Hourly"
    line.zone = pool.zone
    line.resourceID = life.instanceID
    line.amount = "1.0000000000"
    line.rate = "0.0500000000"
    line.cost = "0.0500000000"
    line.description =
      "$0.05 for 1 Gbps per \(pool.instanceType) instance-hour (or partial "
      + "hour)"
    line.instanceType = pool.instanceType
    line.marketOption = "OnDemand"
    line.region = pool.region
    line.onDemandCost = line.cost
    line.onDemandRate = line.rate
    line.term = "OnDemand"
    line.unit = "Hrs"
    line.job = life.job
    line.team = life.plan.team
    return line
  }

  private static func fee(_ block: CapacityBlockPurchase) -> CostReportLine {
    let pool = block.plan.pool
    let place = CostReportRegion(pool.region)
    let hour =
      block.boughtAt.unixMilliseconds
      - block.boughtAt.unixMilliseconds % CostReportFiles.hour
    let from = UTCInstant(unixMilliseconds: hour)
    var line = CostReportLine(
      from: from, until: from.adding(milliseconds: CostReportFiles.hour))
    line.kind = "Fee"
    line.usageType = place.prefix + "CapacityBlock:" + pool.instanceType
    line.operation = "PurchaseCapacityBlock"
    line.zone = pool.zone
    line.amount = "1.0000000000"
    line.rate = TextForms.money(block.upfrontFee)
    line.cost = TextForms.money(block.upfrontFee)
    line.description =
      "Upfront fee of a Capacity Block of \(block.instanceCount) "
      + "\(pool.instanceType), \(Int(block.end.hours(since: block.start))) h"
    line.region = pool.region
    line.unit = "Quantity"
    line.job = "nlp-block"
    line.team = block.plan.team
    return line
  }

  private static func tax(_ period: BillingPeriod) -> CostReportLine {
    var line = CostReportLine(from: period.start, until: period.end)
    line.kind = "Tax"
    line.amount = "1.0000000000"
    line.cost = "212.4100000000"
    line.description = "Tax for product code AmazonEC2"
    return line
  }

  private static func credit(_ period: BillingPeriod) -> CostReportLine {
    var line = CostReportLine(from: period.start, until: period.end)
    line.kind = "Credit"
    line.usageType = "BoxUsage:g5.xlarge"
    line.operation = "RunInstances"
    line.amount = "0.0000000000"
    line.cost = "-500.0000000000"
    line.description = "Research credit, \"GPU lab\""
    line.region = "us-east-1"
    return line
  }
}
