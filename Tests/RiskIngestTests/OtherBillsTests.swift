import RiskDomain
import RiskTestSupport
import Testing

@testable import RiskIngest

/// Bills other than AWS's own report; rows by hand, see `BillingSamples`.
@Suite("Google, Azure, FOCUS and the Spot data feed")
struct OtherBillsTests {
  @Test("core, memory and GPU of a VM-hour count its time once")
  func googleMachineHour() throws {
    let reading = try Reading.text(
      GCPText.jsonl(GCPText.machineHour(of: "vm-1", hour: 2)))
    let usages = reading.facts.usages
    // 43,200 core-seconds of 12 cores are an hour.
    #expect(usages.map(\.usedMilliseconds) == [3_600_000, 0, 0])
    #expect(usages.map(\.amounts.billedMicro).reduce(0, +) == 918_000)
    #expect(Set(usages.map(\.machine)).count == 1)
    #expect(usages.first?.market == .spot)
    #expect(usages.first?.machine.instanceType == "a2-highgpu-1g")
    #expect(usages.first?.labels == ["job": "llama", "project": "gpu-lab"])
  }

  @Test("equal rows of one file are two, of two files one")
  func googleRepeatedRows() throws {
    let hour = GCPText.machineHour(of: nil, hour: 2)
    let once = try Reading.text(GCPText.jsonl(hour)).facts.usages
    let twice = try Reading.text(GCPText.jsonl(hour + hour)).facts.usages
    #expect(Set(twice.map(\.item)).count == 6)
    #expect(Set(once.map(\.item)).isSubset(of: Set(twice.map(\.item))))
  }

