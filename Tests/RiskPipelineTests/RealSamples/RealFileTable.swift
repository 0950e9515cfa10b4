import RiskDomain

@testable import RiskPipeline

/// What each real sample gives.
///
/// Rows of every file were counted on 2026-11-21 with Python's json, csv, gzip
/// and zipfile modules; so were the facts of price lists, advisors, fleets and
/// the FOCUS sample, by rules written anew. Facts of events and what bills leave
/// out follow from what the few rows say, as each format's tests work out.
enum RealFileTable {
  /// What becomes of one file.
  enum Expected: Equatable {
    /// Format, records, facts, records left out on purpose, set-aside rows.
    case loaded(
      String, rows: Int, facts: Int, ignored: [String: Int] = [:],
      setAside: Int = 0)
    /// Recognised and not loaded; the sentence begins so.
    case refused(String)
    /// Of no format that is read.
    case unknown
    /// Passed over as no data.
    case companion(String)
  }

  /// By path below the folder of samples.
  static let expected: [String: Expected] = {
    var table = others
    for part in [bills, prices, logs] {
      table.merge(part) { first, _ in first }
    }
    for (type, rows) in spotPrices {
      table["aws-spot-prices/\(type).json.gz"] = .loaded(
        "aws-spot-price-history", rows: rows, facts: rows)
    }
    for zone in ["us-west-2a", "us-west-2b"] {
      for gpus in ["k80_1", "k80_8", "v100_1", "v100_8"] {
        table[
          "availability-traces/aws-10-26-2022/\(zone)_\(gpus).json"] =
          .loaded("availability-trace", rows: 3895, facts: 3895)
      }
    }
    return table
  }()

  private static let spotPrices = [
    "g4dn.12xlarge": 832, "g4dn.16xlarge": 1306, "g4dn.2xlarge": 872,
    "g4dn.4xlarge": 890, "g4dn.8xlarge": 858, "g4dn.xlarge": 848,
    "m5.xlarge": 3099,
  ]

  // Two hours of t3.micro and one row of S3.
  private static let firstDelivery = Expected.loaded(
    "aws-cur", rows: 3, facts: 0,
    ignored: ["not an accelerated type": 2, "other product": 1])
  // Two hours of t3.small, one row of S3 and one of RDS.
  private static let secondDelivery = Expected.loaded(
    "aws-cur", rows: 4, facts: 0,
    ignored: ["not an accelerated type": 2, "other product": 2])
  private static func manifest(_ format: String) -> Expected {
    .loaded(
      format, rows: 1, facts: 0,
      ignored: ["manifest, read with its parts": 1])
  }

  /// What a file cannot say of itself.
  struct Question {
    /// How the refusal begins when nobody says it.
    var refusal: String
    var hints: IngestRun.Hints
  }

  /// By path or the start of one.
  static let questions: [String: Question] = [
    "aws-capacity-blocks/describe": Question(
      refusal:
        "offerings change by the hour and the file does not say when it was "
        + "fetched. Give the time with --captured-at.",
      // 2025-02-14T16:00:00Z
      hints: IngestRun.Hints(
        instanceType: "p4d.24xlarge",
        capturedAt: UTCInstant(unixSeconds: 1_739_548_800))),
    "aws-node-log/": Question(
      refusal:
        "the log does not say where its instances ran. Give the zone with "
        + "--zone.",
      hints: IngestRun.Hints(
        // 2022-03-01T00:00:00Z
        start: UTCInstant(unixSeconds: 1_646_092_800), provider: .aws,
        zone: "us-east-1b", instanceType: "g4dn.xlarge")),
    "aws-on-demand/aws_linux_ondemand_latest.csv": Question(
      refusal: "on-demand prices change and the file does not say when it was "
        + "fetched. Give the time with --captured-at.", hints: captured),
    "aws-spot-advisor/": Question(
      refusal:
        "the advisor's grades change and the file does not say when it was "
        + "fetched. Give the time with --captured-at.", hints: captured),
    "gcp-alive-counts/": Question(
      refusal:
        "the log does not say where its instances ran. Give the zone with "
        + "--zone.",
      hints: IngestRun.Hints(
        provider: .gcp, zone: "us-east1-b", instanceType: "a2-highgpu-1g",
        timeZone: "UTC")),
  ]

  // 2026-02-10T09:00:00Z
  private static let captured = IngestRun.Hints(
    capturedAt: UTCInstant(unixSeconds: 1_770_714_000))

