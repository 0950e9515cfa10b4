import RiskDomain

/// Launches in CloudTrail: the instances they gave and the capacity they were
/// refused.
enum CloudTrailLaunch {
  /// `RunInstances`: each instance with its type, zone and market, or the
  /// refusal; empty when the call failed for a reason of its own.
  static func runInstances(_ call: AWSCloudTrail.Call) throws -> [Fact] {
    if let code = call.errorCode {
      return try refused(
        call, code: code, request: call.record.member("requestParameters"))
    }
    let items =
      try call.record.at("responseElements", "instancesSet")?.listed() ?? []
    guard !items.isEmpty else {
      throw RowProblem(
        column: "responseElements.instancesSet",
        reason: "the value is missing")
    }
    return try items.flatMap {
      try instance($0, call, isOnlyOne: items.count == 1)
    }
  }

  /// `CreateFleet` of type instant: what was launched and, beside it, the
  /// pools that had nothing.
  static func createFleet(_ call: AWSCloudTrail.Call) throws -> [Fact] {
    guard call.errorCode == nil else { return [] }
    let answer =
      try call.record.at("responseElements", "CreateFleetResponse")
      ?? call.record.member("responseElements")
    guard let answer, answer.isObject else { return [] }
    var facts: [Fact] = []
    for launched in try answer.member("fleetInstanceSet")?.listed() ?? [] {
      facts += try fleetInstances(launched, call)
    }
    let errors = try answer.member("errorSet")?.listed() ?? []
    for (number, error) in errors.enumerated() where error.isObject {
      facts += try fleetError(error, number: number, call)
    }
    return facts
  }

  private static func instance(
    _ item: JSONText, _ call: AWSCloudTrail.Call, isOnlyOne: Bool
  ) throws -> [Fact] {
    guard item.isObject, let id = try item.optionalText("instanceId") else {
      throw RowProblem(
        column: "responseElements.instancesSet.items.instanceId",
        reason: "the value is missing")
    }
    let zone = try item.at("placement", "availabilityZone")?.text
    let description = Fact.instance(
      InstanceDescription(
        provider: .aws, instanceID: id, zone: zone,
        instanceType: try item.optionalText("instanceType"),
        os: try item.optionalText("platform").map(platform),
        market: market(lifecycle: try item.optionalText("instanceLifecycle")),
        lifetimeCapSeconds: nil, origin: call.origin))
    var facts = [
      call.event(.launched, instance: id, isOnlyOne: isOnlyOne, zone: zone),
      description,
    ]
    if let name = try item.optionalText("privateDnsName") {
      facts.append(
        .log(
          .alias(
            InstanceAlias(
              provider: .aws, name: name, instanceID: id, since: call.at,
              origin: call.origin))))
    }
    return facts
  }

  private static func refused(
    _ call: AWSCloudTrail.Call, code: String, request: JSONText?
  ) throws -> [Fact] {
    let refusal = CapacityErrors.refusal(code)
    guard refusal != .other else { return [] }
    let message = try call.record.optionalText("errorMessage") ?? ""
    let told = CapacityErrors.place(in: message)
    let zone =
      try request?.at("availabilityZone")?.text
      ?? request?.at("placement", "availabilityZone")?.text ?? told.zone
    return [
      .log(
        .request(
          CapacityRequest(
            provider: .aws, requestID: call.eventID, requestedAt: call.at,
            zone: zone, region: call.region,
            instanceType: try request?.at("instanceType")?.text
              ?? told.instanceType,
            market: try market(request: request, message: message),
            refusedAt: call.at, refusal: refusal, code: code,
            origin: call.origin)))
    ]
  }

  private static func fleetInstances(
    _ launched: JSONText, _ call: AWSCloudTrail.Call
  ) throws -> [Fact] {
    guard launched.isObject else { return [] }
    let zone = try launched.at(
      "launchTemplateAndOverrides", "overrides", "availabilityZone")?.text
    let ids =
      try launched.member("instanceIds")?.listed()
      .compactMap(\.text) ?? []
    return try ids.flatMap { id -> [Fact] in
      [
        call.event(.launched, instance: id, isOnlyOne: false, zone: zone),
        .instance(
          InstanceDescription(
            provider: .aws, instanceID: id, zone: zone,
            instanceType: try launched.optionalText("instanceType"), os: nil,
            market: market(
              lifecycle: try launched.optionalText("lifecycle")),
            lifetimeCapSeconds: nil, origin: call.origin)),
      ]
    }
  }

  private static func fleetError(
    _ error: JSONText, number: Int, _ call: AWSCloudTrail.Call
  ) throws -> [Fact] {
    guard let code = try error.optionalText("errorCode") else { return [] }
    let refusal = CapacityErrors.refusal(code)
    guard refusal != .other else { return [] }
    let told = CapacityErrors.place(
      in: try error.optionalText("errorMessage") ?? "")
    let asked = try error.at("launchTemplateAndOverrides", "overrides")
    return [
      .log(
        .request(
          CapacityRequest(
            provider: .aws, requestID: "\(call.eventID)/\(number)",
            requestedAt: call.at,
            zone: try asked?.at("availabilityZone")?.text ?? told.zone,
            region: call.region,
            instanceType: try asked?.at("instanceType")?.text
              ?? told.instanceType,
            market: try error.optionalText("lifecycle").map {
              market(lifecycle: $0)
            },
            refusedAt: call.at, refusal: refusal, code: code,
            origin: call.origin)))
    ]
  }

  /// EC2 names a lifecycle only where it is not on-demand.
  static func market(lifecycle: String?) -> Market {
    switch lifecycle {
    case "spot": .spot
    case "capacity-block": .capacityBlock
    default: .onDemand
    }
  }

  /// The market of a call that failed; a launch template may hold it, and
  /// then the error's words are all there is.
  private static func market(
    request: JSONText?, message: String
  ) throws -> Market? {
    if try request?.at("instanceMarketOptions", "marketType")?.text == "spot"
      || message.contains("Spot")
    {
      return .spot
    }
    return try request?.at("launchTemplate") == nil ? .onDemand : nil
  }

  /// `windows`, or one of the words of `platformDetails`.
  static func platform(_ text: String) -> String {
    let lower = text.lowercased()
    if lower.hasPrefix("windows") { return "windows" }
    if lower.hasPrefix("red hat") { return "rhel" }
    if lower.hasPrefix("suse") { return "suse" }
    return "linux"
  }
}
