import RiskDomain

@testable import RiskIngest

/// Price lists and advisories, written by hand in the real layouts.
extension Sample {
  static let markets: [Sample] = [
    tsv, gcpPrices, retail, onDemand, advisor, scores, spotResources,
    aliases, spotLake, skyPilot, priceLines, priceQuery, skus, blockRates,
    describedZones,
  ]

  // Dialects of formats that have a sample above.

  static let priceLines = Sample(
    format: .awsSpotPriceHistory,
    text: [
      ["SPOTPRICEHISTORY", "us-east-1a", "p3.2xlarge", "SUSE Linux", "0.918"],
      [
        "SPOTPRICEHISTORY", "us-west-2-lax-1a", "g4dn.xlarge", "Windows", "0.7",
      ],
    ].map {
      $0.joined(separator: "\t") + "\t2026-01-14T02:00:00+00:00\n"
    }.joined(), rows: 2, facts: 2)

  static let priceQuery = Sample(
    format: .awsSpotPriceHistory,
    text: """
      [["us-east-1a", "p3.2xlarge", "0.918000", "2026-01-14T02:00:00.000Z"],
       ["us-east-1b", "p3.2xlarge", "0.917000", "2026-01-13T02:00:00.000Z"]]

      """, rows: 2, facts: 2)

  static let skus = Sample(
    format: .gcpPriceList,
    text: "{\"skus\": ["
      + [
        ("A2 Instance Core running in Americas", 31_611_000),
        ("A2 Instance Ram running in Americas", 4_237_000),
        ("Nvidia Tesla A100 GPU running in Americas", 933_908_000),
      ].map { description, nanos in
        """
        {"skuId": "x", "description": "\(description)",
         "category": {"usageType": "OnDemand"},
         "serviceRegions": ["us-central1"],
         "pricingInfo": [{"effectiveTime": "2026-01-01T00:00:00Z",
           "pricingExpression": {"tieredRates": [{"unitPrice":
             {"currencyCode": "USD", "units": "0", "nanos": \(nanos)}}]}}]}
        """
      }.joined(separator: ",\n") + "]}\n",
    hints: IngestHints(instanceTypes: [a2]), rows: 3, facts: 1)

  static let a2 = Catalog.InstanceType(
    provider: .gcp, instanceType: "a2-highgpu-1g", accelerator: "a100-40gb",
    acceleratorCount: 1, vramGB: 40, vcpus: 12, memoryGB: 85,
    networkGbps: 24, interconnect: nil, localNVMeGB: nil)

  static let blockRates = Sample(
    format: .awsCapacityBlocks,
    text: """
      {"metadata": {"last_updated": "2026-01-31T14:19:47Z"},
       "instance_types": {"p5.48xlarge": {"accelerator_count": 8,
         "pricing": [{"region": "US East", "region_code": "us-east-1",
           "hourly_rate_usd": 31.464, "accelerator_hourly_rate_usd": 3.933},
          {"region": "Tokyo", "region_code": "ap-northeast-1",
           "hourly_rate_usd": 31.464, "accelerator_hourly_rate_usd": 3.933}]}}}

      """, rows: 2, facts: 2)

  static let describedZones = Sample(
    format: .awsZoneAliases,
    text: """
      {"AvailabilityZones": [{"State": "available", "ZoneName": "us-east-1a",
        "RegionName": "us-east-1", "ZoneId": "use1-az4"}]}

      """, rows: 1, facts: 1, isDated: false)

  // 2026-02-10T09:00:00Z
  static let captured = UTCInstant(unixSeconds: 1_770_714_000)

  static let tsv = Sample(
    format: .awsSpotPriceTSV,
    text: [
      [
        "use1-az4", "p3.2xlarge", "Linux/UNIX", "0.918000",
        "2026-01-01T00:00:00+00:00",
      ],
      [
        "usw2-lax1-az1", "g4dn.xlarge", "Windows", "0.71",
        "2026-01-03T07:10:55+00:00",
      ],
    ].map { $0.joined(separator: "\t") + "\n" }.joined(), rows: 2, facts: 2)

  static let gcpPrices = Sample(
    format: .gcpPriceList,
    text: """
      commit_date,commit,machine_type,region,hour,hour_spot,month,month_spot,\
      month_1y,month_3y
      2026-01-05,ab12,a2-highgpu-1g,us-central1,3.673385,1.10,2681.57,803,\
      1689.38,0
      2026-01-05,ab12,a3-highgpu-8g,us-central1,88.490000,,64597.7,,,

      """, rows: 2, facts: 4)

  static let retail = Sample(
    format: .azureRetailPrices,
    text: """
      {"BillingCurrency":"USD","Items":[
      {"currencyCode":"USD","tierMinimumUnits":0.0,"retailPrice":3.673,
       "unitPrice":3.673,"armRegionName":"eastus","location":"US East",
       "effectiveStartDate":"2023-01-01T00:00:00Z","meterId":"m-1",
       "meterName":"NC24ads A100 v4","productId":"p-1","skuId":"p-1/0001",
       "productName":"Virtual Machines NCads A100 v4 Series",
       "skuName":"NC24ads A100 v4","serviceName":"Virtual Machines",
       "serviceFamily":"Compute","unitOfMeasure":"1 Hour",
       "type":"Consumption","isPrimaryMeterRegion":true,
       "armSkuName":"Standard_NC24ads_A100_v4"},
      {"currencyCode":"USD","tierMinimumUnits":0.0,"retailPrice":0.97,
       "unitPrice":0.97,"armRegionName":"eastus","location":"US East",
       "effectiveStartDate":"2026-01-01T00:00:00Z","meterId":"m-2",
       "meterName":"NC24ads A100 v4 Spot",
       "productName":"Virtual Machines NCads A100 v4 Series Windows",
       "skuName":"NC24ads A100 v4 Spot","serviceName":"Virtual Machines",
       "unitOfMeasure":"1 Hour","type":"Consumption",
       "armSkuName":"Standard_NC24ads_A100_v4"}],
      "NextPageLink":null,"Count":2}

      """, rows: 2, facts: 2)

