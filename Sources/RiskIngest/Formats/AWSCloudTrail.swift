import RiskDomain

/// Calls and service events of EC2 as CloudTrail records them.
///
/// Files of a trail (`{"Records": […]}`), the output of `lookup-events`, whose
/// records are strings, bare records, and what CloudWatch Logs or EventBridge
/// made of them.
enum AWSCloudTrail: RowFormat {
  static func recognises(_ head: FileHead) -> Bool {
    guard let outline = head.outline else {
      return head.isLogOfDocuments && head.mentions("\"eventName\"")
        && !head.mentions("\"detail-type\"")
    }
    return outline.recordHas("eventName") && outline.recordHas("eventID")
      || outline.has("Records", "[]", "eventName")
        && outline.has("Records", "[]", "eventID")
      || outline.has("Events", "[]", "CloudTrailEvent")
      || outline.recordHas("CloudTrailEvent")
      || head.isDelivery && head.mentions("eventName")
        && head.mentions("eventID") && !head.mentions("detail-type")
  }

  static func read(_ input: FormatInput) throws {
    try EventDocuments.read(input) { event, index in
      try AWSEventBridge.readEvent(event, index: index, input: input)
    }
  }

  /// Reads one record of CloudTrail.
  static func readRecord(
    _ record: JSONText, index: Int, input: FormatInput
  ) throws {
    let call = try Call(record, index: index, input: input)
    let facts: [Fact]
    switch call.name {
    case "BidEvictedEvent": facts = try spotService(call, .preempted)
    case "BidFulfilledEvent": facts = try spotService(call, .launched)
    case "RunInstances": facts = try CloudTrailLaunch.runInstances(call)
    case "CreateFleet": facts = try CloudTrailLaunch.createFleet(call)
    case "StartInstances": facts = try named(call, .launched)
    case "StopInstances", "TerminateInstances":
      facts = try named(call, .stopped)
    default:
      return input.collector.ignore("eventName \(call.name.prefix(80))")
    }
    if facts.isEmpty {
      return input.collector.ignore("failed \(call.name)")
    }
    try input.collector.row(facts)
  }

  /// What every record has.
  struct Call {
    let record: JSONText
    let name, eventID: String
    let at: UTCInstant
    let region: String?
    /// nil when the call worked.
    let errorCode: String?
    let origin: RowOrigin

    init(_ record: JSONText, index: Int, input: FormatInput) throws {
      self.record = record
      name = Fields.text(try record.needed("eventName"))
      eventID = Fields.text(try record.needed("eventID"))
      at = try Fields.instant(
        record.needed("eventTime"), column: "eventTime",
        clock: input.hints.clock)
      region = try record.optionalText("awsRegion")
      errorCode = try record.optionalText("errorCode")
      origin = input.collector.origin(line: index)
    }

    /// An event of one instance; the key of a call that names several holds
    /// the instance too.
    func event(
      _ kind: InstanceEvent.Kind, instance id: String, isOnlyOne: Bool,
      zone: String? = nil
    ) -> Fact {
      .event(
        InstanceEvent(
          provider: .aws, eventID: isOnlyOne ? eventID : eventID + "/" + id,
          kind: kind, instanceID: id, at: at, zone: zone, region: region,
          state: nil, origin: origin))
    }
  }

  /// `serviceEventDetails.instanceIdSet`: several instances lost at one
  /// instant are several losses of one event.
  private static func spotService(
    _ call: Call, _ kind: InstanceEvent.Kind
  ) throws -> [Fact] {
    let ids =
      try call.record.at("serviceEventDetails", "instanceIdSet")?.listed()
      .compactMap(\.text).filter { !$0.isEmpty } ?? []
    guard !ids.isEmpty else {
      throw RowProblem(
        column: "serviceEventDetails.instanceIdSet",
        reason: "the event names no instance, so that nobody can say which "
          + "pool it belongs to")
    }
    let unique = Set(ids).sorted()
    return unique.flatMap { id in
      [
        call.event(kind, instance: id, isOnlyOne: unique.count == 1),
        // The service speaks of spot instances alone.
        .instance(
          InstanceDescription(
            provider: .aws, instanceID: id, zone: nil, instanceType: nil,
            os: nil, market: .spot, lifetimeCapSeconds: nil,
            origin: call.origin)),
      ]
    }
  }

  /// `instancesSet.items[].instanceId` of the answer, else of the request.
  private static func named(
    _ call: Call, _ kind: InstanceEvent.Kind
  ) throws -> [Fact] {
    guard call.errorCode == nil else { return [] }
    let list =
      try call.record.at("responseElements", "instancesSet")
      ?? call.record.at("requestParameters", "instancesSet")
    let ids = try list?.listed().compactMap { item in
      item.isObject ? try item.optionalText("instanceId") : nil
    }
    guard let ids, !ids.isEmpty else {
      throw RowProblem(
        column: "responseElements.instancesSet",
        reason: "the value is missing")
    }
    let unique = Set(ids).sorted()
    return unique.map {
      call.event(kind, instance: $0, isOnlyOne: unique.count == 1)
    }
  }
}
