import RiskDomain
import Testing

@testable import RiskIngest

/// A small good file of each format, written by hand in the clouds' layout.
struct Sample: Sendable, CustomTestStringConvertible {
  var format: IngestFormat
  var folder = "inbox"
  var name = "file"
  var text: String
  var hints = IngestHints()
  /// Rows and facts that the text holds.
  var rows, facts: Int
  /// False for facts that have no time of their own.
  var isDated = true

  var testDescription: String { format.rawValue }

  static let all: [Sample] =
    [
      price, cur, events, operations, trace, blocks, launches,
      cur2, feed, focus, gcpBilling, azure,
    ] + markets + logs

  static let price = Sample(
    format: .awsSpotPriceHistory,
    text: """
      {
          "SpotPriceHistory": [
              {
                  "AvailabilityZone": "us-east-1a",
                  "InstanceType": "p3.2xlarge",
                  "ProductDescription": "Linux/UNIX",
                  "SpotPrice": "0.918000",
                  "Timestamp": "2026-01-14T02:00:00+00:00"
              },
              {
                  "AvailabilityZone": "us-east-1b",
                  "InstanceType": "p6-b200.48xlarge",
                  "ProductDescription": "Windows (Amazon VPC)",
                  "SpotPrice": "14.4",
                  "Timestamp": "2026-01-14T01:00:00.000Z"
              }
          ],
          "NextToken": "abc=="
      }

      """, rows: 2, facts: 2)

  static let cur = Sample(
    format: .awsCUR,
    text: CURText.text(rows: [
      CURText.spot, CURText.onDemand, CURText.tax,
    ]), rows: 3, facts: 2)

  static let events = Sample(
    format: .awsEventBridge,
    text: """
      {
        "version": "0",
        "id": "e-1",
        "detail-type": "EC2 Spot Instance Interruption Warning",
        "source": "aws.ec2",
        "account": "000000000001",
        "time": "2026-01-14T02:00:00Z",
        "region": "us-east-1",
        "resources": [ "arn:aws:ec2:us-east-1b:instance/i-01" ],
        "detail": { "instance-id": "i-01", "instance-action": "terminate" }
      }
      {
        "id": "e-2",
        "detail-type": "EC2 Instance State-change Notification",
        "time": "2026-01-14T02:02:00Z",
        "region": "us-east-1",
        "resources": [ "arn:aws:ec2:us-east-1:000000000001:instance/i-01" ],
        "detail": { "instance-id": "i-01", "state": "terminated" }
      }

      """, rows: 2, facts: 2)

  static let operations = Sample(
    format: .gcpOperations,
    text: """
      {"vm-1": {"instance_data": {"NAME": "vm-1", "ZONE": "us-east1-b",
         "MACHINE_TYPE": "a2-highgpu-1g", "PREEMPTIBLE": "true"},
        "time_in_sec": 60.5,
        "insert": {"id": "11", "operationType": "insert", "status": "DONE",
          "insertTime": "2026-01-14T02:00:00.500-08:00", "targetId": "901",
          "targetLink": "https://c/projects/p/zones/us-east1-b/instances/vm-1",
          "zone": "https://c/projects/p/zones/us-east1-b"},
        "compute.instances.preempted": {"id": "12",
          "operationType": "compute.instances.preempted", "status": "DONE",
          "insertTime": "2026-01-14T02:01:01.000-08:00", "targetId": "901",
          "targetLink": "https://c/projects/p/zones/us-east1-b/instances/vm-1"
        }}}
      """, rows: 2, facts: 4)

  static let trace = Sample(
    format: .availabilityTrace, folder: "aws-10-26-2022",
    name: "us-west-2a_v100_1.json",
    text: """
      {"metadata": {"gap_seconds": 600}, "data": [1, 1, 0, 2]}

      """, rows: 4, facts: 4)

