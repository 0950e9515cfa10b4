import RiskDomain

/// Audit log entries of Compute Engine, from Cloud Logging.
///
/// A list (`gcloud logging read --format json`) or one entry per line (a sink
/// to Cloud Storage). A long call leaves two entries: the first, with the
/// request, when it was accepted, the last when it was done. An instance is
/// launched when its insert is done.
enum GCPAuditLog: RowFormat {
  static func recognises(_ head: FileHead) -> Bool {
    guard let outline = head.outline else { return false }
    return outline.recordHas("protoPayload")
      && (outline.has("protoPayload", "methodName")
        || outline.has("[]", "protoPayload", "methodName"))
  }

  static func read(_ input: FormatInput) throws {
    try JSONRecords.read(input, shape: .documents) { record, _, index in
      let entry = try Entry(
        record, hints: input.hints,
        origin: input.collector.origin(line: index))
      let facts = try entry.facts()
      if facts.isEmpty {
        return input.collector.ignore(entry.leftOut)
      }
      try input.collector.row(facts)
    }
  }

  /// One entry.
  private struct Entry {
    let payload: JSONText
    let method: String
    let at: UTCInstant
    /// Shared by the first and the last entry of a call.
    let callID: String
    let isFirst, isLast: Bool
    let instanceID, name, zone: String?
    /// What went wrong; nil when all is well.
    let failure: String?
    let origin: RowOrigin

    init(_ record: JSONText, hints: IngestHints, origin: RowOrigin) throws {
      self.origin = origin
      guard let payload = try record.member("protoPayload"), payload.isObject
      else {
        throw RowProblem(column: "protoPayload", reason: "the value is missing")
      }
      self.payload = payload
      method = Fields.text(try payload.needed("methodName"))
      at = try Fields.instant(
        record.needed("timestamp"), column: "timestamp",
        clock: hints.clock)
      let operation = try record.member("operation")
      callID =
        try operation?.at("id")?.text
        ?? Fields.text(record.needed("insertId"))
      isFirst = try operation?.at("first")?.text == "true"
      isLast = try operation?.at("last")?.text == "true"
      let link =
        try payload.optionalText("resourceName")
        ?? payload.at("response", "targetLink")?.text
      name = link.flatMap { Self.part(after: "instances", of: $0) }
      zone =
        try record.at("resource", "labels", "zone")?.text
        ?? link.flatMap { Self.part(after: "zones", of: $0) }
      instanceID =
        try record.at("resource", "labels", "instance_id")?.text
        ?? payload.at("response", "targetId")?.text ?? name
      failure = try Self.failure(payload, record)
    }

    /// Why an entry without facts was left out.
    var leftOut: String {
      if kind == nil { return "methodName \(method.prefix(80))" }
      return failure == nil ? "first entry of a call" : "failed operation"
    }

    func facts() throws -> [Fact] {
      guard let kind else { return [] }
      guard failure == nil else {
        return kind == .launched ? try refused() : []
      }
      // The first of two entries says that the call was accepted, no more.
      let isDone = isLast || !isFirst
      if kind == .launched {
        return try accepted() + (isDone ? [try event(.launched)] : [])
      }
      return isDone ? [try event(kind)] : []
    }

    /// `v1.compute.instances.insert`, `beta.compute.instances.insert` and
    /// system events without a version.
    private var kind: InstanceEvent.Kind? {
      if method.hasSuffix("compute.instances.preempted") { return .preempted }
      if method.hasSuffix("compute.instances.insert")
        || method.hasSuffix("compute.instances.start")
      {
        return .launched
      }
      let stops = ["stop", "delete", "suspend", "guestTerminate"]
      return stops.contains { method.hasSuffix("compute.instances." + $0) }
        ? .stopped : nil
    }

    private func event(_ kind: InstanceEvent.Kind) throws -> Fact {
      guard let instanceID else {
        throw RowProblem(
          column: "resource.labels.instance_id",
          reason: "the value is missing")
      }
      return .event(
        InstanceEvent(
          provider: .gcp, eventID: callID, kind: kind, instanceID: instanceID,
          at: at, zone: zone, region: region, state: nil, origin: origin))
    }

