import RiskDomain

@testable import RiskIngest

/// Small bills of each format, written by hand in the clouds' layouts: no
/// public export holds spot GPU rows.
extension Sample {
  static let cur2 = Sample(
    format: .awsCUR2,
    text: """
      bill_invoice_id,bill_payer_account_id,bill_billing_period_start_date,\
      identity_line_item_id,line_item_line_item_type,\
      line_item_usage_start_date,line_item_usage_end_date,\
      line_item_product_code,line_item_usage_type,line_item_operation,\
      line_item_availability_zone,line_item_resource_id,\
      line_item_usage_amount,line_item_currency_code,\
      line_item_unblended_rate,line_item_unblended_cost,product,resource_tags
      ,000000000012,2026-01-01 00:00:00.000,li-1,Usage,\
      2026-01-14 02:00:00.000,2026-01-14 03:00:00.000,AmazonEC2,\
      USW2-SpotUsage:p3.2xlarge,RunInstances:SV001,us-west-2a,i-01,1,USD,\
      0.918,0.918,"{""region"":""us-west-2""}","{""user_job"":""llama""}"
      ,000000000012,2026-01-01 00:00:00.000,li-2,Usage,\
      2026-01-14 02:00:00.000,2026-01-14 03:00:00.000,AmazonEC2,\
      USW2-EBS:VolumeUsage.gp3,CreateVolume-Gp3,,vol-01,0.5,USD,0.08,0.04,\
      {},{}

      """, rows: 2, facts: 2)

  static let feed = Sample(
    format: .awsSpotDataFeed, name: "000000000012.2026-01-14-02.001.ab12.gz",
    text: """
      #Version: 1.0
      #Fields: Timestamp UsageType Operation InstanceID MyBidID MyMaxPrice \
      MarketPrice Charge Version
      2026-01-14 02:10:00 UTC\tUSW2-SpotUsage:p3.2xlarge\tRunInstances:SV001\
      \ti-01\tsir-1\t3.060 USD\t0.918 USD\t0.459 USD\t1

      """, rows: 1, facts: 1)

  static let focus = Sample(
    format: .focus,
    text: FOCUSText.text([FOCUSText.spot, ["ChargeCategory": "Tax"]]),
    rows: 2, facts: 1)

  static let gcpBilling = Sample(
    format: .gcpBilling,
    text: GCPText.jsonl(GCPText.machineHour(of: "901", hour: 2)), rows: 3,
    facts: 3)

  static let azure = Sample(
    format: .azureCost,
    text: AzureText.text([AzureText.spot, ["ChargeType": "Refund"]]), rows: 2,
    facts: 1)
}

/// Rows of a FOCUS export of AWS.
enum FOCUSText {
  static let columns = [
    "BilledCost", "BillingAccountId", "BillingCurrency",
    "BillingPeriodStart", "ChargeCategory", "ChargeClass",
    "ChargeDescription", "ChargePeriodStart", "ChargePeriodEnd",
    "ConsumedQuantity", "ConsumedUnit", "EffectiveCost", "ListCost",
    "PricingCategory", "ProviderName", "RegionId", "AvailabilityZone",
    "ResourceId", "ServiceCategory", "SkuPriceDetails", "Tags",
    "x_UsageType", "x_Operation", "InvoiceId", "SkuMeter",
  ]

  static let spot = [
    "BilledCost": "0.918", "BillingAccountId": "000000000012",
    "BillingCurrency": "USD", "BillingPeriodStart": "2026-01-01 00:00:00",
    "ChargeCategory": "Usage", "ChargeClass": "NULL",
    "ChargeDescription": "p3.2xlarge Linux/UNIX Spot Instance-hour",
    "ChargePeriodStart": "2026-01-14 02:00:00",
    "ChargePeriodEnd": "2026-01-14 03:00:00", "ConsumedQuantity": "1",
    "ConsumedUnit": "Hrs", "EffectiveCost": "0.918", "ListCost": "3.06",
    "PricingCategory": "Dynamic", "ProviderName": "AWS",
    "RegionId": "us-west-2", "AvailabilityZone": "us-west-2a",
    "ResourceId": "i-01", "ServiceCategory": "Compute",
    "Tags": "\"{\"\"job\"\": \"\"llama\"\"}\"",
    "x_UsageType": "USW2-SpotUsage:p3.2xlarge",
    "x_Operation": "RunInstances:SV001",
  ]

  /// A header and rows; each row is the spot hour with some fields changed.
  static func text(_ rows: [[String: String]]) -> String {
    columns.joined(separator: ",") + "\n"
      + rows.map { changes in
        let row = spot.merging(changes) { $1 }
        return columns.map { row[$0] ?? "NULL" }.joined(separator: ",") + "\n"
      }.joined()
  }
}

