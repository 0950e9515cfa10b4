import RiskDomain

@testable import RiskIngest

extension Sample {
  /// Samples of the logs, by hand after the clouds' public documentation.
  static let logs: [Sample] = [
    cloudTrail, spotRequests, describedInstances, auditLog, scheduledEvents,
    kubernetes, nodeLog, aliveCounts, checkpoints, exposures,
  ]

  static let cloudTrail = Sample(
    format: .awsCloudTrail,
    text: """
      {"Records": [
        {"eventVersion": "1.11", "eventTime": "2026-01-14T02:00:00Z",
         "eventSource": "ec2.amazonaws.com", "eventName": "BidEvictedEvent",
         "awsRegion": "us-east-1", "requestParameters": null,
         "responseElements": null, "eventID": "ct-1",
         "serviceEventDetails": {"instanceIdSet": ["i-01", "i-02"]}},
        {"eventVersion": "1.11", "eventTime": "2026-01-14T01:00:00Z",
         "eventSource": "ec2.amazonaws.com", "eventName": "RunInstances",
         "awsRegion": "us-east-1", "eventID": "ct-2",
         "requestParameters": {"instanceType": "p3.2xlarge"},
         "responseElements": {"instancesSet": {"items": [
           {"instanceId": "i-01", "instanceType": "p3.2xlarge",
            "instanceLifecycle": "spot", "privateDnsName": "ip-1.internal",
            "placement": {"availabilityZone": "us-east-1b"}}]}}},
        {"eventVersion": "1.11", "eventTime": "2026-01-14T01:30:00Z",
         "eventSource": "ec2.amazonaws.com", "eventName": "DescribeImages",
         "awsRegion": "us-east-1", "eventID": "ct-3"}
      ]}

      """, rows: 3, facts: 7)

  static let spotRequests = Sample(
    format: .awsSpotRequests,
    text: """
      {"SpotInstanceRequests": [
        {"SpotInstanceRequestId": "sir-1", "State": "active",
         "Status": {"Code": "fulfilled",
                    "UpdateTime": "2026-01-14T02:01:00.000Z"},
         "CreateTime": "2026-01-14T02:00:00.000Z",
         "ProductDescription": "Linux/UNIX", "InstanceId": "i-01",
         "LaunchedAvailabilityZone": "us-east-1b",
         "LaunchSpecification": {"InstanceType": "p3.2xlarge"}},
        {"SpotInstanceRequestId": "sir-2", "State": "open",
         "Status": {"Code": "capacity-not-available",
                    "UpdateTime": "2026-01-14T02:05:00.000Z"},
         "CreateTime": "2026-01-14T02:00:00.000Z",
         "ProductDescription": "Windows",
         "LaunchSpecification": {"InstanceType": "p3.2xlarge",
           "Placement": {"AvailabilityZone": "us-east-1c"}}}
      ]}

      """, rows: 2, facts: 4)

  static let describedInstances = Sample(
    format: .awsInstances,
    text: """
      {"Reservations": [
        {"ReservationId": "r-1", "Instances": [
          {"InstanceId": "i-01", "InstanceType": "p3.2xlarge",
           "InstanceLifecycle": "spot", "PlatformDetails": "Linux/UNIX",
           "LaunchTime": "2026-01-14T02:00:00+00:00",
           "PrivateDnsName": "ip-1.internal",
           "Placement": {"AvailabilityZone": "us-east-1b"},
           "State": {"Name": "terminated"},
           "StateTransitionReason":
             "Service initiated (2026-01-14 04:00:00 GMT)",
           "StateReason": {"Code": "Server.SpotInstanceTermination"}},
          {"InstanceId": "i-02", "InstanceType": "p3.2xlarge",
           "LaunchTime": "2026-01-14T03:00:00+00:00", "PrivateDnsName": "",
           "Placement": {"AvailabilityZone": "us-east-1b"},
           "StateTransitionReason": ""}
        ]}
      ]}

      """, rows: 2, facts: 6)

