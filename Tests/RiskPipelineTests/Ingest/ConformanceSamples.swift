import RiskDomain
import RiskIngest
import Testing

@testable import RiskPipeline

/// A small good file of a format, as rows that can be put into any order and
/// any portions; written by hand in the cloud's layout.
///
/// A new format gets one line in `all` and a sample in a file of its own or
/// below.
struct ConformanceSample: Sendable, CustomTestStringConvertible {
  var format: IngestFormat
  /// What stands before, between and after the rows.
  var head = ""
  var separator = "\n"
  var tail = "\n"
  /// Oldest first.
  var rows: [String]
  /// Name of the file and its folder, where they say something.
  var name = "file"
  var folder = "inbox"
  var hints = IngestRun.Hints()
  /// Why the rows cannot be moved or cut; nil when they can.
  var staysWhole: String?

  var testDescription: String { "\(format.rawValue): \(head.prefix(40))" }

  /// The file of some rows.
  func text(_ rows: some Sequence<String>) -> String {
    head + rows.joined(separator: separator) + tail
  }

  static let all: [ConformanceSample] =
    [spotPrices, eventBridge, operations, trace, blocks, launches]
    + bills + markets + logs

  private static let spotPrices = ConformanceSample(
    format: .awsSpotPriceHistory, head: "{\"SpotPriceHistory\": [\n",
    separator: ",\n", tail: "]}\n",
    rows: [(1, "0.918000"), (2, "0.918000"), (3, "0.95"), (4, "0.9")]
      .flatMap { hour, price in
        ["us-east-1a", "us-east-1b"].map { zone in
          """
          {"AvailabilityZone": "\(zone)", "InstanceType": "p3.2xlarge",
           "ProductDescription": "Linux/UNIX", "SpotPrice": "\(price)",
           "Timestamp": "2026-01-14T0\(hour):00:00+00:00"}
          """
        }
      })

  private static let eventBridge = ConformanceSample(
    format: .awsEventBridge,
    rows: (1...5).map { number in
      """
      {"id": "e-\(number)", "source": "aws.ec2", "region": "us-east-1",\
       "detail-type": "EC2 Spot Instance Interruption Warning",\
       "time": "2026-01-14T0\(number):00:00Z",\
       "resources": ["arn:aws:ec2:us-east-1b:instance/i-0\(number)"],\
       "detail": {"instance-id": "i-0\(number)",\
       "instance-action": "terminate"}}
      """
    })

  private static let operations = ConformanceSample(
    format: .gcpOperations, head: "{", separator: ",\n", tail: "}\n",
    rows: (1...4).map { number in
      """
      "vm-\(number)": {"instance_data": {"NAME": "vm-\(number)",
         "ZONE": "us-east1-b", "MACHINE_TYPE": "a2-highgpu-1g",
         "PREEMPTIBLE": "true"},
       "insert": {"id": "1\(number)", "operationType": "insert",
         "status": "DONE", "targetId": "90\(number)",
         "insertTime": "2026-01-14T0\(number):00:00.500-08:00",
         "targetLink":
           "https://c/projects/p/zones/us-east1-b/instances/vm-\(number)",
         "zone": "https://c/projects/p/zones/us-east1-b"},
       "compute.instances.preempted": {"id": "2\(number)",
         "operationType": "compute.instances.preempted", "status": "DONE",
         "insertTime": "2026-01-14T0\(number + 1):01:01.000-08:00",
         "targetId": "90\(number)",
         "targetLink":
           "https://c/projects/p/zones/us-east1-b/instances/vm-\(number)"}}
      """
    })

  private static let trace = ConformanceSample(
    format: .availabilityTrace,
    head: "{\"metadata\": {\"gap_seconds\": 600}, \"data\": [",
    separator: ", ", tail: "]}\n", rows: ["1", "1", "0", "2", "0", "1"],
    name: "us-west-2a_v100_1.json", folder: "aws-10-26-2022",
    staysWhole: "a count's place in the list is its time")

  private static let blocks = ConformanceSample(
    format: .awsCapacityBlocks, head: "{\"CapacityBlockOfferings\": [",
    separator: ",\n", tail: "]}\n",
    rows: (1...4).map { number in
      """
      {"CapacityBlockOfferingId": "cb-\(number)",
       "InstanceType": "p5.48xlarge", "AvailabilityZone": "us-east-2a",
       "InstanceCount": \(number), "StartDate": "2026-02-14T11:30:00+00:00",
       "EndDate": "2026-02-1\(number + 4)T11:30:00+00:00",
       "CapacityBlockDurationHours": \(24 * number),
       "UpfrontFee": "\(1000 * number).5", "CurrencyCode": "USD",
       "Tenancy": "default"}
      """
    },
    // 2026-02-10T09:00:00Z
    hints: IngestRun.Hints(
      capturedAt: UTCInstant(unixSeconds: 1_770_714_000)))

  private static let launches = ConformanceSample(
    format: .launches,
    head: "pool,requestedAt,launchedAt,instanceId,endedAt,exit,job\n",
    rows: (1...5).map { number in
      """
      aws/us-west-2a/p3.2xlarge,2026-01-14T0\(number):00:00Z,\
      2026-01-14T0\(number):03:00Z,i-0\(number),\
      2026-01-14T0\(number + 4):00:00Z,\
      \(number % 2 == 0 ? "interrupted" : "released"),"fine, tune"
      """
    } + ["aws/us-west-2a/p3.2xlarge,2026-01-14T09:00:00Z,,,,,"])
}
