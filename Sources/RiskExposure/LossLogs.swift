public import RiskDomain

/// When the logs of instances speak, and whether they tell why instances end.
///
/// Whether a loss would have been told of is asked for each life, and all facts
/// together answer: logs of parts merge, in any order and grouping, to those
/// of the whole.
public struct LossLogs: Hashable, Sendable {
  /// What speaks of an instance's end.
  public enum Source: String, CaseIterable, Sendable { case events, launches }

  /// Logs of one kind of a region, or of a provider at large.
  public struct Log: Hashable, Sendable {
    public var provider: PoolID.Provider
    public var source: Source
    /// nil where the source does not say.
    public var region: String?

    public init(
      provider: PoolID.Provider, source: Source, region: String?
    ) {
      self.provider = provider
      self.source = source
      self.region = region
    }
  }

  /// Logs of one kind of a provider.
  public struct Teller: Hashable, Sendable {
    public var provider: PoolID.Provider
    public var source: Source

    public init(provider: PoolID.Provider, source: Source) {
      self.provider = provider
      self.source = source
    }
  }

  public private(set) var spans: [Log: LossRecords.Span] = [:]
  /// Those in which at least one entry gives a reason.
  public private(set) var tellers: Set<Teller> = []

  /// Nothing seen yet.
  public init() {}

  /// Takes in a stretch of time that a log speaks of.
  public mutating func add(_ span: LossRecords.Span, of log: Log) {
    spans[log, default: span].form(unionWith: span)
  }

  /// Takes in a moment that a log speaks of.
  private mutating func see(_ instant: UTCInstant, in log: Log) {
    spans[log, default: LossRecords.Span(at: instant)].see(instant)
  }

  /// Takes in that logs give reasons.
  public mutating func add(_ teller: Teller) { tellers.insert(teller) }

  /// Takes in the logs of another part.
  public mutating func merge(_ other: LossLogs) {
    for (log, span) in other.spans { add(span, of: log) }
    tellers.formUnion(other.tellers)
  }

  /// The logs in order, for writing.
  public var sorted: [(log: Log, span: LossRecords.Span)] {
    spans.sorted { left, right in
      let mine = left.key
      let other = right.key
      return (mine.provider.rawValue, mine.source.rawValue, mine.region ?? "")
        < (other.provider.rawValue, other.source.rawValue, other.region ?? "")
    }.map { ($0.key, $0.value) }
  }
}

extension LossLogs {
  /// What the evidence up to `until` holds of logs.
  init(_ evidence: [InstanceKey: InstanceEvidence], until: UTCInstant) {
    for (key, known) in evidence { add(key.provider, known, until: until) }
  }

  private mutating func add(
    _ provider: PoolID.Provider, _ known: InstanceEvidence, until: UTCInstant
  ) {
    let region = known.pool?.region
    for event in known.events {
      // A change of state alone says that an instance ended and not why.
      if event.kind != .stateChanged, event.kind != .launched {
        add(Teller(provider: provider, source: .events))
      }
      let place =
        region ?? event.region
        ?? event.zone.map { PoolID.region(ofZone: $0, provider: provider) }
      see(
        event.at,
        in: Log(provider: provider, source: .events, region: place))
    }
    for launch in known.launches {
      if launch.exit == .interrupted || launch.exit == .released {
        add(Teller(provider: provider, source: .launches))
      }
      let log = Log(
        provider: provider, source: .launches, region: launch.pool.region)
      for instant in [
        launch.requestedAt, launch.launchedAt, launch.endedAt,
      ].compactMap(\.self) where instant <= until {
        see(instant, in: log)
      }
    }
  }

  /// Whether the loss of an instance would have been told of by what is known
  /// of itself.
  func tell(_ known: InstanceEvidence, _ provider: PoolID.Provider) -> Bool {
    let events = Teller(provider: provider, source: .events)
    let launches = Teller(provider: provider, source: .launches)
    return (!known.events.isEmpty && tellers.contains(events))
      || (!known.launches.isEmpty && tellers.contains(launches))
  }
}
