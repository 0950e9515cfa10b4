import RiskDomain

extension Sample {
  /// A fact of one of the six kinds of price lists and advisories.
  ///
  /// - Parameters:
  ///   - kind: 0 to 5.
  ///   - value: 1 to 3, the price, share, score or id.
  ///   - key: 0 to 2, the region's or account's number.
  static func market(
    _ kind: Int, hour: Double = 0, value: Int = 1, key: Int = 1,
    _ digit: Character = "a", line: Int = 1
  ) -> Fact {
    let origin = origin(digit, line: line)
    let region = "us-west-\(key)"
    let fact: MarketFact =
      switch kind {
      case 0:
        .listPrice(
          ListPrice(
            provider: .aws, region: region, instanceType: "p3.2xlarge",
            market: .onDemand, from: self.hour(hour),
            until: value == 2 ? self.hour(hour + 5) : nil,
            pricePerHour: MicroUSD(rawValue: Int64(value)), origin: origin))
      case 1:
        .capacityBlockRate(
          CapacityBlockRate(
            place: region, instanceType: "p5.48xlarge", from: self.hour(hour),
            pricePerHour: MicroUSD(rawValue: Int64(value)), origin: origin))
      case 2:
        .advisorGrade(
          AdvisorGrade(
            region: region, instanceType: "p3.2xlarge",
            capturedAt: self.hour(hour),
            reclaimShare: MonthlyReclaimShare(rawValue: value) ?? .above20,
            savingsPercent: value == 2 ? nil : 70, origin: origin))
      case 3:
        .placementScore(
          PlacementScore(
            region: region, zone: key == 0 ? nil : "usw2-az\(key)",
            instanceTypes: "p3.2xlarge", scale: .request,
            capturedAt: self.hour(hour), score: value, origin: origin))
      case 4:
        .evictionBand(
          EvictionBand(
            region: region, instanceType: "Standard_NC6s_v3",
            capturedAt: self.hour(hour),
            share: HourlyEvictionShare.allCases[value], origin: origin))
      default:
        .zoneAlias(
          ZoneAlias(
            account: "00000000000\(key)", zoneName: "us-west-2a",
            zoneID: "usw2-az\(value)", origin: origin))
      }
    return .market(fact)
  }
}