    /// What the entries of a launch say beside the event: the machine, its
    /// name, and the request with its outcome.
    private func accepted() throws -> [Fact] {
      let machine = try Machine(payload.member("request"))
      var facts: [Fact] = [
        .log(
          .request(
            request(
              machine, grantedAt: isLast ? at : nil, refusal: nil, code: nil)))
      ]
      guard let instanceID else { return facts }
      if machine.type != nil || machine.market != nil {
        facts.append(
          .instance(
            InstanceDescription(
              provider: .gcp, instanceID: instanceID, zone: zone,
              instanceType: machine.type, os: nil, market: machine.market,
              lifetimeCapSeconds: machine.isCapped
                ? GCPOperations.preemptibleCapSeconds : nil, origin: origin)))
      }
      if let name, name != instanceID {
        facts.append(
          .log(
            .alias(
              InstanceAlias(
                provider: .gcp, name: name, instanceID: instanceID, since: at,
                origin: origin))))
      }
      return facts
    }

    private func refused() throws -> [Fact] {
      guard let failure,
        failure.contains("RESOURCE_POOL_EXHAUSTED")
          || failure.contains("does not have enough resources")
      else { return [] }
      let machine = try Machine(payload.member("request"))
      return [
        .log(
          .request(
            request(
              machine, grantedAt: nil, refusal: .noCapacity,
              code: "ZONE_RESOURCE_POOL_EXHAUSTED")))
      ]
    }

    private func request(
      _ machine: Machine, grantedAt: UTCInstant?,
      refusal: CapacityRequest.Refusal?, code: String?
    ) -> CapacityRequest {
      CapacityRequest(
        provider: .gcp, requestID: callID, requestedAt: at, zone: zone,
        region: region, instanceType: machine.type, market: machine.market,
        grantedAt: grantedAt, refusedAt: refusal == nil ? nil : at,
        refusal: refusal, code: code, origin: origin)
    }

    private var region: String? {
      zone.map { PoolID.region(ofZone: $0, provider: .gcp) }
    }

    private static func failure(
      _ payload: JSONText, _ record: JSONText
    ) throws -> String? {
      let code = try payload.at("status", "code")?.text
      let isError = try record.optionalText("severity") == "ERROR"
      guard isError || code != nil && code != "0" else { return nil }
      return try payload.at("status", "message")?.text ?? "no message"
    }

    private static func part(after name: String, of link: String) -> String? {
      let parts = link.split(separator: "/")
      guard let index = parts.firstIndex(where: { $0 == name }),
        index + 1 < parts.count
      else { return nil }
      return String(parts[index + 1])
    }
  }

  /// What the request of an insert says of the machine.
  private struct Machine {
    var type: String?
    var market: Market?
    /// Preemptible VMs of the old kind end after 24 hours, Spot VMs do not.
    var isCapped = false

    init(_ request: JSONText?) throws {
      guard let request, request.isObject else { return }
      type = try request.optionalText("machineType")?.split(separator: "/")
        .last.map(String.init)
      if let base = type,
        let gpus = try request.member("guestAccelerators"), gpus.isArray,
        let first = try gpus.elements().first
      {
        type = base + "+" + (try Self.accelerator(first))
      }
      guard type != nil else { return }
      let scheduling = try request.member("scheduling")
      let model = try scheduling?.at("provisioningModel")?.text
      let isPreemptible =
        try scheduling?.at("preemptible")?.text == "true"
      market = isPreemptible || model == "SPOT" ? .spot : .onDemand
      isCapped = isPreemptible && model != "SPOT"
    }

    /// `t4x2` of `…/acceleratorTypes/nvidia-tesla-t4` and a count of 2.
    private static func accelerator(_ gpu: JSONText) throws -> String {
      let name =
        try gpu.at("acceleratorType")?.text?.split(separator: "/").last
        .map(String.init) ?? "gpu"
      let short = name.replacing("nvidia-", with: "")
        .replacing("tesla-", with: "")
      return short + "x" + (try gpu.at("acceleratorCount")?.text ?? "1")
    }
  }
}
