import RiskDomain
import RiskStore
import RiskTestSupport
import Testing

/// One hand-written month, told by CUR, Google's export and FOCUS.
///
/// Spot: instance A on 14 January at 02 h 1 h at 0.918, at 03 h 0.4 h at 0.918
/// and 0.6 h at 1.020 (the price changed), at 04 h 0.5 h at 1.020; instance C
/// on 20 January at 10 h 0.25 h at 0.900. On demand: instance B on 14 January
/// 02 h and 03 h, 1 h each at 3.060. One disk 0.040000, egress 1.350000.
///
/// Spot hours 1 + 1 + 0.5 + 0.25 = 2.75 h; dollars 0.918 + 0.3672 + 0.612 +
/// 0.51 + 0.225 = 2.6322. On demand 2 h and 6.12 dollars. A tax, a credit and
/// a refund of that month are no instance-hours.
@Suite("A month of three formats")
struct BillMonthTests {
  struct Totals: Equatable {
    var spotMilliseconds: Int64 = 0
    var spotMicro: Int64 = 0
    var onDemandMilliseconds: Int64 = 0
    var onDemandMicro: Int64 = 0
    var charges: [String: Int64] = [:]
    var intervals: Int = 0
  }

  static let expected = Totals(
    spotMilliseconds: 9_900_000, spotMicro: 2_632_200,
    onDemandMilliseconds: 7_200_000, onDemandMicro: 6_120_000,
    charges: ["storage": 40_000, "egress": 1_350_000], intervals: 6)

  private func totals(_ texts: [String: String]) throws -> Totals {
    try withTemporaryFolder { path in
      let folder = BillFolder(root: path)
      let files = try texts.sorted { $0.key < $1.key }
        .map { try folder.write($0.value, to: $0.key) }
      let database = try BillFolder.database(files)
      var totals = Totals()
      for usage in try database.billingUsage() {
        totals.intervals += 1
        #expect(usage.amounts.currency == "USD")
        #expect(usage.labels.json.contains("\"job\":\"llama\""))
        switch usage.market {
        case .spot:
          totals.spotMilliseconds += usage.usedMilliseconds
          totals.spotMicro += usage.amounts.billedMicro
        default:
          totals.onDemandMilliseconds += usage.usedMilliseconds
          totals.onDemandMicro += usage.amounts.billedMicro
        }
      }
      for charge in try database.billingCharges() {
        totals.charges[charge.kind.rawValue, default: 0] +=
          charge.amounts.billedMicro
      }
      #expect(try database.setAsideRows().isEmpty)
      return totals
    }
  }

  @Test("CUR")
  func costAndUsageReport() throws {
    let box = "USW2-BoxUsage:p3.2xlarge"
    let lines = CURLines(lines: [
      .init(id: "1", hour: "14 02", cost: "0.9180000000"),
      .init(id: "2", hour: "14 03", amount: "0.4", cost: "0.3672"),
      .init(
        id: "3", hour: "14 03", amount: "0.6", rate: "1.02", cost: "0.612"),
      .init(
        id: "4", hour: "14 04", amount: "0.5", rate: "1.02", cost: "0.51"),
      .init(
        id: "5", resource: "i-0c", hour: "20 10", amount: "0.25",
        rate: "0.9", cost: "0.225"),
      .init(
        id: "6", resource: "i-0b", hour: "14 02", usageType: box,
        operation: "RunInstances", rate: "3.06", cost: "3.06"),
      .init(
        id: "7", resource: "i-0b", hour: "14 03", usageType: box,
        operation: "RunInstances", rate: "3.06", cost: "3.06"),
      .init(
        id: "8", resource: "vol-1", hour: "14 02",
        usageType: "USW2-EBS:VolumeUsage.gp3", operation: "CreateVolume-Gp3",
        amount: "0.5", rate: "0.08", cost: "0.04", unit: "GB-Mo"),
      .init(
        id: "9", hour: "14 03", usageType: "USW2-DataTransfer-Out-Bytes",
        operation: "RunInstances", amount: "15", rate: "0.09", cost: "1.35",
        unit: "GB"),
      .init(id: "10", type: "Tax", hour: "14 02", cost: "2.10"),
      .init(id: "11", type: "Credit", hour: "14 02", cost: "-5"),
      .init(id: "12", type: "Refund", hour: "14 02", cost: "-0.918"),
    ])
    #expect(try totals(["gpu-1.csv": lines.text]) == Self.expected)
  }

