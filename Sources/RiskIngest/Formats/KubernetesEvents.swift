import RiskDomain

/// Kubernetes events of nodes, from `kubectl get events -o json`, a watch, or
/// one event per line.
///
/// Karpenter and the AWS node termination handler tell of interruptions here.
/// An event that repeats keeps its object and raises `count`: it stays one
/// notice to one node, at its first time.
enum KubernetesEvents: RowFormat {
  static func recognises(_ head: FileHead) -> Bool {
    guard let outline = head.outline else { return false }
    return ["involvedObject", "regarding"].contains { key in
      outline.recordHas(key) || outline.has("items", "[]", key)
        || outline.has("object", key)
    }
  }

  static func read(_ input: FormatInput) throws {
    let isList = input.head.outline?.has("items") ?? false
    try JSONRecords.read(
      input, shape: isList ? .elements(of: "items") : .documents
    ) { record, _, index in
      let event = try record.member("object") ?? record
      let reason = Fields.text(try event.needed("reason"))
      let notice = try NodeNotice(
        event, hints: input.hints,
        origin: input.collector.origin(line: index))
      if let leftOut = notice.leftOut {
        return input.collector.ignore(leftOut)
      }
      let facts = try notice.facts()
      if facts.isEmpty {
        return input.collector.ignore("reason \(reason.prefix(80))")
      }
      try input.collector.row(facts)
    }
  }
}

/// One event of a node.
private struct NodeNotice {
  let event: JSONText
  let reason, kind, name: String
  let hints: IngestHints
  let origin: RowOrigin

  init(_ event: JSONText, hints: IngestHints, origin: RowOrigin) throws {
    self.event = event
    self.hints = hints
    self.origin = origin
    reason = Fields.text(try event.needed("reason"))
    let about = try event.member("involvedObject") ?? event.member("regarding")
    guard let about, about.isObject else {
      throw RowProblem(column: "involvedObject", reason: "the value is missing")
    }
    kind = Fields.text(try about.needed("kind"))
    name = Fields.text(try about.needed("name"))
  }

  /// Karpenter's word for a claim that could not be launched.
  private static let noCapacity = "InsufficientCapacityError"

  /// Karpenter says the same of the node, its claim and its pods.
  var leftOut: String? {
    if reason == Self.noCapacity, hints.provider == nil {
      return "\(reason) of a cloud that only --provider can name"
    }
    guard eventKind != nil, kind != "Node" else { return nil }
    return "\(reason.prefix(40)) of a \(kind.prefix(40)), also told of its node"
  }

  func facts() throws -> [Fact] {
    if reason == Self.noCapacity, let provider = hints.provider {
      return [try refused(provider)]
    }
    guard let (kind, state) = eventKind else { return [] }
    let annotations = try event.at("metadata", "annotations")
    let zone = try annotations?.at("availability-zone")?.text
    let instanceID = try annotations?.at("instance-id")?.text ?? name
    let provider = try provider()
    let at = try at()
    let type = try annotations?.at("instance-type")?.text
    var facts: [Fact] = [
      .event(
        InstanceEvent(
          provider: provider, eventID: try eventID(), kind: kind,
          instanceID: instanceID, at: at, zone: zone,
          region: zone.map { PoolID.region(ofZone: $0, provider: provider) },
          state: state, origin: origin))
    ]
    if let type {
      facts.append(
        .instance(
          InstanceDescription(
            provider: provider, instanceID: instanceID, zone: zone,
            instanceType: type, os: nil, market: nil,
            lifetimeCapSeconds: nil, origin: origin)))
    }
    return facts
  }

  /// Reasons of Karpenter (v0.x and v1) and of the node termination handler.
  private var eventKind: (InstanceEvent.Kind, state: String?)? {
    switch reason {
    case "SpotInterrupted", "InstanceSpotInterrupted", "SpotInterruption":
      (.interruptionWarning, nil)
    case "SpotRebalanceRecommendation",
      "InstanceSpotRebalanceRecommendation", "RebalanceRecommendation":
      (.rebalanceRecommendation, nil)
    case "InstanceTerminating": (.stateChanged, "shutting-down")
    case "InstanceStopping": (.stateChanged, "stopping")
    default: nil
    }
  }

  /// A claim that found no capacity; the event names neither type nor zone.
  private func refused(_ provider: PoolID.Provider) throws -> Fact {
    let at = try at()
    return .log(
      .request(
        CapacityRequest(
          provider: provider, requestID: try eventID(),
          requestedAt: at, zone: nil, region: nil, instanceType: nil,
          market: nil, refusedAt: at, refusal: .noCapacity, code: reason,
          origin: origin)))
  }

  private func eventID() throws -> String {
    if let uid = try event.at("metadata", "uid")?.text { return uid }
    guard let name = try event.at("metadata", "name")?.text else {
      throw RowProblem(column: "metadata.uid", reason: "the value is missing")
    }
    return (try event.at("metadata", "namespace")?.text ?? "default") + "/"
      + name
  }

  /// The first time; `eventTime` of newer clusters comes before the others
  /// where it is given.
  private func at() throws -> UTCInstant {
    let time =
      try event.member("firstTimestamp")
      ?? event.member("deprecatedFirstTimestamp")
      ?? event.member("eventTime")
      ?? event.at("metadata", "creationTimestamp")
    return try Fields.instant(
      JSONText.saying(time, "firstTimestamp"), column: "firstTimestamp",
      clock: hints.clock)
  }

  /// The cloud, by the option, by the handler or by the form of node names.
  private func provider() throws -> PoolID.Provider {
    if let provider = hints.provider { return provider }
    let source = try event.at("source", "component")?.text
    if source == "aws-node-termination-handler"
      || name.hasSuffix(".internal") && name.hasPrefix("ip-")
      || name.hasPrefix("i-")
    {
      return .aws
    }
    if name.hasPrefix("gke-") { return .gcp }
    if name.hasPrefix("aks-") { return .azure }
    throw RowProblem(
      column: "involvedObject.name", value: name,
      reason: "node '\(name)' may belong to several clouds; name one with "
        + "--provider")
  }
}
