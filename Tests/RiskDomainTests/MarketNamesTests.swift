import RiskDomain
import Testing

@Suite("Names of zones and sizes")
struct MarketNamesTests {
  @Test(
    "AZ ids lie in their region, names are none",
    arguments: [
      ("use1-az4", "us-east-1"), ("usw2-lax1-az1", "us-west-2"),
      ("use1-wl1-bos-wlz1", "us-east-1"), ("mec1-az2", "me-central-1"),
      ("usgw1-az1", "us-gov-west-1"), ("us-east-1a", nil),
      ("us-west-2-lax-1a", nil), ("use1", nil), ("use1-az", nil),
      ("xyz9-az1", nil), ("", nil),
    ])
  func zoneIDs(id: String, region: String?) {
    #expect(AWSZoneID.region(id) == region)
    if let region {
      #expect(PoolID.region(ofZone: id, provider: .aws) == region)
    }
  }

  @Test(
    "sizes are spelled as the Resource Manager spells them",
    arguments: [
      "Standard_NC24ads_A100_v4", "Standard_ND96isr_MI300X_v5",
      "Standard_NC4as_T4_v3", "Standard_NV6ads_A10_v5", "Standard_NC6_Promo",
      "Standard_NG32ads_V620_v1", "Standard_ND40rs_v2", "Basic_A1",
      "Standard_M64-16ms", "Standard_NC6", "Standard_ND128isr_NDR_GB200_v6",
    ])
  func sizes(size: String) {
    #expect(AzureSize.canonical(size) == size)
    #expect(AzureSize.canonical(size.lowercased()) == size)
    #expect(AzureSize.canonical(size.uppercased()) == size)
  }

  // The two clouds' shares differ in their unit and are two types.
  @Test("buckets and bands have their published bounds")
  func shares() {
    #expect(
      MonthlyReclaimShare.allCases.map(\.label) == [
        "<5%", "5-10%", "10-15%", "15-20%", ">20%",
      ])
    #expect(
      MonthlyReclaimShare.allCases.map(\.percent.low) == [0, 5, 10, 15, 20])
    #expect(
      HourlyEvictionShare.allCases.map(\.percentPerHour.high) == [
        5, 10, 15, 20, nil,
      ])
  }
}