  static let blocks = Sample(
    format: .awsCapacityBlocks,
    text: """
      {
        "CapacityBlockOfferings": [
          {
            "CapacityBlockOfferingId": "cb-1", "InstanceType": "p5.48xlarge",
            "AvailabilityZone": "us-east-2a", "InstanceCount": 16,
            "StartDate": "2026-02-14T16:13:00+00:00",
            "EndDate": "2026-02-15T11:30:00+00:00",
            "CapacityBlockDurationHours": 19, "UpfrontFee": "10066.875",
            "CurrencyCode": "USD", "Tenancy": "default"
          }
        ]
      }

      """, hints: blockHints, rows: 1, facts: 1)

  // 2026-02-10T09:00:00Z
  private static let blockHints = IngestHints(
    capturedAt: UTCInstant(unixSeconds: 1_770_714_000))

  static let launches = Sample(
    format: .launches,
    text: """
      pool,requestedAt,launchedAt,instanceId,endedAt,exit,job
      aws/us-west-2a/p3.2xlarge,2026-01-14T02:00:00Z,2026-01-14T02:03:00Z,\
      i-01,2026-01-14T08:00:00Z,interrupted,"fine, tune"
      aws/us-west-2a/p3.2xlarge,2026-01-14T09:00:00Z,,,,,

      """, rows: 2, facts: 2)
}

/// Rows of a legacy report, written by hand after the vocabulary of real bills.
enum CURText {
  static let columns = [
    "identity/LineItemId", "bill/PayerAccountId",
    "bill/BillingPeriodStartDate", "lineItem/LineItemType",
    "lineItem/UsageStartDate", "lineItem/UsageEndDate",
    "lineItem/ProductCode", "lineItem/UsageType", "lineItem/Operation",
    "lineItem/AvailabilityZone", "lineItem/ResourceId",
    "lineItem/UsageAmount", "lineItem/CurrencyCode",
    "lineItem/UnblendedCost", "lineItem/LineItemDescription",
    "pricing/publicOnDemandCost", "pricing/unit", "product/marketoption",
    "resourceTags/user:job",
  ]

  /// A spot hour that gives a fact; other rows change some of its fields.
  static let spot = row([:])

  static let onDemand = row([
    "identity/LineItemId": "li-2",
    "lineItem/UsageType": "BoxUsage:p4d.24xlarge",
    "lineItem/Operation": "RunInstances", "lineItem/UnblendedCost": "32.7726",
    "lineItem/AvailabilityZone": "", "pricing/publicOnDemandCost": "32.7726",
    "lineItem/LineItemDescription": "\"On Demand, \"\"Linux\"\"\nLinux\"",
  ])

  static let tax = row([
    "identity/LineItemId": "li-3", "lineItem/LineItemType": "Tax",
    "lineItem/UsageType": "", "lineItem/Operation": "",
  ])

  static func row(_ changes: [String: String]) -> [String: String] {
    var row = [
      "identity/LineItemId": "li-1", "bill/PayerAccountId": "000000000012",
      "bill/BillingPeriodStartDate": "2026-01-01T00:00:00Z",
      "lineItem/LineItemType": "Usage",
      "lineItem/UsageStartDate": "2026-01-14T02:00:00Z",
      "lineItem/UsageEndDate": "2026-01-14T03:00:00Z",
      "lineItem/ProductCode": "AmazonEC2",
      "lineItem/UsageType": "USW2-SpotUsage:p3.2xlarge",
      "lineItem/Operation": "RunInstances:SV001",
      "lineItem/AvailabilityZone": "us-west-2a",
      "lineItem/ResourceId": "i-01", "lineItem/UsageAmount": "0.5",
      "lineItem/CurrencyCode": "USD", "lineItem/UnblendedCost": "0.459",
      "lineItem/LineItemDescription": "p3.2xlarge Linux/UNIX Spot",
      "pricing/unit": "Hrs", "resourceTags/user:job": "llama",
    ]
    row.merge(changes) { $1 }
    return row
  }

  static func text(
    columns: [String] = columns, rows: [[String: String]],
    named name: (String) -> String = { $0 }
  ) -> String {
    let header = columns.map(name).joined(separator: ",") + "\n"
    return header + rows.map { line($0, columns: columns) }.joined()
  }

  /// One data row.
  static func line(
    _ row: [String: String], columns: [String] = columns
  ) -> String {
    columns.map { row[$0] ?? "" }.joined(separator: ",") + "\n"
  }
}
