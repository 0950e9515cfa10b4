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

  init(_ survey: WatchSurvey) {
    ends = survey.stretches.mapValues { $0.dropLast().map(\.until) }
  }

  /// Until when a life of no known end was watched; nil when its provider's
  /// facts went on to the end.
  func end(
    after start: UTCInstant, of provider: PoolID.Provider
  ) -> UTCInstant? {
    ends[provider]?.first { $0 >= start }
  }
}
