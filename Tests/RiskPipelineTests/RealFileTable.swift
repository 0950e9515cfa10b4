/// What each real sample gives.
///
/// Rows were counted with Python's json, csv, gzip and zipfile modules on
/// 2026-11-21; facts follow from what the rows say, as each format's tests work
/// out.
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
  private static let manifest = Expected.companion(
    "a manifest: the parts say the same")

  private static let others: [String: Expected] = [
    "README.md": .companion("notes for people"),
    // 24 h, 19 h and 43 h of p4d.24xlarge.
    "aws-capacity-blocks/"
      + "describe_capacity_block_offerings_p4d_query_2025-02.json":
      .loaded("aws-capacity-blocks", rows: 3, facts: 3),
    "aws-cur/2022-07-01-alt-columns.csv":
      .loaded("aws-cur", rows: 2, facts: 0, ignored: ["other product": 2]),
    "aws-cur/empty_frame.csv": .loaded("aws-cur", rows: 0, facts: 0),
    // 19 rows of 130 fields under a header of 131 names.
    "aws-cur/test_cur.csv.gz":
      .loaded("aws-cur", rows: 19, facts: 0, setAside: 19),
    "aws-cur-deliveries/cur_1_0/MockTestReport-00001.csv.zip": firstDelivery,
    "aws-cur-deliveries/cur_1_0/cur1_manifest.json": manifest,
    "aws-cur-deliveries/cur_1_0/s3_structure/mock-cur-bucket/20240101-20240131/"
      + "MockTestReport-00001.csv.zip": firstDelivery,
    "aws-cur-deliveries/cur_1_0/s3_structure/mock-cur-bucket/20240101-20240131/"
      + "MockTestReport-Manifest.json": manifest,
    "aws-cur-deliveries/cur_1_0/sample_billing_data.csv": firstDelivery,
    "aws-cur-deliveries/cur_2_0/MockTestReportV2-00001.csv.gz": secondDelivery,
    "aws-cur-deliveries/cur_2_0/cur2_manifest.json": manifest,
    "aws-cur-deliveries/cur_2_0/s3_structure/mock-cur-v2-bucket/data/"
      + "BILLING_PERIOD=2024-09/MockTestReportV2-00001.csv.gz": secondDelivery,
    "aws-cur-deliveries/cur_2_0/s3_structure/mock-cur-v2-bucket/metadata/"
      + "BILLING_PERIOD=2024-09/MockTestReportV2-Manifest.json": manifest,
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
    // What the metadata service tells an instance of itself names no instance.
    "events/aws_imds_rebalance.json": .unknown,
    "events/aws_imds_spot_instance_action.json": .unknown,
    // 605 machines, one insert and one end each, and a description of each.
    "gcp-preemptions/lifetimes_us-east1-b_us-west1-a.json.gz":
      .loaded("gcp-operations", rows: 1210, facts: 1815),
  ]

  /// Files of formats that are not read yet, by the format that is to read
  /// them.
  ///
  /// A file that is loaded must move to the table above: the test says with
  /// which line.
  static let pending: [String: [String]] = [
    "alive-counts": [
      "gcp-alive-counts/a100x1-east1b.txt"
    ],
    "aws-capacity-blocks": [
      "aws-capacity-blocks/pricing.2026-01-31.23bac71.json",
      "aws-capacity-blocks/pricing.2026-03-01.ff99bc1.json",
    ],
    "aws-cloudtrail": [
      "events/aws_cloudtrail_BidEvictedEvent_2026_captured.json",
      "events/aws_cloudtrail_BidEvictedEvent_awsdocs.json",
      "events/aws_cloudtrail_BidFulfilledEvent_awsdocs.json",
    ],
    "aws-spot-advisor": [
      "aws-spot-advisor/spot-advisor-data.2021-02-10.json.gz",
      "aws-spot-advisor/spot-advisor-data.2024-02-28.json.gz",
    ],
    "aws-spot-data-feed": [
      "aws-spot-data-feed/111122223333.2020-10-29-19.001.aaaaaaaa.gz",
      "aws-spot-data-feed/111122223333.2021-02-25-15.002.3eb820a5.gz",
      "aws-spot-data-feed/111122223333.2023-12-09-07.001.b959dbc6.gz",
    ],
    "aws-spot-requests": [
      "events/aws_describe_spot_instance_requests.json"
    ],
    "azure-cost": [
      "azure-cost-export/azure_camelCased.csv",
      "azure-cost-export/azure_ea_export_sample_anonymous.csv",
      "azure-cost-export/azure_version_2.csv",
      "azure-cost-export/camel_azure_version_2.csv",
      "azure-cost-export/costreport_a243c6f2-199f-4074-9a2c-40e671cf1584.csv",
      "azure-cost-export/headersets_BOM.csv",
      "azure-cost-export/headersets_Enterprise.csv",
      "azure-cost-export/headersets_EnterpriseCamel.csv",
      "azure-cost-export/headersets_German.csv",
      "azure-cost-export/headersets_PayAsYouGo.csv",
      "azure-cost-export/headersets_YA.csv",
      "azure-cost-export/values_MissingBrackets.csv",
      "azure-cost-export/values_Template.csv",
      "azure-cost-export/values_VirtualMachine.csv",
    ],
    "azure-scheduled-events": [
      "events/azure_imds_scheduled_event_preempt.json"
    ],
    "focus": [
      "focus/focus_1.0_sample_400.csv"
    ],
    "gcp-audit-log": [
      "events/gcp_audit_log_compute_instances_preempted.json",
      "events/gcp_audit_log_instances_insert.json",
    ],
    "gcp-billing": [
      "gcp-billing/202011_30c31bca571d9b7f3b2c8459dd8bc34a_2020-11-08_2020-11-11.csv",
      "gcp-billing/2022-08-01_5.csv",
    ],
    "gcp-price-list": [
      "gcp-prices/gcp_gpu_price_changes_to_2024-12.csv.gz"
    ],
    "node-log": [
      "aws-node-log/g4dn-trace.csv"
    ],
    "on-demand-prices": [
      "aws-on-demand/aws_linux_ondemand_changes.csv.gz",
      "aws-on-demand/aws_linux_ondemand_latest.csv",
    ],
  ]
}
