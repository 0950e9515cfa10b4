import RiskDomain

/// Lines of a report that bill an instance's time, one per hour and price.
enum CostReportUsage {
  static func lines(
    of life: Life, prices: PriceWalk, period: BillingPeriod
  ) -> [CostReportLine] {
    guard life.isBilled else { return [] }
    var lines: [CostReportLine] = []
    let last = min(life.endedAt, period.end)
    var at = max(life.watchedFrom, period.start)
    while at < last {
      let hour = UTCInstant(
        unixMilliseconds: at.unixMilliseconds
          - at.unixMilliseconds % CostReportFiles.hour)
      let next = hour.adding(milliseconds: CostReportFiles.hour)
      let until = min(next, last)
      for piece in pieces(of: life, prices, from: at, until: until) {
        lines.append(
          line(
            life, hour: hour, next: next,
            milliseconds: piece.until.milliseconds(since: piece.from),
            perHour: piece.pricePerHour))
      }
      at = until
    }
    return lines
  }

  private static func pieces(
    of life: Life, _ prices: PriceWalk, from: UTCInstant, until: UTCInstant
  ) -> [(from: UTCInstant, until: UTCInstant, pricePerHour: MicroUSD)] {
    switch life.market {
    case .spot:
      return prices.pieces(from: from, until: until)
    case .onDemand:
      let rate = MicroUSD(usd: life.plan.onDemandPerHour)
      return rate.map { [(from, until, $0)] } ?? []
    case .capacityBlock, .reserved:
      return [(from, until, MicroUSD(rawValue: 0))]
    }
  }

  private static func line(
    _ life: Life, hour: UTCInstant, next: UTCInstant, milliseconds: Int64,
    perHour: MicroUSD
  ) -> CostReportLine {
    let pool = life.plan.pool
    let type = pool.instanceType
    let place = CostReportRegion(pool.region)
    var line = CostReportLine(from: hour, until: next)
    line.zone = pool.zone
    line.resourceID = life.instanceID
    line.amount = TextForms.hours(milliseconds: milliseconds)
    line.rate = TextForms.money(perHour)
    line.cost = TextForms.cost(milliseconds: milliseconds, perHour: perHour)
    line.region = pool.region
    line.unit = "Hrs"
    line.job = life.job
    line.team = life.plan.team
    switch life.market {
    case .spot:
      // As in real bills: no product/instanceType, no public rate.
      let zoneNumber = place.zoneNumber(pool.zone)
      line.usageType = place.prefix + "SpotUsage:" + type
      line.operation = "RunInstances:SV00\(zoneNumber)"
      line.description =
        "\(type) Linux/UNIX Spot Instance-hour in \(place.name) in VPC Zone "
        + "#\(zoneNumber)"
      line.marketOption = "Spot"
      line.term = "Spot"
    case .onDemand:
      line.usageType = place.prefix + "BoxUsage:" + type
      line.operation = "RunInstances"
      line.description =
        "$\(perHour) per On Demand Linux \(type) Instance Hour"
      line.instanceType = type
      line.marketOption = "OnDemand"
      line.onDemandCost = line.cost
      line.onDemandRate = line.rate
      line.term = "OnDemand"
    case .capacityBlock, .reserved:
      line.usageType = place.prefix + "BoxUsage:" + type
      line.operation = "RunInstances:CB"
      line.description =
        "$0.00 per Capacity Block Linux \(type) Instance Hour"
      line.instanceType = type
      line.marketOption = "CapacityBlock"
      line.term = "OnDemand"
    }
    return line
  }
}

/// How a region is written in usage types and descriptions.
struct CostReportRegion {
  /// Empty for us-east-1, which has none.
  let prefix: String
  let name: String

  init(_ region: String) {
    switch region {
    case "us-east-1": (prefix, name) = ("", "US East (N. Virginia)")
    case "us-east-2": (prefix, name) = ("USE2-", "US East (Ohio)")
    default: (prefix, name) = ("USW2-", "US West (Oregon)")
    }
  }

  /// 1 for zone a, 2 for zone b and so on.
  func zoneNumber(_ zone: String) -> Int {
    Int(zone.utf8.last ?? UInt8(ascii: "a")) - 96
  }
}
