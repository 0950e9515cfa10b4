import RiskDomain

/// Output of `aws ec2 describe-spot-instance-requests`.
///
/// A request is a wait for capacity; its status tells what became of it and,
/// later, of its instance. Polled again and again, the same request comes back
/// with another status: each status is an event of its own, keyed by request,
/// code and time.
enum AWSSpotRequests: RowFormat {
  static func recognises(_ head: FileHead) -> Bool {
    guard let outline = head.outline else { return false }
    return outline.has("SpotInstanceRequests")
      || outline.recordHas("SpotInstanceRequestId")
        && outline.recordHas("Status")
  }

  static func read(_ input: FormatInput) throws {
    let isWrapped = input.head.outline?.has("SpotInstanceRequests") ?? true
    try JSONRecords.read(
      input,
      shape: isWrapped ? .elements(of: "SpotInstanceRequests") : .documents
    ) { record, _, index in
      let request = try SpotRequest(
        record, hints: input.hints,
        origin: input.collector.origin(line: index))
      try input.collector.row(request.facts)
    }
  }
}

/// One request as a poll saw it.
private struct SpotRequest {
  let id, code: String
  let createdAt, updatedAt: UTCInstant
  let instanceID: String?
  /// Asked for and, once it was granted, given.
  let zone, launchedZone: String?
  let instanceType, os: String?
  let origin: RowOrigin

  init(_ record: JSONText, hints: IngestHints, origin: RowOrigin) throws {
    self.origin = origin
    id = Fields.text(try record.needed("SpotInstanceRequestId"))
    guard let status = try record.member("Status"), status.isObject else {
      throw RowProblem(column: "Status", reason: "the value is missing")
    }
    code = Fields.text(try status.needed("Code"))
    updatedAt = try Fields.instant(
      status.needed("UpdateTime"), column: "Status.UpdateTime",
      clock: hints.clock)
    createdAt = try Fields.instant(
      record.needed("CreateTime"), column: "CreateTime",
      clock: hints.clock)
    instanceID = try record.optionalText("InstanceId")
    zone = try record.at(
      "LaunchSpecification", "Placement", "AvailabilityZone")?.text
    launchedZone = try record.optionalText("LaunchedAvailabilityZone")
    instanceType = try record.at("LaunchSpecification", "InstanceType")?.text
    os = try record.optionalText("ProductDescription")
      .map(CloudTrailLaunch.platform)
  }

  /// The request always, and what its status says of the instance.
  var facts: [Fact] {
    let refusal = CapacityErrors.refusal(code)
    let isWaiting = instanceID == nil && refusal != .other
    var facts: [Fact] = [
      .log(
        .request(
          CapacityRequest(
            provider: .aws, requestID: id, requestedAt: createdAt,
            zone: zone,
            region: zone.map { PoolID.region(ofZone: $0, provider: .aws) },
            instanceType: instanceType, os: os, market: .spot,
            grantedAt: code == "fulfilled" ? updatedAt : nil,
            grantedZone: code == "fulfilled" ? launchedZone : nil,
            refusedAt: isWaiting ? updatedAt : nil,
            refusal: isWaiting ? refusal : nil,
            code: isWaiting ? code : nil, origin: origin)))
    ]
    guard let instanceID else { return facts }
    facts.append(
      .instance(
        InstanceDescription(
          provider: .aws, instanceID: instanceID, zone: launchedZone ?? zone,
          instanceType: instanceType, os: os, market: .spot,
          lifetimeCapSeconds: nil, origin: origin)))
    if let kind = Self.kind(code) {
      facts.append(
        .event(
          InstanceEvent(
            provider: .aws, eventID: "\(id)/\(code)/\(updatedAt)",
            kind: kind, instanceID: instanceID, at: updatedAt,
            zone: launchedZone ?? zone,
            region: (launchedZone ?? zone).map {
              PoolID.region(ofZone: $0, provider: .aws)
            },
            state: code, origin: origin)))
    }
    return facts
  }

  /// What a status means for the instance; nil when nothing new.
  ///
  /// Codes: docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-request-status
  /// (read 2026-11-21). An experiment of the user's own is no loss.
  private static func kind(_ code: String) -> InstanceEvent.Kind? {
    switch code {
    case "fulfilled": .launched
    case "marked-for-termination", "marked-for-stop": .interruptionWarning
    case "instance-terminated-no-capacity",
      "instance-terminated-by-price",
      "instance-terminated-capacity-oversubscribed",
      "instance-stopped-no-capacity", "instance-stopped-by-price",
      "instance-stopped-capacity-oversubscribed":
      .preempted
    case "instance-terminated-by-user", "instance-terminated-by-schedule",
      "instance-terminated-by-service",
      "instance-terminated-by-experiment",
      "instance-terminated-launch-group-constraint",
      "instance-stopped-by-user", "instance-stopped-by-experiment",
      "spot-instance-terminated-by-user":
      .stopped
    default: nil
    }
  }
}
