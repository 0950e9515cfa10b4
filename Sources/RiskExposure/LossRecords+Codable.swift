import RiskDomain

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
    func check(_ key: Key, _ isWithin: Bool) throws {
      guard isWithin else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container, debugDescription: "out of bounds")
      }
    }
    for entry in try container.decode([Entry].self, forKey: .entries) {
      let instants = [entry.firstMilliseconds, entry.lastMilliseconds]
      try check(
        .entries,
        (instants + entry.days).allSatisfy(Self.milliseconds.contains))
      var span = Span(
        first: UTCInstant(unixMilliseconds: entry.firstMilliseconds),
        last: UTCInstant(unixMilliseconds: entry.lastMilliseconds))
      span.days.formUnion(entry.days)
      see(
        span,
        at: Place(
          clock: entry.clock, provider: entry.provider, region: entry.region))
    }
    let lives = try container.decode([Unrecorded].self, forKey: .unrecorded)
    // Sums of thousands of regions stay inside 63 bits.
    try check(
      .unrecorded,
      lives.allSatisfy {
        (0...(1 << 48)).contains($0.lives)
          && (0...(1 << 60) / Int64(lives.count)).contains($0.milliseconds)
      })
    add(unrecorded: lives)
  }

  /// From the year −15,869 to 19,809: the sums of any two stay whole.
  private static let milliseconds: ClosedRange<Int64> = -(1 << 49)...(1 << 49)
}
