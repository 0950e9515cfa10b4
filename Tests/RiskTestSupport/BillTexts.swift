/// Rows of a FOCUS export of AWS.
public enum FOCUSText {
  public static let columns = [
    "BilledCost", "BillingAccountId", "BillingCurrency",
    "BillingPeriodStart", "ChargeCategory", "ChargeClass",
    "ChargeDescription", "ChargePeriodStart", "ChargePeriodEnd",
    "ConsumedQuantity", "ConsumedUnit", "EffectiveCost", "ListCost",
    "PricingCategory", "ProviderName", "RegionId", "AvailabilityZone",
    "ResourceId", "ServiceCategory", "SkuPriceDetails", "Tags",
    "x_UsageType", "x_Operation", "InvoiceId", "SkuMeter",
  ]

  public static let spot = [
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
  public static func text(_ rows: [[String: String]]) -> String {
    columns.joined(separator: ",") + "\n"
      + rows.map { row($0) + "\n" }.joined()
  }

  /// The spot hour with some fields changed.
  public static func row(_ changes: [String: String]) -> String {
    let row = spot.merging(changes) { $1 }
    return columns.map { row[$0] ?? "NULL" }.joined(separator: ",")
  }
}

/// Rows of Google Cloud's export: core, memory and GPU of one VM-hour.
public enum GCPText {
  public struct Row {
    public var sku, amount, cost: String
    public var resource: String? = "vm-1"
    public var hour = 2
    public var exported = "2026-01-14 05:00:00 UTC"
    public var job = "llama"
    public var costType = "regular"

    public init(
      sku: String, amount: String, cost: String, resource: String? = "vm-1",
      hour: Int = 2, exported: String = "2026-01-14 05:00:00 UTC",
      job: String = "llama", costType: String = "regular"
    ) {
      (self.sku, self.amount, self.cost) = (sku, amount, cost)
      (self.resource, self.hour, self.exported) = (resource, hour, exported)
      (self.job, self.costType) = (job, costType)
    }
  }

  /// An hour of a2-highgpu-1g: 12 cores, 85 GiB and one A100.
  public static func machineHour(of resource: String?, hour: Int) -> [Row] {
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

  public static func jsonl(_ rows: [Row]) -> String {
    rows.map { line($0) + "\n" }.joined()
  }

  /// One row as a line of JSON.
  public static func line(_ row: Row) -> String {
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
  }
}

/// Rows of an Azure export of an enterprise agreement.
public enum AzureText {
  public static let columns = [
    "SubscriptionId", "ResourceLocation", "Date", "MeterCategory",
    "MeterName", "UnitOfMeasure", "Quantity", "EffectivePrice",
    "CostInBillingCurrency", "CostCenter", "ResourceId", "Tags",
    "AdditionalInfo", "ChargeType", "PricingModel", "BillingCurrencyCode",
    "BillingPeriodStartDate",
  ]

  public static let spot = [
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
  public static func text(
    _ rows: [[String: String]], columns: [String] = columns,
    named name: (String) -> String = { $0 }
  ) -> String {
    columns.map(name).joined(separator: ",") + "\n"
      + rows.map { row($0, columns: columns) + "\n" }.joined()
  }

  /// The spot day with some fields changed.
  public static func row(
    _ changes: [String: String], columns: [String] = columns
  ) -> String {
    let row = spot.merging(changes) { $1 }
    return columns.map { row[$0] ?? "" }.joined(separator: ",")
  }
}