  static let auditLog = Sample(
    format: .gcpAuditLog,
    text: """
      [{"protoPayload": {
          "methodName": "v1.compute.instances.insert",
          "resourceName": "projects/p/zones/us-east1-b/instances/vm-1",
          "request": {
            "machineType": "zones/us-east1-b/machineTypes/a2-highgpu-1g",
            "scheduling": {"preemptible": true, "provisioningModel": "SPOT"}}},
        "insertId": "a", "timestamp": "2026-01-14T02:00:00.123456Z",
        "resource": {"type": "gce_instance", "labels": {
          "instance_id": "901", "zone": "us-east1-b"}},
        "operation": {"id": "op-1", "first": true}},
       {"protoPayload": {
          "methodName": "v1.compute.instances.insert",
          "resourceName": "projects/p/zones/us-east1-b/instances/vm-1"},
        "insertId": "b", "timestamp": "2026-01-14T02:00:20.000000001Z",
        "resource": {"labels": {"instance_id": "901", "zone": "us-east1-b"}},
        "operation": {"id": "op-1", "last": true}},
       {"protoPayload": {
          "methodName": "compute.instances.preempted",
          "resourceName": "projects/p/zones/us-east1-b/instances/vm-1"},
        "insertId": "c", "timestamp": "2026-01-14T05:00:00Z",
        "resource": {"labels": {"instance_id": "901", "zone": "us-east1-b"}},
        "operation": {"id": "systemevent-1", "first": true, "last": true}}]

      """, rows: 3, facts: 7)

  static let scheduledEvents = Sample(
    format: .azureScheduledEvents,
    text: """
      {"DocumentIncarnation": 1, "Events": [
        {"EventId": "E-1", "EventStatus": "Scheduled",
         "EventType": "Preempt", "ResourceType": "VirtualMachine",
         "Resources": ["vm-a", "vm-b"],
         "NotBefore": "Tue, 09 Aug 2022 17:07:32 GMT"},
        {"EventId": "E-2", "EventType": "Reboot", "Resources": ["vm-a"],
         "NotBefore": "Tue, 09 Aug 2022 18:00:00 GMT"}]}
      {"DocumentIncarnation": 2, "Events": []}

      """, rows: 3, facts: 2)

  static let kubernetes = Sample(
    format: .kubernetesEvents,
    text: """
      {"apiVersion": "v1", "kind": "List", "items": [
        {"kind": "Event", "reason": "SpotInterrupted", "count": 3,
         "metadata": {"uid": "u-1", "name": "n.1", "namespace": "default"},
         "involvedObject": {"kind": "Node",
           "name": "ip-10-0-1-2.ec2.internal"},
         "firstTimestamp": "2026-01-14T02:00:00Z",
         "lastTimestamp": "2026-01-14T02:01:00Z"},
        {"kind": "Event", "reason": "SpotInterruption",
         "metadata": {"uid": "u-2", "annotations": {
           "instance-id": "i-02", "instance-type": "p3.2xlarge",
           "availability-zone": "us-east-1b"}},
         "source": {"component": "aws-node-termination-handler"},
         "involvedObject": {"kind": "Node", "name": "worker-2"},
         "firstTimestamp": "2026-01-14T03:00:00Z"},
        {"kind": "Event", "reason": "NodeReady",
         "metadata": {"uid": "u-3"},
         "involvedObject": {"kind": "Node", "name": "worker-2"},
         "firstTimestamp": "2026-01-14T03:00:00Z"}
      ]}

      """, rows: 3, facts: 3)

  static let nodeLog = Sample(
    format: .nodeLog,
    text: """
      480000,add,node1
      540000,add,node2
      900000,remove,node1

      """, hints: fleetHints, rows: 3, facts: 3)

  static let aliveCounts = Sample(
    format: .aliveCounts,
    text: """
      2021-12-11, 11:11:30, 55
      2021-12-11, 11:13:10, 54

      """, hints: fleetHints, rows: 2, facts: 2)

  // 2026-01-14T00:00:00Z
  static let fleetHints = IngestHints(
    start: UTCInstant(unixSeconds: 1_768_348_800), provider: .aws,
    zone: "us-east-1b", instanceType: "g4dn.xlarge",
    clock: LocalClock(offsetMinutes: 0))

  static let checkpoints = Sample(
    format: .checkpoints,
    text: """
      job,at,step,checkpointSeconds,restartSeconds,bytes,instanceId
      llama,2026-01-14T02:00:00Z,200,31.5,,53687091200,i-01
      llama,2026-01-14T03:00:00Z,200,,412.25,,i-02

      """, rows: 2, facts: 2)

  static let exposures = Sample(
    format: .exposures,
    text: """
      {"source":"c1","from":"2026-01-01T00:00:00Z",\
      "until":"2026-02-01T00:00:00Z","pool":"aws/us-east-1b/p3.2xlarge",\
      "process":"loss","clock":"instance","ageAfterMilliseconds":0,\
      "ageThroughMilliseconds":3600000,"hourOfWeekUTC":5,\
      "atRiskMilliseconds":7200000,"interruptions":1}
      {"source":"c1","from":"2026-01-01T00:00:00Z",\
      "until":"2026-02-01T00:00:00Z","pool":"aws/us-east-1b/p3.2xlarge",\
      "atRiskMilliseconds":1000,"interruptions":0}

      """, rows: 2, facts: 2)
}