/// Rows of Google Cloud's export: core, memory and GPU of one VM-hour.
enum GCPText {
  struct Row {
    var sku, amount, cost: String
    var resource: String? = "vm-1"
    var hour = 2
    var exported = "2026-01-14 05:00:00 UTC"
    var job = "llama"
    var costType = "regular"
  }

  /// An hour of a2-highgpu-1g: 12 cores, 85 GiB and one A100.
  static func machineHour(of resource: String?, hour: Int) -> [Row] {
    [
      (
        "Spot Preemptible A2 Instance Core running in Americas", "43200.0",
        "0.12"
      ),
      (
        "Spot Preemptible A2 Instance Ram running in Americas",
        "328564998144000",
        "0.10"
      ),
      (
        "Nvidia Tesla A100 GPU attached to Spot Preemptible VMs running in "
          + "Americas", "3600.0", "0.698"
      ),
    ].map {
      Row(sku: $0.0, amount: $0.1, cost: $0.2, resource: resource, hour: hour)
    }
  }

  static func jsonl(_ rows: [Row]) -> String {
    rows.map { row in
      let day = "2026-01-14"
      let unit = row.sku.contains("Ram") ? "byte-seconds" : "seconds"
      let resource = row.resource.map { "{\"name\":\"\($0)\"}" } ?? "null"
      return """
        {"billing_account_id":"000000-AAAAAA-BBBBBB",\
        "service":{"id":"6F81-5844-456A","description":"Compute Engine"},\
        "sku":{"id":"S\(row.sku.count)","description":"\(row.sku)"},\
        "usage_start_time":"\(day) 0\(row.hour):00:00 UTC",\
        "usage_end_time":"\(day) 0\(row.hour + 1):00:00 UTC",\
        "project":{"id":"gpu-lab"},\
        "labels":[{"key":"job","value":"\(row.job)"}],\
        "system_labels":[\
        {"key":"compute.googleapis.com/machine_spec","value":"a2-highgpu-1g"},\
        {"key":"compute.googleapis.com/cores","value":"12"}],\
        "location":{"region":"us-central1","zone":"us-central1-c"},\
        "export_time":"\(row.exported)","cost":"\(row.cost)",\
        "currency":"USD","usage":{"amount":"\(row.amount)","unit":"\(unit)"},\
        "credits":[],"invoice":{"month":"202601"},\
        "cost_type":"\(row.costType)","resource":\(resource)}

        """
    }.joined()
  }
}

/// Rows of an Azure export of an enterprise agreement.
enum AzureText {
  static let columns = [
    "SubscriptionId", "ResourceLocation", "Date", "MeterCategory",
    "MeterName", "UnitOfMeasure", "Quantity", "EffectivePrice",
    "CostInBillingCurrency", "CostCenter", "ResourceId", "Tags",
    "AdditionalInfo", "ChargeType", "PricingModel", "BillingCurrencyCode",
    "BillingPeriodStartDate",
  ]

  static let spot = [
    "SubscriptionId": "11111111-12ab-34dc-56ef-123456abcdef",
    "ResourceLocation": "eastus", "Date": "1/14/2026",
    "MeterCategory": "Virtual Machines",
    "MeterName": "NC24ads A100 v4 Spot", "UnitOfMeasure": "1 Hour",
    "Quantity": "12.5", "EffectivePrice": "0.66",
    "CostInBillingCurrency": "8.25", "CostCenter": "nlp",
    "ResourceId": "/subscriptions/S/resourceGroups/RG/providers/"
      + "Microsoft.Compute/virtualMachines/Node-1",
    "Tags": "\"\"\"job\"\": \"\"llama\"\"\"",
    "AdditionalInfo":
      "\"{\"\"ServiceType\"\":\"\"Standard_NC24ads_A100_v4\"\"}\"",
    "ChargeType": "Usage", "PricingModel": "Spot",
    "BillingCurrencyCode": "CAD", "BillingPeriodStartDate": "1/1/2026",
  ]

  /// A header and rows; each row is the spot day with some fields changed.
  static func text(
    _ rows: [[String: String]], columns: [String] = columns,
    named name: (String) -> String = { $0 }
  ) -> String {
    columns.map(name).joined(separator: ",") + "\n"
      + rows.map { changes in
        let row = spot.merging(changes) { $1 }
        return columns.map { row[$0] ?? "" }.joined(separator: ",") + "\n"
      }.joined()
  }
}