  private static let others: [String: Expected] = [
    "README.md": .companion("notes for people"),
    // 24 h, 19 h and 43 h of p4d.24xlarge.
    "aws-capacity-blocks/"
      + "describe_capacity_block_offerings_p4d_query_2025-02.json":
      .loaded("aws-capacity-blocks", rows: 3, facts: 3),
    "aws-cur/2022-07-01-alt-columns.csv":
      .loaded("aws-cur", rows: 2, facts: 0, ignored: ["other product": 2]),
    "aws-cur/empty_frame.csv": .loaded("aws-cur", rows: 0, facts: 0),
    // 19 rows of 130 fields under a header of 131 names, read up to the last
    // name that surely fits: 11 of EBS-AWS-Out-Bytes, 8 of In-Bytes.
    "aws-cur/test_cur.csv.gz":
      .loaded(
        "aws-cur", rows: 19, facts: 11, ignored: ["no instance-hours": 8]),
    "aws-cur-deliveries/cur_1_0/MockTestReport-00001.csv.zip": firstDelivery,
    "aws-cur-deliveries/cur_1_0/cur1_manifest.json": manifest("aws-cur"),
    "aws-cur-deliveries/cur_1_0/s3_structure/mock-cur-bucket/20240101-20240131/"
      + "MockTestReport-00001.csv.zip": firstDelivery,
    "aws-cur-deliveries/cur_1_0/s3_structure/mock-cur-bucket/20240101-20240131/"
      + "MockTestReport-Manifest.json": manifest("aws-cur"),
    "aws-cur-deliveries/cur_1_0/sample_billing_data.csv": firstDelivery,
    "aws-cur-deliveries/cur_2_0/MockTestReportV2-00001.csv.gz": secondDelivery,
    "aws-cur-deliveries/cur_2_0/cur2_manifest.json": manifest("aws-cur2"),
    "aws-cur-deliveries/cur_2_0/s3_structure/mock-cur-v2-bucket/data/"
      + "BILLING_PERIOD=2024-09/MockTestReportV2-00001.csv.gz": secondDelivery,
    "aws-cur-deliveries/cur_2_0/s3_structure/mock-cur-v2-bucket/metadata/"
      + "BILLING_PERIOD=2024-09/MockTestReportV2-Manifest.json": manifest(
        "aws-cur2"),
    "aws-cur-deliveries/cur_2_0/sample_billing_data_v2.csv": secondDelivery,
    "events/aws_eventbridge_asg_terminate_lifecycle.json":
      .loaded(
        "aws-eventbridge", rows: 1, facts: 0,
        ignored: ["detail-type EC2 Instance-terminate Lifecycle Action": 1]),
    "events/aws_eventbridge_rebalance_recommendation.json":
      .loaded("aws-eventbridge", rows: 1, facts: 1),
    "events/aws_eventbridge_spot_interruption_warning.json":
      .loaded("aws-eventbridge", rows: 1, facts: 1),
    "events/aws_eventbridge_state_change.json":
      .loaded("aws-eventbridge", rows: 1, facts: 1),
    // 605 machines, of each an insert, an end, a description and a name.
    "gcp-preemptions/lifetimes_us-east1-b_us-west1-a.json.gz":
      .loaded("gcp-operations", rows: 1210, facts: 2420),
  ]

  // What the metadata service tells an instance of itself names no instance.
  private static let metadataAnswer = Expected.refused(
    "this is an answer of the instance metadata service: it does not say which "
      + "instance asked.")
  // One row each, of a machine without a GPU.
  private static let smallMachine = Expected.loaded(
    "azure-cost", rows: 1, facts: 0, ignored: ["not an accelerated type": 1])
  private static let otherAzureService = Expected.loaded(
    "azure-cost", rows: 1, facts: 0, ignored: ["other service": 1])
  private static func feed(_ rows: Int) -> Expected {
    .loaded(
      "aws-spot-data-feed", rows: rows, facts: 0,
      ignored: ["not an accelerated type": rows])
  }

