import RiskDomain

/// Operations of Google Compute Engine.
///
/// Two shapes: the list of `gcloud compute operations list --format json`, and
/// a document that gathers, per VM name, its description and its operations
/// (`instance_data`, `insert`, `compute.instances.preempted`, `stop`). Times
/// are `insertTime`, when the operation was asked for or the preemption began.
enum GCPOperations: RowFormat {
  /// Preemptible VMs stop after 24 hours at the latest
  /// (cloud.google.com/compute/docs/instances/preemptible, read 2026-11-21).
  static let preemptibleCapSeconds: Int64 = 86_400

  static func recognises(_ head: FileHead) -> Bool {
    guard let outline = head.outline else { return false }
    return outline.has("*", "instance_data")
      || outline.has("*", "insert", "operationType")
      || outline.has("items", "[]", "operationType")
      || outline.recordHas("operationType") && outline.recordHas("insertTime")
  }

  static func read(_ input: FormatInput) throws {
    let outline = input.head.outline
    let shape: JSONRecordScanner.Shape =
      if outline?.has("items", "[]", "operationType") == true {
        .elements(of: "items")
      } else if outline?.has("operationType") == true {
        .documents
      } else {
        .members
      }
    try JSONRecords.read(input, shape: shape) { record, name, index in
      if name != nil {
        try readMachine(record, index: index, input: input)
      } else {
        try readOperation(record, machine: nil, index: index, input: input)
      }
    }
  }

  /// What the gathering document says of a VM.
  private struct Machine {
    var zone: String?
    var instanceType: String?
    var isPreemptible: Bool?

    init(_ record: JSONText) throws {
      guard let data = try record.member("instance_data") else { return }
      zone = try data.optionalText("ZONE").map(lastPart)
      instanceType = try data.optionalText("MACHINE_TYPE").map(lastPart)
      isPreemptible = try data.optionalText("PREEMPTIBLE").map {
        $0.lowercased() == "true"
      }
    }

    var market: Market? {
      isPreemptible.map { $0 ? .spot : .onDemand }
    }
  }

  private static func readMachine(
    _ record: JSONText, index: Int, input: FormatInput
  ) throws {
    let machine = try Machine(record)
    var described: Set<String> = []
    var operations = 0
    try record.forEachMember { key, value in
      guard value.isObject, !key.matches("instance_data") else { return }
      operations += 1
      do {
        let id = try readOperation(
          value, machine: machine, index: index, input: input)
        if let id, described.insert(id).inserted {
          try input.collector.add(
            .instance(
              InstanceDescription(
                provider: .gcp, instanceID: id, zone: machine.zone,
                instanceType: machine.instanceType, os: nil,
                market: machine.market,
                lifetimeCapSeconds: machine.isPreemptible == true
                  ? preemptibleCapSeconds : nil,
                origin: input.collector.origin(line: index))))
        }
      } catch let problem as RowProblem {
        try input.collector.setAside(problem, line: index)
      }
    }
    if operations == 0 { input.collector.ignore("no operation") }
  }

  /// Reads one operation and gives the instance it tells of; nil when it is
  /// left out.
  @discardableResult
  private static func readOperation(
    _ operation: JSONText, machine: Machine?, index: Int, input: FormatInput
  ) throws -> String? {
    let type = Fields.text(try operation.needed("operationType"))
    guard let kind = kind(type) else {
      input.collector.ignore("operation \(type.prefix(80))")
      return nil
    }
    let target = try operation.optionalText("targetLink")
    if let target, !target.contains("/instances/") {
      input.collector.ignore("operation on another resource")
      return nil
    }
    let origin = input.collector.origin(line: index)
    let zone =
      try operation.optionalText("zone").map(lastPart)
      ?? target.flatMap { part(after: "zones", of: $0) } ?? machine?.zone
    let eventID = Fields.text(try operation.needed("id"))
    let at = try Fields.instant(
      operation.needed("insertTime"), column: "insertTime",
      clock: input.hints.clock)
    if try hasFailed(operation) {
      let request = try refusedLaunch(
        operation, kind: kind, zone: zone, machine: machine, at: at,
        origin: origin)
      if let request {
        try input.collector.row(.log(.request(request)))
      } else {
        input.collector.ignore("failed operation")
      }
      return nil
    }
    if let status = try operation.optionalText("status"), status != "DONE" {
      input.collector.ignore("operation not done")
      return nil
    }
    let instanceID = Fields.text(try operation.needed("targetId"))
    try input.collector.row(
      .event(
        InstanceEvent(
          provider: .gcp, eventID: eventID, kind: kind,
          instanceID: instanceID, at: at, zone: zone,
          region: zone.map { PoolID.region(ofZone: $0, provider: .gcp) },
          state: nil, origin: origin)))
    // Bills and Kubernetes speak of the VM by its name.
    if kind == .launched,
      let name = target.flatMap({ part(after: "instances", of: $0) })
    {
      try input.collector.add(
        .log(
          .alias(
            InstanceAlias(
              provider: .gcp, name: name, instanceID: instanceID, since: at,
              origin: origin))))
    }
    return instanceID
  }

  private static func kind(_ operationType: String) -> InstanceEvent.Kind? {
    switch operationType {
    case "insert": .launched
    case "compute.instances.preempted": .preempted
    case "stop", "delete": .stopped
    default: nil
    }
  }

  private static func hasFailed(_ operation: JSONText) throws -> Bool {
    try operation.member("error") != nil
      || operation.member("httpErrorStatusCode") != nil
  }

  /// A launch that found no capacity; other failures (quota, a wrong request)
  /// say nothing about the pool.
  ///
  /// The plain list names no machine type: then the request belongs to no
  /// pool until another source, such as the audit log, tells it.
  private static func refusedLaunch(
    _ operation: JSONText, kind: InstanceEvent.Kind, zone: String?,
    machine: Machine?, at: UTCInstant, origin: RowOrigin
  ) throws -> CapacityRequest? {
    guard kind == .launched,
      let error = try operation.member("error"), error.isObject,
      let errors = try error.member("errors"), errors.isArray,
      let code = try errors.elements().compactMap(exhaustion).first
    else { return nil }
    return CapacityRequest(
      provider: .gcp,
      requestID: try operation.optionalText("name")
        ?? Fields.text(operation.needed("id")),
      requestedAt: at, zone: zone,
      region: zone.map { PoolID.region(ofZone: $0, provider: .gcp) },
      instanceType: machine?.instanceType, market: machine?.market,
      refusedAt: at, refusal: .noCapacity, code: code, origin: origin)
  }

  /// The code of an error that means an empty pool; nil for any other.
  private static func exhaustion(_ error: JSONText) throws -> String? {
    guard error.isObject, let code = try error.optionalText("code"),
      CapacityErrors.refusal(code) == .noCapacity
    else { return nil }
    return code
  }

  /// The last part of a resource URL, or the text itself.
  private static func lastPart(_ text: String) -> String {
    text.split(separator: "/").last.map(String.init) ?? text
  }

  private static func part(after name: String, of link: String) -> String? {
    let parts = link.split(separator: "/")
    guard let index = parts.firstIndex(where: { $0 == name }),
      index + 1 < parts.count
    else { return nil }
    return String(parts[index + 1])
  }
}