  @Test("what is no instance-time of a known machine is counted by its reason")
  func googleIgnored() throws {
    let hour = GCPText.machineHour(of: "vm-1", hour: 2)[0]
    var rows: [GCPText.Row] = []
    for (sku, costType) in [
      ("Commitment v1: A2 Cpu in Americas for 1 Year", "regular"),
      ("Spot Preemptible A2 Instance Core running in Americas", "tax"),
      ("Network Internet Data Transfer In from EMEA to Americas", "regular"),
    ] {
      var row = hour
      (row.sku, row.costType) = (sku, costType)
      rows.append(row)
    }
    let reading = try Reading.text(GCPText.jsonl(rows))
    #expect(
      reading.report.ignored == [
        "fee of a commitment": 1, "cost type tax": 1, "no instance-hours": 1,
      ])
    let bare = GCPText.jsonl([hour]).replacing(
      ",{\"key\":\"compute.googleapis.com/cores\",\"value\":\"12\"}", with: ""
    )
    .replacing("\"a2-highgpu-1g\"", with: "\"g2-standard-4\"")
    #expect(
      try Reading.text(bare).problems == [
        "1 | system_labels | g2-standard-4 | the cores of 'g2-standard-4' are "
          + "not stated (compute.googleapis.com/cores), so its time is not "
          + "known"
      ])
  }

  @Test("credits lower what is billed; a gift does not lower the price")
  func googleCredits() throws {
    let text = GCPText.jsonl([GCPText.machineHour(of: "vm-1", hour: 2)[0]])
    let credits =
      "[{\"amount\":\"-0.02\",\"type\":\"SUSTAINED_USAGE_DISCOUNT\"},"
      + "{\"amount\":-0.1,\"type\":\"PROMOTION\"}]"
    let usage = try #require(
      try Reading.text(
        text.replacing("\"credits\":[]", with: "\"credits\":" + credits)
      ).facts.usages.first)
    // 0.12 − 0.02 − 0.10 and 0.12 − 0.02.
    #expect(usage.amounts.billedMicro == 0)
    #expect(usage.amounts.effectiveMicro == 100_000)
  }

  @Test("Python's notation of nested fields is read")
  func literals() {
    let text =
      "[{'name': \"O'Neill's credit\", 'amount': -5e-06, 'id': None}, {}]"
    #expect(
      LiteralList.parse(Array(text.utf8)[...])
        == [["name": "O'Neill's credit", "amount": "-5e-06"], [:]])
    for broken in ["[{'a': 1}", "[{'a' 1}]", "[{'a': 'b}]", "x", "[] x"] {
      #expect(LiteralList.parse(Array(broken.utf8)[...]) == nil)
    }
  }

  @Test("an Azure day: type, market, currency, labels and the instance's name")
  func azureDay() throws {
    let reading = try Reading.text(
      AzureText.text([
        [:],
        ["PricingModel": "", "MeterName": "NC24ads A100 v4"],
        [
          "PricingModel": "Reservation", "UnitOfMeasure": "10 Hours",
          "MeterName": "NC24ads A100 v4",
        ],
        ["AdditionalInfo": "", "Date": "2026-01-14", "Tags": ""],
        ["MeterName": "E4 v3/E4s v3", "AdditionalInfo": ""],
        ["Date": "14/14/2026"], ["BillingCurrencyCode": "$"],
        ["ChargeType": "UnusedReservation"],
      ]))
    let usages = reading.facts.usages
    #expect(
      usages.map(\.market) == [.spot, .onDemand, .reserved, .spot])
    #expect(
      Set(usages.map(\.instanceType)) == ["Standard_NC24ads_A100_v4"])
    // Hours, whatever the unit of the list price.
    #expect(Set(usages.map(\.usedMilliseconds)) == [45_000_000])
    let first = try #require(usages.first)
    #expect(first.amounts.currency == "CAD")
    #expect(first.amounts.billedMicro == 8_250_000)
    #expect(first.cost == nil)
    #expect(first.labels == ["job": "llama", "CostCenter": "nlp"])
    #expect(first.usageStart.rfc3339 == "2026-01-14T00:00:00Z")
    #expect(first.usageEnd.rfc3339 == "2026-01-15T00:00:00Z")
    #expect(first.resourceID?.hasSuffix("/virtualmachines/node-1") == true)
    #expect(
      reading.report.ignored == [
        "no machine type stated": 1, "charge type UnusedReservation": 1,
      ])
    #expect(
      reading.problems == [
        "7 | Date | 14/14/2026 | '14/14/2026' is not a date",
        "8 | BillingCurrency | $ | '$' is not a currency code",
      ])
  }

  @Test(
    "Azure's headers mean the same in every spelling",
    arguments: ["camel", "german", "payg"])
  func azureHeaders(dialect: String) throws {
    let wanted = try Reading.text(AzureText.text([[:]])).facts
    let payg = [
      "SubscriptionId": "SubscriptionGuid", "Date": "UsageDateTime",
      "Quantity": "UsageQuantity", "CostInBillingCurrency": "PreTaxCost",
      "BillingCurrencyCode": "Currency", "ResourceId": "InstanceId",
      "EffectivePrice": "ResourceRate",
    ]
    let text = AzureText.text([[:]]) { name in
      switch dialect {
      case "camel": name.prefix(1).lowercased() + name.dropFirst()
      case "german": "Spalte (" + name + ")"
      default: payg[name] ?? name
      }
    }
    #expect(try Reading.text(text).facts == wanted)
  }

  @Test("Azure's region names are the resource manager's")
  func azureRegions() throws {
    for (written, region) in [
      ("US East 2", "eastus2"), ("CentralUS", "centralus"),
      ("EU West", "westeurope"), ("canadacentral", "canadacentral"),
    ] {
      let text = AzureText.text([["ResourceLocation": written]])
      #expect(try Reading.text(text).facts.usages.map(\.region) == [region])
    }
  }

  @Test("FOCUS: market by pricing category, amounts kept apart")
  func focus() throws {
    let box = [
      "x_UsageType": "USW2-BoxUsage:p3.2xlarge", "x_Operation": "RunInstances",
    ]
    let reading = try Reading.text(
      FOCUSText.text([
        [:],
        box.merging(["PricingCategory": "Standard"]) { $1 },
        box.merging([
          "PricingCategory": "Committed", "BilledCost": "0",
          "EffectiveCost": "1.9",
        ]) { $1 },
        box.merging(["x_Operation": "RunInstances:CB", "BilledCost": "0"]) {
          $1
        },
        ["ProviderName": "Oracle Cloud"], ["ChargeCategory": "Purchase"],
        ["ChargeClass": "Correction"], ["ConsumedUnit": "GB"],
        ["ChargePeriodStart": "yesterday"],
      ]))
    let usages = reading.facts.usages
    #expect(
      usages.map(\.market) == [.spot, .onDemand, .reserved, .capacityBlock])
    #expect(
      usages.map(\.amounts.billedMicro) == [918_000, 918_000, 0, 0])
    #expect(
      usages.map(\.amounts.effectiveMicro) == [
        918_000, 918_000, 1_900_000, nil,
      ])
    #expect(usages.map(\.amounts.listMicro).allSatisfy { $0 == 3_060_000 })
    #expect(
      reading.report.ignored == [
        "provider Oracle Cloud": 1, "charge category Purchase": 1,
        "charge class Correction": 1,
      ])
    #expect(
      reading.problems == [
        "9 | ConsumedUnit | GB | no quantity is given in hours",
        "10 | ChargePeriodStart | yesterday | 'yesterday' is not a date and "
          + "time",
      ])
  }

  @Test(
    "FOCUS: a cloud by its name or its company's",
    arguments: ["aws", "Amazon Web Services, Inc.", "AMAZON WEB SERVICES"])
  func providerNames(name: String) throws {
    // In quotes, as a name with a comma is.
    let quoted = name.contains(",") ? "\"\(name)\"" : name
    let reading = try Reading.text(FOCUSText.text([["ProviderName": quoted]]))
    #expect(reading.facts.usages.map(\.provider) == [.aws])
  }

  @Test("FOCUS without vendor columns: AWS's words name the machine")
  func words() throws {
    let cases: [(String, String?, Bool)] = [
      (
        "$1.624 per On Demand Linux g5.4xlarge Instance Hour", "g5.4xlarge",
        false
      ),
      (
        "p3.2xlarge Linux/UNIX Spot Instance-hour in US West (Oregon) in VPC "
          + "Zone #1", "p3.2xlarge", true
      ),
      ("$0.045 per NAT Gateway Hour", nil, false),
      ("$0.114 per GB-month of General Purpose SSD", nil, false),
    ]
    for (text, type, isSpot) in cases {
      let words = AWSChargeWords(text)
      #expect(words?.instanceType == type)
      #expect((words?.isSpot ?? false) == isSpot)
    }
  }

  @Test("a row of the feed: used time is charge over price")
  func feed() throws {
    let reading = try Reading.text(
      Sample.feed.text
        + "2026-01-14 03:10:00 UTC\tUSW2-SpotUsage:p3.2xlarge\t"
        + "RunInstances:SV001\ti-01\tsir-1\t3.060 USD\t0.918\t0.459 USD\t1\n"
        + "2026-01-14 03:10:00 UTC\tUSW2-SpotUsage:m5.large\t"
        + "RunInstances:SV001\ti-02\tsir-1\t3.060 USD\t0.1 USD\t0.1 USD\t1\n",
      name: Sample.feed.name)
    let usage = try #require(reading.facts.usages.first)
    // 0.459 of 0.918 USD/h: half an hour from 02:10 on.
    #expect(usage.usedMilliseconds == 1_800_000)
    #expect(usage.account == "000000000012")
    #expect(usage.region == "us-west-2")
    #expect(usage.zone == nil)
    #expect(usage.revision == 1)
    #expect(reading.report.ignored == ["not an accelerated type": 1])
    #expect(
      reading.problems == [
        "4 | MarketPrice | 0.918 | '0.918' is no amount with a currency"
      ])
  }

  @Test("CUR: a commitment's hour costs what its commitment says")
  func commitments() throws {
    let columns =
      CURText.columns + [
        "savingsPlan/SavingsPlanEffectiveCost", "reservation/EffectiveCost",
      ]
    let box = [
      "lineItem/UsageType": "USW2-BoxUsage:p4d.24xlarge",
      "lineItem/Operation": "RunInstances",
      "lineItem/UnblendedCost": "32.77",
    ]
    let reading = try Reading.text(
      CURText.text(
        columns: columns,
        rows: [
          box.merging([
            "lineItem/LineItemType": "SavingsPlanCoveredUsage",
            "savingsPlan/SavingsPlanEffectiveCost": "21.5",
          ]) { $1 },
          box.merging([
            "lineItem/LineItemType": "DiscountedUsage",
            "lineItem/UnblendedCost": "0", "reservation/EffectiveCost": "20",
          ]) { $1 },
        ].map(CURText.row)))
    // The negation line takes the on-demand price of the first one back.
    #expect(reading.facts.usages.map(\.amounts.billedMicro) == [0, 0])
    #expect(
      reading.facts.usages.map(\.amounts.effectiveMicro)
        == [21_500_000, 20_000_000])
  }
}
