import RiskDomain

/// Events of EC2 as Amazon EventBridge delivers them.
///
/// One event per document: pretty-printed, one per line, one after the other
/// without a line break (as Firehose writes them), or a list of them; wrapped
/// by SQS, SNS or CloudWatch Logs too (`EventDocuments`). Delivery is at least
/// once; the event id is the key that drops repetitions.
enum AWSEventBridge: RowFormat {
  static func recognises(_ head: FileHead) -> Bool {
    if head.isDelivery, head.mentions("detail-type") { return true }
    guard let outline = head.outline else { return false }
    return outline.recordHas("detail-type") && outline.recordHas("detail")
  }

  static func read(_ input: FormatInput) throws {
    try EventDocuments.read(input) { event, index in
      try readEvent(event, index: index, input: input)
    }
  }

  /// Reads one event, or the CloudTrail record that it carries.
  static func readEvent(
    _ record: JSONText, index: Int, input: FormatInput
  ) throws {
    guard try record.member("detail-type") != nil else {
      return try AWSCloudTrail.readRecord(record, index: index, input: input)
    }
    let type = try Fields.text(record.needed("detail-type"))
    if type.hasSuffix("via CloudTrail"),
      let call = try record.member("detail"), call.isObject
    {
      return try AWSCloudTrail.readRecord(call, index: index, input: input)
    }
    let origin = input.collector.origin(line: index)
    if type == "EC2 Instance Launch Unsuccessful" {
      guard
        let request = try failedLaunch(
          record, hints: input.hints, origin: origin)
      else { return input.collector.ignore("failed launch, not for capacity") }
      return try input.collector.row(.log(.request(request)))
    }
    guard let kind = kind(type) else {
      return input.collector.ignore("detail-type \(type.prefix(80))")
    }
    try input.collector.row(
      .event(
        try event(record, kind: kind, hints: input.hints, origin: origin)))
  }

  private static func kind(_ detailType: String) -> InstanceEvent.Kind? {
    switch detailType {
    case "EC2 Spot Instance Interruption Warning": .interruptionWarning
    case "EC2 Instance Rebalance Recommendation": .rebalanceRecommendation
    case "EC2 Instance State-change Notification": .stateChanged
    case "EC2 Spot Instance Request Fulfillment": .launched
    default: nil
    }
  }

  private static func event(
    _ record: JSONText, kind: InstanceEvent.Kind, hints: IngestHints,
    origin: RowOrigin
  ) throws -> InstanceEvent {
    guard let detail = try record.member("detail"), detail.isObject else {
      throw RowProblem(column: "detail", reason: "the value is missing")
    }
    guard let instanceID = try detail.optionalText("instance-id") else {
      throw RowProblem(
        column: "detail.instance-id", reason: "the value is missing")
    }
    let zone = try zone(record)
    let region = try record.optionalText("region")
    return InstanceEvent(
      provider: .aws, eventID: Fields.text(try record.needed("id")),
      kind: kind, instanceID: instanceID,
      at: try Fields.instant(
        record.needed("time"), column: "time",
        clock: hints.clock),
      zone: zone,
      region: region
        ?? zone.map { PoolID.region(ofZone: $0, provider: .aws) },
      state: try state(detail, kind: kind), origin: origin)
  }

  /// A launch of an Auto Scaling group that found no capacity; nil when it
  /// failed for another reason.
  private static func failedLaunch(
    _ record: JSONText, hints: IngestHints, origin: RowOrigin
  ) throws -> CapacityRequest? {
    let message = try record.at("detail", "StatusMessage")?.text ?? ""
    let told = CapacityErrors.place(in: message)
    guard message.contains("capacity") else { return nil }
    let at = try Fields.instant(
      record.needed("time"), column: "time",
      clock: hints.clock)
    return CapacityRequest(
      provider: .aws, requestID: Fields.text(try record.needed("id")),
      requestedAt: at,
      zone: try record.at("detail", "Details", "Availability Zone")?.text
        ?? told.zone,
      region: try record.optionalText("region"),
      instanceType: told.instanceType,
      market: message.contains("Spot") ? .spot : nil, refusedAt: at,
      refusal: .noCapacity, code: "EC2 Instance Launch Unsuccessful",
      origin: origin)
  }

  private static func state(
    _ detail: JSONText, kind: InstanceEvent.Kind
  ) throws -> String? {
    switch kind {
    case .stateChanged:
      guard let state = try detail.optionalText("state") else {
        throw RowProblem(
          column: "detail.state", reason: "the value is missing")
      }
      return state
    case .interruptionWarning:
      return try detail.optionalText("instance-action")
    default: return nil
    }
  }

  /// The zone, where the resource's ARN shows one in the place of the region:
  /// `arn:aws:ec2:us-east-1b:instance/i-…`.
  private static func zone(_ record: JSONText) throws -> String? {
    guard let resources = try record.member("resources"), resources.isArray,
      let arn = try resources.elements().first?.text
    else { return nil }
    let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count > 4, parts[0] == "arn", parts[2] == "ec2" else {
      return nil
    }
    let place = String(parts[3])
    let isZone = PoolID.region(ofZone: place, provider: .aws) != place
    return isZone ? place : nil
  }
}