  static let onDemand = Sample(
    format: .onDemandPrices,
    text: """
      generated_at,commit,region,instance_type,usd_per_hour
      2025-06-23T13:18:30Z,1d92708,us-east-1,p4d.24xlarge,21.957642
      2025-06-23T13:18:30Z,1d92708,us-east-1,p3.2xlarge,3.060000

      """, rows: 2, facts: 2)

  static let advisor = Sample(
    format: .awsSpotAdvisor,
    text: """
      {"ranges": [{"index": 0, "label": "<5%", "dots": 0, "max": 5},
        {"index": 1, "label": "5-10%", "dots": 1, "max": 11}],
       "instance_types": {"p3.2xlarge": {"emr": true, "cores": 8,
         "ram_gb": 61.0}},
       "spot_advisor": {"us-east-1": {
         "Linux": {"p3.2xlarge": {"r": 4, "s": 53}, "m5.large": {"r": 0}},
         "Windows": {"p3.2xlarge": {"s": 40, "r": 1}}}},
       "global_rate": "<10%"}

      """, hints: IngestHints(capturedAt: captured), rows: 3, facts: 3)

  static let scores = Sample(
    format: .placementScores,
    text: """
      {"SpotPlacementScores": [
        {"Region": "us-east-1", "AvailabilityZoneId": "use1-az4", "Score": 8},
        {"Region": "us-west-2", "Score": 3}
      ]}

      """,
    hints: IngestHints(
      instanceType: "p4d.24xlarge,p3.16xlarge", capturedAt: captured),
    rows: 2, facts: 2)

  static let spotResources = Sample(
    format: .azureSpotResources,
    text: """
      {"count": 2, "data": [
        {"skuName": "standard_nc24ads_a100_v4", "location": "eastus",
         "spotEvictionRate": "5-10"},
        {"sku": {"name": "standard_nc6s_v3"}, "location": "westus2",
         "type": "microsoft.compute/skuspotpricehistory/ostype/location",
         "properties": {"osType": "linux", "spotPrices": [
           {"priceUSD": 0.3060, "effectiveDate": "2026-02-01T00:00:00Z"},
           {"priceUSD": 0.3978, "effectiveDate": "2026-01-01T00:00:00Z"}]}}
      ], "skip_token": null, "total_records": 2}

      """, hints: IngestHints(capturedAt: captured), rows: 2, facts: 3)

  static let aliases = Sample(
    format: .awsZoneAliases,
    text: """
      account,zone_name,zone_id
      000000000012,us-east-1a,use1-az4
      000000000012,us-west-2-lax-1a,usw2-lax1-az1

      """, rows: 2, facts: 2, isDated: false)

  static let spotLake = Sample(
    format: .spotLake,
    text: """
      Time,InstanceType,Region,AZ,SPS,T3,T2,IF,OndemandPrice,SpotPrice,Savings
      2025-03-01 00:10:00,p3.2xlarge,us-east-1,use1-az4,3,50,50,1.0,3.06,1.1,64
      2025-03-01 00:10:00,p3.2xlarge,us-east-1,use1-az6,-1,-1,-1,,3.06,-1,-1

      """, rows: 2, facts: 5)

  static let skyPilot = Sample(
    format: .skyPilotCatalog,
    text: """
      InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,GpuInfo,\
      Price,SpotPrice,Region,AvailabilityZone,Arch
      p3.2xlarge,V100,1.0,8.0,61.0,"{'Gpus': [{'Name': 'V100', 'Count': 1}]}",\
      3.06,0.9180,us-east-1,use1-az4,x86_64
      p4d.24xlarge,A100,8.0,96.0,1152.0,"{'Gpus': []}",21.957642,,us-east-1,\
      use1-az6,x86_64

      """, hints: IngestHints(capturedAt: captured), rows: 2, facts: 3)
}

extension Array where Element == Fact {
  /// Facts of price lists and advisories.
  var markets: [MarketFact] {
    compactMap { if case .market(let fact) = $0 { fact } else { nil } }
  }
  var listPrices: [ListPrice] {
    markets.compactMap {
      if case .listPrice(let fact) = $0 { fact } else { nil }
    }
  }
  var blockRates: [CapacityBlockRate] {
    markets.compactMap {
      if case .capacityBlockRate(let fact) = $0 { fact } else { nil }
    }
  }
  var grades: [AdvisorGrade] {
    markets.compactMap {
      if case .advisorGrade(let fact) = $0 { fact } else { nil }
    }
  }
  var scores: [PlacementScore] {
    markets.compactMap {
      if case .placementScore(let fact) = $0 { fact } else { nil }
    }
  }
  var bands: [EvictionBand] {
    markets.compactMap {
      if case .evictionBand(let fact) = $0 { fact } else { nil }
    }
  }
  var zoneAliases: [ZoneAlias] {
    markets.compactMap {
      if case .zoneAlias(let fact) = $0 { fact } else { nil }
    }
  }
}