  @Test("Google's export: three rows an hour, one of them late")
  func googleExport() throws {
    var rows: [GCPMonth.Row] = []
    rows += GCPMonth.hour("vm-a", "14 02", 1, ["0.2", "0.118", "0.6"])
    rows += GCPMonth.hour("vm-a", "14 03", 1, ["0.2", "0.1", "0.6792"])
    // 0.3 h at first, 0.2 h in a later export: they add up.
    rows += GCPMonth.hour("vm-a", "14 04", 0.3, ["0.1", "0.05", "0.156"])
    rows += GCPMonth.hour("vm-c", "20 10", 0.25, ["0.05", "0.025", "0.15"])
    for hour in ["14 02", "14 03"] {
      rows += GCPMonth.hour(
        "vm-b", hour, 1, ["0.5", "0.36", "2.2"], isSpot: false)
    }
    rows.append(
      .init(
        sku: "SSD backed PD Capacity", resource: "disk-1", hour: "14 02",
        amount: "1", unit: "byte-seconds", cost: "0.04"))
    rows.append(
      .init(
        sku: "Network Internet Egress from Americas to EMEA",
        resource: "vm-a", hour: "14 03", amount: "15", unit: "bytes",
        cost: "1.35"))
    rows.append(
      .init(
        sku: "Tax", resource: "", hour: "14 02", amount: "1",
        unit: "requests", cost: "2.10", costType: "tax"))
    let late = GCPMonth.hour(
      "vm-a", "14 04", 0.2, ["0.05", "0.05", "0.104"],
      exported: "2026-01-15 09:00:00 UTC")
    // The first extract is read twice, once with the late rows in it.
    #expect(
      try totals([
        "export-1.jsonl": GCPMonth.jsonl(rows),
        "export-2.jsonl": GCPMonth.jsonl(rows + late),
      ]) == Self.expected)
    #expect(
      try totals(["flat.csv": GCPMonth.csv(rows + late)]) == Self.expected)
  }

  @Test("FOCUS")
  func focus() throws {
    let box = "USW2-BoxUsage:p3.2xlarge"
    let rows: [FOCUSMonth.Row] = [
      .init(hour: "14 02", cost: "0.918"),
      .init(hour: "14 03", quantity: "0.4", cost: "0.3672"),
      .init(
        hour: "14 03", quantity: "0.6", cost: "0.612", price: "SKU.2"),
      .init(hour: "14 04", quantity: "0.5", cost: "0.51"),
      .init(
        resource: "i-0c", hour: "20 10", quantity: "0.25", cost: "0.225"),
      .init(
        resource: "i-0b", hour: "14 02", cost: "3.06", pricing: "Standard",
        usageType: box, operation: "RunInstances"),
      .init(
        resource: "i-0b", hour: "14 03", cost: "3.06", pricing: "Standard",
        usageType: box, operation: "RunInstances"),
      .init(
        resource: "vol-1", hour: "14 02", cost: "0.04", service: "Storage",
        pricing: "Standard", usageType: "USW2-EBS:VolumeUsage.gp3",
        unit: "GB-Mo"),
      .init(
        hour: "14 03", quantity: "15", cost: "1.35", service: "Networking",
        pricing: "Standard", usageType: "USW2-DataTransfer-Out-Bytes",
        unit: "GB"),
      .init(category: "Tax", hour: "14 02", cost: "2.10"),
      .init(category: "Credit", hour: "14 02", cost: "-5"),
      .init(hour: "14 02", cost: "-0.918", chargeClass: "Correction"),
    ]
    #expect(
      try totals(["focus.csv": FOCUSMonth.text(rows)]) == Self.expected)
  }
}

/// Rows of Google's export of a2-highgpu-1g: 12 cores and one GPU.
private enum GCPMonth {
  struct Row {
    var sku, resource: String
    var hour, amount, unit, cost: String
    var exported = "2026-01-14 09:00:00 UTC"
    var costType = "regular"

    var from: String {
      "2026-01-" + hour.replacing(" ", with: " ") + ":00:00 UTC"
    }
    var until: String {
      let parts = hour.split(separator: " ")
      let next = String((Int(parts[1]) ?? 0) + 1)
      return "2026-01-\(parts[0]) "
        + (next.count == 1 ? "0" + next : next) + ":00:00 UTC"
    }
  }

  /// Core, memory and GPU of a part of an hour.
  static func hour(
    _ resource: String, _ hour: String, _ hours: Double, _ costs: [String],
    isSpot: Bool = true, exported: String = "2026-01-14 09:00:00 UTC"
  ) -> [Row] {
    let mark = isSpot ? "Spot Preemptible " : ""
    let gpu = isSpot ? " attached to Spot Preemptible VMs" : ""
    return [
      ("\(mark)A2 Instance Core running in Americas", 43_200, "seconds"),
      ("\(mark)A2 Instance Ram running in Americas", 9e12, "byte-seconds"),
      ("Nvidia Tesla A100 GPU\(gpu) running in Americas", 3600, "seconds"),
    ].enumerated().map { index, part in
      Row(
        sku: part.0, resource: resource, hour: hour,
        amount: "\(part.1 * hours)", unit: part.2, cost: costs[index],
        exported: exported)
    }
  }

