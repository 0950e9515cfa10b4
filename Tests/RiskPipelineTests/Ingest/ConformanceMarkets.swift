import RiskDomain
import RiskIngest

@testable import RiskPipeline

/// Price lists and advisories: each states one key twice and one of them with
/// two values.
extension ConformanceSample {
  // 2026-02-10T09:00:00Z
  private static let captured = IngestRun.Hints(
    instanceType: "p4d.24xlarge",
    capturedAt: UTCInstant(unixSeconds: 1_770_714_000))

  static let markets: [ConformanceSample] = [
    ConformanceSample(
      format: .awsSpotPriceHistory,
      rows: ["0.91", "0.92", "0.93", "0.93", "0.94", "0.95"].enumerated()
        .map { index, price in
          "SPOTPRICEHISTORY\tus-east-1a\tp3.2xlarge\tLinux/UNIX\t\(price)\t"
            + "2026-01-0\(1 + index / 2 * 2)T00:00:00+00:00"
        }),
    ConformanceSample(
      format: .awsSpotPriceTSV,
      rows: (1...6).map {
        "use1-az\($0 % 2 + 1)\tp3.2xlarge\tLinux/UNIX\t0.9\($0)\t"
          + "2026-01-0\($0 / 3 + 1)T00:00:00+00:00"
      }),
    ConformanceSample(
      format: .gcpPriceList,
      head: "commit_date,machine_type,region,hour,hour_spot\n",
      rows: (1...6).map {
        "2026-01-0\($0 / 2 + 1),a2-highgpu-1g,us-central1,3.\($0),1.\($0)"
      }),
    ConformanceSample(
      format: .azureRetailPrices, head: "{\"Items\": [",
      separator: ",", tail: "]}",
      rows: (1...6).map {
        """
        {"retailPrice": 3.\($0), "armRegionName": "eastus",
         "effectiveStartDate": "2026-01-0\($0 / 2 + 1)T00:00:00Z",
         "meterName": "NC6s v3", "skuName": "NC6s v3", "productName": "V",
         "serviceName": "Virtual Machines", "unitOfMeasure": "1 Hour",
         "type": "Consumption", "armSkuName": "Standard_NC6s_v3"}
        """
      }),
    ConformanceSample(
      format: .onDemandPrices,
      head: "generated_at,region,instance_type,usd_per_hour\n",
      rows: (1...6).map {
        "2026-01-0\($0 / 2 + 1)T00:00:00Z,us-east-1,p3.2xlarge,3.0\($0)"
      }),
    ConformanceSample(
      format: .awsSpotAdvisor,
      head: "{\"spot_advisor\": {\"us-east-1\": {\"Linux\": {",
      separator: ",", tail: "}}}}",
      rows: (0...5).map {
        "\"p\($0 % 4).2xlarge\": {\"r\": \($0 % 5), \"s\": \($0)}"
      }, hints: captured),
    ConformanceSample(
      format: .placementScores, head: "{\"SpotPlacementScores\": [",
      separator: ",", tail: "]}",
      rows: (1...6).map {
        """
        {"Region": "us-east-1", "AvailabilityZoneId": "use1-az\($0 % 4)",
         "Score": \($0)}
        """
      }, hints: captured),
    ConformanceSample(
      format: .azureSpotResources, head: "{\"data\": [",
      separator: ",", tail: "]}",
      rows: ["0-5", "5-10", "20+", "15-20", "0-5", "5-10"].enumerated().map {
        """
        {"skuName": "standard_nc\($0 % 4)s_v3", "location": "eastus",
         "spotEvictionRate": "\($1)", "latestSpotPriceUSD": 0.\($0 + 1)}
        """
      }, hints: captured),
    ConformanceSample(
      format: .awsZoneAliases, head: "account,zone_name,zone_id\n",
      rows: (1...6).map {
        "00000000001\($0 % 3),us-east-1\($0 > 3 ? "a" : "b"),use1-az\($0)"
      }),
    ConformanceSample(
      format: .awsCapacityBlocks,
      head: "{\"metadata\": {\"last_updated\": \"2026-01-31T14:19:47Z\"},"
        + "\"instance_types\": {",
      separator: ",", tail: "}}",
      rows: (1...6).map {
        """
        "p\($0 % 4).48xlarge": {"accelerator_count": 8, "pricing": [
          {"region": "x", "region_code": "us-east-1",
           "hourly_rate_usd": 31.\($0), "accelerator_hourly_rate_usd": 4}]}
        """
      }),
    ConformanceSample(
      format: .spotLake,
      head: "Time,InstanceType,Region,AZ,SPS,T3,T2,IF,OndemandPrice,"
        + "SpotPrice,Savings\n",
      rows: (1...6).map {
        "2025-03-01 00:\($0 / 2)0:00,p3.2xlarge,us-east-1,use1-az4,\($0),50,"
          + "50,1.0,3.0\($0),1.\($0),64"
      }),
    ConformanceSample(
      format: .skyPilotCatalog,
      head: "InstanceType,AcceleratorName,Price,SpotPrice,Region,"
        + "AvailabilityZone\n",
      rows: (1...6).map {
        "p3.2xlarge,V100,3.0\($0),0.9\($0),us-east-1,use1-az\($0 % 4)"
      }, hints: captured),
  ]
}
