import RiskDomain
import Testing

@testable import RiskPipeline

/// A price list or advisory that can be cut into parts and put together anew.
struct MarketFile: Sendable, CustomTestStringConvertible {
  var format: String
  var before = ""
  var records: [String]
  var separator = "\n"
  var after = "\n"
  var hints = IngestRun.Hints()

  var testDescription: String { format }

  /// A file of these records.
  func text(_ records: some Collection<String>) -> String {
    before + records.joined(separator: separator) + after
  }

  // 2026-02-10T09:00:00Z
  static let captured = IngestRun.Hints(
    instanceType: "p4d.24xlarge",
    capturedAt: UTCInstant(unixSeconds: 1_770_714_000))

  /// Each states one key twice and one of them with two values.
  static let all: [MarketFile] = [
    MarketFile(
      format: "aws-spot-price-history",
      records: ["0.91", "0.92", "0.93", "0.93", "0.94", "0.95"].enumerated()
        .map { index, price in
          "SPOTPRICEHISTORY\tus-east-1a\tp3.2xlarge\tLinux/UNIX\t\(price)\t"
            + "2026-01-0\(1 + index / 2 * 2)T00:00:00+00:00"
        }),
    MarketFile(
      format: "aws-spot-price-tsv",
      records: (1...6).map {
        "use1-az\($0 % 2 + 1)\tp3.2xlarge\tLinux/UNIX\t0.9\($0)\t"
          + "2026-01-0\($0 / 3 + 1)T00:00:00+00:00"
      }),
    MarketFile(
      format: "gcp-price-list",
      before: "commit_date,machine_type,region,hour,hour_spot\n",
      records: (1...6).map {
        "2026-01-0\($0 / 2 + 1),a2-highgpu-1g,us-central1,3.\($0),1.\($0)"
      }),
    MarketFile(
      format: "azure-retail-prices", before: "{\"Items\": [",
      records: (1...6).map {
        """
        {"retailPrice": 3.\($0), "armRegionName": "eastus",
         "effectiveStartDate": "2026-01-0\($0 / 2 + 1)T00:00:00Z",
         "meterName": "NC6s v3", "skuName": "NC6s v3", "productName": "V",
         "serviceName": "Virtual Machines", "unitOfMeasure": "1 Hour",
         "type": "Consumption", "armSkuName": "Standard_NC6s_v3"}
        """
      }, separator: ",", after: "]}"),
    MarketFile(
      format: "on-demand-prices",
      before: "generated_at,region,instance_type,usd_per_hour\n",
      records: (1...6).map {
        "2026-01-0\($0 / 2 + 1)T00:00:00Z,us-east-1,p3.2xlarge,3.0\($0)"
      }),
    MarketFile(
      format: "aws-spot-advisor",
      before: "{\"spot_advisor\": {\"us-east-1\": {\"Linux\": {",
      records: (0...5).map {
        "\"p\($0 % 4).2xlarge\": {\"r\": \($0 % 5), \"s\": \($0)}"
      }, separator: ",", after: "}}}}", hints: captured),
    MarketFile(
      format: "placement-scores", before: "{\"SpotPlacementScores\": [",
      records: (1...6).map {
        """
        {"Region": "us-east-1", "AvailabilityZoneId": "use1-az\($0 % 4)",
         "Score": \($0)}
        """
      }, separator: ",", after: "]}", hints: captured),
    MarketFile(
      format: "azure-spot-resources", before: "{\"data\": [",
      records: ["0-5", "5-10", "20+", "15-20", "0-5", "5-10"].enumerated().map {
        """
        {"skuName": "standard_nc\($0 % 4)s_v3", "location": "eastus",
         "spotEvictionRate": "\($1)", "latestSpotPriceUSD": 0.\($0 + 1)}
        """
      }, separator: ",", after: "]}", hints: captured),
    MarketFile(
      format: "aws-zone-aliases", before: "account,zone_name,zone_id\n",
      records: (1...6).map {
        "00000000001\($0 % 3),us-east-1\($0 > 3 ? "a" : "b"),use1-az\($0)"
      }),
    MarketFile(
      format: "aws-capacity-blocks",
      before: "{\"metadata\": {\"last_updated\": \"2026-01-31T14:19:47Z\"},"
        + "\"instance_types\": {",
      records: (1...6).map {
        """
        "p\($0 % 4).48xlarge": {"accelerator_count": 8, "pricing": [
          {"region": "x", "region_code": "us-east-1",
           "hourly_rate_usd": 31.\($0), "accelerator_hourly_rate_usd": 4}]}
        """
      }, separator: ",", after: "}}"),
    MarketFile(
      format: "spotlake",
      before: "Time,InstanceType,Region,AZ,SPS,T3,T2,IF,OndemandPrice,"
        + "SpotPrice,Savings\n",
      records: (1...6).map {
        "2025-03-01 00:\($0 / 2)0:00,p3.2xlarge,us-east-1,use1-az4,\($0),50,"
          + "50,1.0,3.0\($0),1.\($0),64"
      }),
    MarketFile(
      format: "skypilot-catalog",
      before: "InstanceType,AcceleratorName,Price,SpotPrice,Region,"
        + "AvailabilityZone\n",
      records: (1...6).map {
        "p3.2xlarge,V100,3.0\($0),0.9\($0),us-east-1,use1-az\($0 % 4)"
      }, hints: captured),
  ]
}
