import RiskDomain
import RiskIngest

@testable import RiskPipeline

/// Logs: six records of which some speak of the same thing twice.
extension ConformanceSample {
  static let logs: [ConformanceSample] = [
    lines(.awsEventBridge, six { eventBridge($0) }),
    list(.awsCloudTrail, "Records", six { cloudTrail($0) }),
    list(.awsSpotRequests, "SpotInstanceRequests", six { spotRequest($0) }),
    list(.awsInstances, "Reservations", six { reservation($0) }),
    lines(.gcpOperations, six { operation($0) }),
    lines(.gcpAuditLog, six { auditEntry($0) }),
    lines(.azureScheduledEvents, six { scheduled($0) }),
    list(.kubernetesEvents, "items", six { kubernetes($0) }),
    table(.nodeLog, "", six { nodeRow($0) }),
    table(
      .aliveCounts, "", six { "2022-03-0\($0 + 1), 11:00:00, \($0 * 7 % 5)" }),
    table(
      .launches, "pool,requestedAt,launchedAt,instanceId,endedAt,exit\n",
      six { launch($0) }),
    table(
      .checkpoints, "job,at,step,checkpointSeconds,restartSeconds\n",
      six {
        "llama,\(time($0)),\($0),\($0).5,\($0 % 2 == 0 ? "" : "60")"
      }),
    lines(.exposures, six { cell($0) }),
  ]

  private static func six(_ record: (Int) -> String) -> [String] {
    (0..<6).map(record)
  }

  private static func lines(
    _ format: IngestFormat, _ records: [String]
  ) -> ConformanceSample {
    ConformanceSample(format: format, rows: records, hints: fleetHints)
  }

  private static func list(
    _ format: IngestFormat, _ key: String, _ records: [String]
  ) -> ConformanceSample {
    ConformanceSample(
      format: format, head: "{\"\(key)\": [", separator: ",\n ",
      tail: "]}\n", rows: records, hints: fleetHints)
  }

  private static func table(
    _ format: IngestFormat, _ header: String, _ records: [String]
  ) -> ConformanceSample {
    ConformanceSample(
      format: format, head: header, rows: records, hints: fleetHints)
  }

  private static var fleetHints: IngestRun.Hints {
    IngestRun.Hints(
      start: UTCInstant(unixSeconds: 1_646_092_800), provider: .aws,
      zone: "us-east-1b", instanceType: "g4dn.xlarge",
      timeZone: "UTC")
  }

  private static func time(_ i: Int) -> String { "2026-01-14T0\(i):00:00Z" }

  private static func eventBridge(_ i: Int) -> String {
    let (type, detail) =
      i % 2 == 0
      ? (
        "EC2 Spot Instance Interruption Warning",
        "\"instance-action\":\"terminate\""
      ) : ("EC2 Instance State-change Notification", "\"state\":\"running\"")
    return """
      {"id":"e-\(i % 5)","detail-type":"\(type)","time":"\(time(i % 5))",\
      "region":"us-east-1","detail":{"instance-id":"i-\(i % 3)",\(detail)}}
      """
  }

  private static func cloudTrail(_ i: Int) -> String {
    let call =
      switch i % 3 {
      case 0:
        """
        "eventName":"BidEvictedEvent",
        "serviceEventDetails":{"instanceIdSet":["i-\(i)","i-9"]}
        """
      case 1:
        """
        "eventName":"RunInstances","responseElements":{"instancesSet":{"items":
        [{"instanceId":"i-\(i)","instanceType":"p3.2xlarge",
        "instanceLifecycle":"spot","privateDnsName":"n-\(i % 2)",
        "placement":{"availabilityZone":"us-east-1b"}}]}}
        """
      default:
        """
        "eventName":"RunInstances","errorMessage":"no Spot",
        "errorCode":"Server.InsufficientInstanceCapacity",
        "requestParameters":{"instanceType":"p3.2xlarge"}
        """
      }
    return """
      {"eventID":"c-\(i % 5)","eventTime":"\(time(i))","awsRegion":"us-east-1",
      \(call)}
      """
  }

