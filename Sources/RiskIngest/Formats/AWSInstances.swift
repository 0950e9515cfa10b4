import RiskDomain

/// Output of `aws ec2 describe-instances`: what the instances are, when they
/// began and, for those that are gone, when and why they ended.
enum AWSInstances: RowFormat {
  static func recognises(_ head: FileHead) -> Bool {
    guard let outline = head.outline else { return false }
    return outline.has("Reservations")
      || outline.recordHas("InstanceId") && outline.recordHas("LaunchTime")
        && outline.recordHas("InstanceType")
      || outline.has("[]", "[]", "InstanceId")
        && outline.has("[]", "[]", "LaunchTime")
  }

  static func read(_ input: FormatInput) throws {
    let isWrapped = input.head.outline?.has("Reservations") ?? true
    try JSONRecords.read(
      input, shape: isWrapped ? .elements(of: "Reservations") : .documents
    ) { record, _, index in
      let instances =
        record.isArray
        ? try record.elements()
        : try record.member("Instances")?.elements() ?? [record]
      if instances.isEmpty { input.collector.ignore("empty reservation") }
      for instance in instances {
        do {
          let origin = input.collector.origin(line: index)
          try input.collector.row(
            try DescribedInstance(
              instance, hints: input.hints, origin: origin
            ).facts)
        } catch let problem as RowProblem {
          try input.collector.setAside(problem, line: index)
        }
      }
    }
  }
}

/// One instance of the list.
private struct DescribedInstance {
  let id: String
  let zone, instanceType, os: String?
  let market: Market
  let name: String?
  let launchedAt: UTCInstant
  /// When and how it ended; nil while it runs or where nobody wrote it down.
  let end: (at: UTCInstant, kind: InstanceEvent.Kind)?
  let origin: RowOrigin

  init(_ record: JSONText, hints: IngestHints, origin: RowOrigin) throws {
    guard record.isObject else {
      throw RowProblem(
        value: record.written, reason: "an instance is expected here")
    }
    self.origin = origin
    id = Fields.text(try record.needed("InstanceId"))
    zone = try record.at("Placement", "AvailabilityZone")?.text
    instanceType = try record.optionalText("InstanceType")
    os =
      try
      (record.optionalText("PlatformDetails")
      ?? record.optionalText("Platform")).map(CloudTrailLaunch.platform)
    market = CloudTrailLaunch.market(
      lifecycle: try record.optionalText("InstanceLifecycle"))
    name = try record.optionalText("PrivateDnsName")
    launchedAt = try Fields.instant(
      record.needed("LaunchTime"), column: "LaunchTime",
      clock: hints.clock)
    end = try Self.end(record)
  }

  var facts: [Fact] {
    var facts: [Fact] = [
      .instance(
        InstanceDescription(
          provider: .aws, instanceID: id, zone: zone,
          instanceType: instanceType, os: os, market: market,
          lifetimeCapSeconds: nil, origin: origin)),
      event(.launched, launchedAt, "launched"),
    ]
    if let end { facts.append(event(end.kind, end.at, "ended")) }
    if let name {
      facts.append(
        .log(
          .alias(
            InstanceAlias(
              provider: .aws, name: name, instanceID: id, since: launchedAt,
              origin: origin))))
    }
    return facts
  }

  private func event(
    _ kind: InstanceEvent.Kind, _ at: UTCInstant, _ word: String
  ) -> Fact {
    .event(
      InstanceEvent(
        provider: .aws, eventID: "described/\(id)/\(word)/\(at)", kind: kind,
        instanceID: id, at: at, zone: zone,
        region: zone.map { PoolID.region(ofZone: $0, provider: .aws) },
        state: nil, origin: origin))
  }

  /// `StateTransitionReason` holds the time, `User initiated (2026-01-14
  /// 02:00:00 GMT)`; `StateReason.Code` says who ended it.
  private static func end(
    _ record: JSONText
  ) throws -> (at: UTCInstant, kind: InstanceEvent.Kind)? {
    guard
      let reason = try record.optionalText("StateTransitionReason"),
      let inBrackets = reason.split(separator: "(").dropFirst().first?
        .prefix(while: { $0 != ")" }),
      inBrackets.hasSuffix(" GMT"),
      let at = try? UTCInstant(parsing: inBrackets.dropLast(4) + "Z")
    else { return nil }
    let code = try record.at("StateReason", "Code")?.text ?? ""
    let isReclaimed =
      code == "Server.SpotInstanceTermination"
      || code == "Server.SpotInstanceShutdown"
    return (at, isReclaimed ? .preempted : .stopped)
  }
}