  private static let bills: [String: Expected] = [
    "aws-spot-data-feed/111122223333.2020-10-29-19.001.aaaaaaaa.gz": feed(1),
    "aws-spot-data-feed/111122223333.2021-02-25-15.002.3eb820a5.gz": feed(2),
    "aws-spot-data-feed/111122223333.2023-12-09-07.001.b959dbc6.gz": feed(1),
    "azure-cost-export/azure_camelCased.csv": .loaded(
      "azure-cost", rows: 3, facts: 2, ignored: ["nothing charged": 1]),
    "azure-cost-export/azure_ea_export_sample_anonymous.csv": .loaded(
      "azure-cost", rows: 27, facts: 6,
      ignored: [
        "nothing charged": 1, "not an accelerated type": 3,
        "no machine type stated": 4, "other service": 13,
      ]),
    // Two rows of disks in the currency 'MC', which is none.
    "azure-cost-export/azure_version_2.csv": .loaded(
      "azure-cost", rows: 5, facts: 0,
      ignored: [
        "not an accelerated type": 1, "charge type Purchase": 1,
        "other service": 1,
      ], setAside: 2),
    "azure-cost-export/camel_azure_version_2.csv": .loaded(
      "azure-cost", rows: 4, facts: 3, ignored: ["nothing charged": 1]),
    "azure-cost-export/costreport_a243c6f2-199f-4074-9a2c-40e671cf1584.csv":
      .loaded("azure-cost", rows: 3, facts: 2, ignored: ["nothing charged": 1]),
    "azure-cost-export/headersets_BOM.csv": otherAzureService,
    "azure-cost-export/headersets_Enterprise.csv": smallMachine,
    "azure-cost-export/headersets_EnterpriseCamel.csv": otherAzureService,
    "azure-cost-export/headersets_German.csv": otherAzureService,
    "azure-cost-export/headersets_PayAsYouGo.csv": otherAzureService,
    "azure-cost-export/headersets_YA.csv": otherAzureService,
    "azure-cost-export/values_MissingBrackets.csv": smallMachine,
    // 87 rows of 10 fields under a header of 11 names. No quantity and no
    // currency stand in any of them: cut to fit they would give no fact.
    "azure-cost-export/values_Template.csv": .loaded(
      "azure-cost", rows: 87, facts: 0, setAside: 87),
    "azure-cost-export/values_VirtualMachine.csv": smallMachine,
    // 49 charges of storage, 63 of egress, an hour each of g3.4xlarge and
    // g5.4xlarge; 10 instance-hours in all.
    "focus/focus_1.0_sample_400.csv": .loaded(
      "focus", rows: 400, facts: 114,
      ignored: [
        "other service": 124, "no instance-hours": 98, "nothing charged": 56,
        "not an accelerated type": 8,
      ]),
    "gcp-billing/"
      + "202011_30c31bca571d9b7f3b2c8459dd8bc34a_2020-11-08_2020-11-11.csv":
      .loaded(
        "gcp-billing", rows: 25, facts: 0, ignored: ["other service": 25]),
    "gcp-billing/2022-08-01_5.csv": .loaded(
      "gcp-billing", rows: 9, facts: 2, ignored: ["nothing charged": 7]),
  ]

  private static let prices: [String: Expected] = [
    // 4 of 62 rows of March name the region "unknown"; in January the two that
    // were there named a Local Zone.
    "aws-capacity-blocks/pricing.2026-01-31.23bac71.json": .loaded(
      "aws-capacity-blocks", rows: 60, facts: 60),
    "aws-capacity-blocks/pricing.2026-03-01.ff99bc1.json": .loaded(
      "aws-capacity-blocks", rows: 62, facts: 58, setAside: 4),
    "aws-on-demand/aws_linux_ondemand_changes.csv.gz": .loaded(
      "on-demand-prices", rows: 1376, facts: 1376),
    "aws-on-demand/aws_linux_ondemand_latest.csv": .loaded(
      "on-demand-prices", rows: 1367, facts: 1367),
    "aws-spot-advisor/spot-advisor-data.2021-02-10.json.gz": .loaded(
      "aws-spot-advisor", rows: 7890, facts: 7890),
    "aws-spot-advisor/spot-advisor-data.2024-02-28.json.gz": .loaded(
      "aws-spot-advisor", rows: 20_887, facts: 20_887),
    // 3,926 on-demand prices and 3,129 of spot.
    "gcp-prices/gcp_gpu_price_changes_to_2024-12.csv.gz": .loaded(
      "gcp-price-list", rows: 3926, facts: 7055),
  ]

  private static let logs: [String: Expected] = [
    // 79 nodes joined, 74 were taken.
    "aws-node-log/g4dn-trace.csv": .loaded("node-log", rows: 153, facts: 153),
    "gcp-alive-counts/a100x1-east1b.txt": .loaded(
      "alive-counts", rows: 268, facts: 268),
    // The event and what it says of the instance.
    "events/aws_cloudtrail_BidEvictedEvent_2026_captured.json":
      .loaded("aws-cloudtrail", rows: 1, facts: 2),
    "events/aws_cloudtrail_BidEvictedEvent_awsdocs.json":
      .loaded("aws-cloudtrail", rows: 1, facts: 2),
    "events/aws_cloudtrail_BidFulfilledEvent_awsdocs.json":
      .loaded("aws-cloudtrail", rows: 1, facts: 2),
    "events/aws_describe_spot_instance_requests.json":
      .loaded("aws-spot-requests", rows: 1, facts: 3),
    "events/aws_imds_rebalance.json": metadataAnswer,
    "events/aws_imds_spot_instance_action.json": metadataAnswer,
    "events/azure_imds_scheduled_event_preempt.json":
      .loaded("azure-scheduled-events", rows: 1, facts: 1),
    "events/gcp_audit_log_compute_instances_preempted.json":
      .loaded("gcp-audit-log", rows: 1, facts: 1),
    // The documented entry has neither timestamp nor receiveTimestamp.
    "events/gcp_audit_log_instances_insert.json":
      .loaded("gcp-audit-log", rows: 1, facts: 0, setAside: 1),
  ]
}