  /// Polled while it waits, when it is granted and when it is over.
  private static func spotRequest(_ i: Int) -> String {
    let code = [
      "capacity-not-available", "fulfilled", "instance-terminated-no-capacity",
    ][i / 2]
    let instance =
      i < 2
      ? ""
      : "\"InstanceId\":\"i-\(i % 2)\","
        + "\"LaunchedAvailabilityZone\":\"us-east-1b\","
    return """
      {"SpotInstanceRequestId":"sir-\(i % 2)",\(instance)
      "Status":{"Code":"\(code)","UpdateTime":"\(time(i + 1))"},
      "CreateTime":"2026-01-14T00:00:00Z","ProductDescription":"Linux/UNIX",
      "LaunchSpecification":{"InstanceType":"p3.2xlarge"}}
      """
  }

  private static func reservation(_ i: Int) -> String {
    """
    {"Instances":[{"InstanceId":"i-\(i % 4)","InstanceType":"p3.2xlarge",
    "InstanceLifecycle":"spot","LaunchTime":"\(time(i))",
    "PrivateDnsName":"ip-\(i % 2)","Placement":{"AvailabilityZone":"us-east-1b"},
    "StateTransitionReason":"User initiated (2026-01-14 09:00:00 GMT)"}]}
    """
  }

  private static func operation(_ i: Int) -> String {
    let type = i % 2 == 0 ? "insert" : "compute.instances.preempted"
    let error =
      i == 4
      ? ",\"error\":{\"errors\":[{\"code\":\"ZONE_RESOURCE_POOL_EXHAUSTED\"}]}"
      : ""
    return """
      {"id":"\(i % 5)","operationType":"\(type)","status":"DONE",\
      "insertTime":"\(time(i % 5))","targetId":"90\(i % 3)",\
      "zone":"z/us-east1-b"\(error)}
      """
  }

  /// First and last entries of three inserts.
  private static func auditEntry(_ i: Int) -> String {
    let machine =
      i % 2 == 0
      ? ",\"request\":{\"machineType\":\"m/a2-highgpu-1g\","
        + "\"scheduling\":{\"provisioningModel\":\"SPOT\"}}" : ""
    return """
      {"protoPayload":{"methodName":"v1.compute.instances.insert",\
      "resourceName":"projects/p/zones/us-east1-b/instances/vm-\(i / 2)"\
      \(machine)},"insertId":"a\(i)","timestamp":"\(time(i))",\
      "resource":{"labels":{"instance_id":"90\(i / 2)","zone":"us-east1-b"}},\
      "operation":{"id":"op-\(i / 2)","\(i % 2 == 0 ? "first" : "last")":true}}
      """
  }

  /// Every answer repeats the event until it is over.
  private static func scheduled(_ i: Int) -> String {
    """
    {"DocumentIncarnation":\(i),"Events":[{"EventId":"E-\(i / 3)",\
    "EventType":"Preempt","Resources":["vm-\(i / 3)"],\
    "NotBefore":"Tue, 09 Aug 2022 17:0\(i / 3):32 GMT"}]}
    """
  }

  /// Polled with a rising count.
  private static func kubernetes(_ i: Int) -> String {
    """
    {"reason":"SpotInterrupted","count":\(i),"metadata":{"uid":"u-\(i / 3)"},
    "involvedObject":{"kind":"Node","name":"ip-\(i / 3).ec2.internal"},
    "firstTimestamp":"\(time(i / 3))","lastTimestamp":"\(time(i))"}
    """
  }

  private static func nodeRow(_ i: Int) -> String {
    "\((i + 1) * 60_000),\(i < 3 ? "add" : "remove"),node\(i % 3)"
  }

  private static func launch(_ i: Int) -> String {
    let pool = "aws/us-west-2a/p3.2xlarge"
    return i % 2 == 0
      ? "\(pool),\(time(i)),\(time(i)),i-\(i),2026-01-14T09:00:00Z,interrupted"
      : "\(pool),\(time(i)),,,,"
  }

  private static func cell(_ i: Int) -> String {
    """
    {"from":"2026-01-01T00:00:00Z","until":"2026-02-01T00:00:00Z",\
    "pool":"aws/us-east-1b/p3.2xlarge","ageAfterMilliseconds":\(i % 4),\
    "ageThroughMilliseconds":3600000,"atRiskMilliseconds":720\(i % 4),\
    "interruptions":1}
    """
  }
}
