import RiskDomain

/// The spans in which a provider's facts follow each other closely.
///
/// A life without a recorded end is taken as running while its provider's logs
/// go on. Where all of them fall silent for long, nobody watched any more:
/// facts of another year do not say that it still ran.
struct WatchedSpans {
  /// A silence longer than this, in hours, ends the watching: 30 days, the
  /// longest step between bills.
  static let silenceHours = 720.0

  /// Last facts before a silence, by provider, ascending.
  private var ends: [PoolID.Provider: [UTCInstant]] = [:]

  init(_ instances: [InstanceKey: InstanceEvidence], until: UTCInstant) {
    var instants: [PoolID.Provider: [UTCInstant]] = [:]
    for (key, known) in instances {
      instants[key.provider, default: []] += known.instants.filter {
        $0 <= until
      }
    }
    for (provider, unsorted) in instants {
      let sorted = unsorted.sorted()
      ends[provider] = zip(sorted, sorted.dropFirst())
        .filter { $1.hours(since: $0) > Self.silenceHours }.map(\.0)
    }
  }

  /// Until when a life of no known end was watched; nil when its provider's
  /// facts went on to the end.
  func end(
    after start: UTCInstant, of provider: PoolID.Provider
  ) -> UTCInstant? {
    ends[provider]?.first { $0 >= start }
  }
}

extension InstanceEvidence {
  /// The moments that its facts speak of.
  fileprivate var instants: [UTCInstant] {
    usage.flatMap { [$0.usageStart, $0.usageEnd] } + events.map(\.at)
      + launches.flatMap {
        [$0.requestedAt, $0.launchedAt, $0.endedAt].compactMap(\.self)
      }
  }
}
