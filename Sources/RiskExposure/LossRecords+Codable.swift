public import RiskDomain

extension LossRecords: Codable {
  private struct Entry: Codable {
    var clock: Spell.Clock
    var provider: PoolID.Provider
    var region: String?
    /// Milliseconds since 1970-01-01T00:00:00Z.
    var firstMilliseconds, lastMilliseconds: Int64
    var days: [Int64]
  }

  private enum Key: String, CodingKey { case entries, unrecorded }

  /// Equal records give the same document, entry by entry in order.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    let entries = spans.map { place, span in
      Entry(
        clock: place.clock, provider: place.provider, region: place.region,
        firstMilliseconds: span.first.unixMilliseconds,
        lastMilliseconds: span.last.unixMilliseconds, days: span.days.sorted())
    }.sorted {
      ($0.clock.rawValue, $0.provider.rawValue, $0.region ?? "")
        < ($1.clock.rawValue, $1.provider.rawValue, $1.region ?? "")
    }
    try container.encode(entries, forKey: .entries)
    try container.encode(unrecorded, forKey: .unrecorded)
  }

  public init(from decoder: any Decoder) throws {
    self.init()
    let container = try decoder.container(keyedBy: Key.self)
    for entry in try container.decode([Entry].self, forKey: .entries) {
      var span = Span(
        first: UTCInstant(unixMilliseconds: entry.firstMilliseconds),
        last: UTCInstant(unixMilliseconds: entry.lastMilliseconds))
      span.days.formUnion(entry.days)
      see(
        span,
        at: Place(
          clock: entry.clock, provider: entry.provider, region: entry.region))
    }
    add(
      unrecorded: try container.decode(
        [Unrecorded].self, forKey: .unrecorded))
  }
}