  static func jsonl(_ rows: [Row]) -> String {
    rows.map { row in
      """
      {"billing_account_id":"000000-AAAAAA-BBBBBB",\
      "service":{"id":"6F81-5844-456A","description":"Compute Engine"},\
      "sku":{"id":"S\(row.sku.count)","description":"\(row.sku)"},\
      "usage_start_time":"\(row.from)","usage_end_time":"\(row.until)",\
      "project":{"id":"gpu-lab","name":"GPU lab"},\
      "labels":[{"key":"job","value":"llama"}],"system_labels":[\
      {"key":"compute.googleapis.com/machine_spec","value":"a2-highgpu-1g"},\
      {"key":"compute.googleapis.com/cores","value":"12"}],\
      "location":{"location":"us-central1-c","country":"US",\
      "region":"us-central1","zone":"us-central1-c"},\
      "export_time":"\(row.exported)","cost":"\(row.cost)","currency":"USD",\
      "usage":{"amount":"\(row.amount)","unit":"\(row.unit)"},"credits":[],\
      "invoice":{"month":"202601"},"cost_type":"\(row.costType)",\
      "resource":{"name":"\(row.resource)"}}

      """
    }.joined()
  }

  static func csv(_ rows: [Row]) -> String {
    "billing_account_id,service.description,sku.id,sku.description,"
      + "usage_start_time,usage_end_time,project.id,labels,system_labels,"
      + "location.region,location.zone,export_time,cost,currency,"
      + "usage.amount,usage.unit,credits,invoice.month,cost_type,"
      + "resource.name\n"
      + rows.map { row in
        [
          "000000-AAAAAA-BBBBBB", "Compute Engine", "S\(row.sku.count)",
          row.sku, row.from.replacing(" UTC", with: "+00:00"),
          row.until.replacing(" UTC", with: "+00:00"), "gpu-lab",
          "\"[{'key': 'job', 'value': 'llama'}]\"",
          "\"[{'key': 'compute.googleapis.com/machine_spec', "
            + "'value': 'a2-highgpu-1g'}, "
            + "{'key': 'compute.googleapis.com/cores', 'value': '12'}]\"",
          "us-central1", "us-central1-c", row.exported, row.cost, "USD",
          row.amount, row.unit, "[]", "202601", row.costType, row.resource,
        ].joined(separator: ",") + "\n"
      }.joined()
  }
}

/// Rows of AWS's FOCUS 1.2 export.
private enum FOCUSMonth {
  struct Row {
    var category = "Usage"
    var resource = "i-0a"
    var hour: String
    var quantity = "1"
    var cost: String
    var service = "Compute"
    var pricing = "Dynamic"
    var usageType = "USW2-SpotUsage:p3.2xlarge"
    var operation = "RunInstances:SV001"
    var unit = "Hrs"
    var price = "SKU.1"
    var chargeClass = ""

    init(
      category: String = "Usage", resource: String = "i-0a", hour: String,
      quantity: String = "1", cost: String, service: String = "Compute",
      pricing: String = "Dynamic",
      usageType: String = "USW2-SpotUsage:p3.2xlarge",
      operation: String = "RunInstances:SV001", unit: String = "Hrs",
      price: String = "SKU.1", chargeClass: String = ""
    ) {
      self.category = category
      self.resource = resource
      self.hour = hour
      self.quantity = quantity
      self.cost = cost
      self.service = service
      self.pricing = pricing
      self.usageType = usageType
      self.operation = operation
      self.unit = unit
      self.price = price
      self.chargeClass = chargeClass
    }
  }

  static func text(_ rows: [Row]) -> String {
    "BilledCost,EffectiveCost,ListCost,BillingAccountId,BillingCurrency,"
      + "BillingPeriodStart,ChargeCategory,ChargeClass,ChargePeriodStart,"
      + "ChargePeriodEnd,ConsumedQuantity,ConsumedUnit,PricingCategory,"
      + "ProviderName,RegionId,AvailabilityZone,ResourceId,ServiceCategory,"
      + "SkuPriceId,Tags,x_UsageType,x_Operation\n"
      + rows.map { row in
        let parts = row.hour.split(separator: " ")
        let next = String((Int(parts[1]) ?? 0) + 1)
        let until = next.count == 1 ? "0" + next : next
        return [
          row.cost, row.cost, "", "000000000012", "USD",
          "2026-01-01T00:00:00Z", row.category, row.chargeClass,
          "2026-01-\(parts[0])T\(parts[1]):00:00Z",
          "2026-01-\(parts[0])T\(until):00:00Z", row.quantity, row.unit,
          row.pricing, "AWS", "us-west-2", "us-west-2a", row.resource,
          row.service, row.price, "\"{\"\"job\"\":\"\"llama\"\"}\"",
          row.usageType, row.operation,
        ].joined(separator: ",") + "\n"
      }.joined()
  }
}
