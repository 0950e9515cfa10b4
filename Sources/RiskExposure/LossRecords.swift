import Foundation
public import RiskDomain

/// Where losses were written down, and from when to when.
///
/// A bill tells how long an instance ran and not why it ended: hours at risk
/// are hours without a loss only where some source would have told of one. An
/// event feed, a list of spot requests, a launch log that gives reasons, a
/// fleet's log and probes do.
public struct LossRecords: Hashable, Sendable {
  /// Instances that ran where, or before, nothing recorded losses.
  public struct Unrecorded: Hashable, Sendable, Codable {
    public var provider: PoolID.Provider
    public var region: String
    public var lives: Int
    /// Instance-milliseconds.
    public var milliseconds: Int64
  }

  /// The first and the last moment of a record, and the days that it tells of.
  public struct Span: Hashable, Sendable {
    public var first, last: UTCInstant
    /// Days of the Unix epoch, UTC, with an entry.
    public var days: Set<Int64>

    public init(first: UTCInstant, last: UTCInstant) {
      self.first = first
      self.last = last
      days = [Self.day(first), Self.day(last)]
    }

    init(at instant: UTCInstant) { self.init(first: instant, last: instant) }

    /// Widens it by a moment; a record has millions.
    mutating func see(_ instant: UTCInstant) {
      first = min(first, instant)
      last = max(last, instant)
      days.insert(Self.day(instant))
    }

    /// Widens it by another of the same record.
    public mutating func form(unionWith other: Span) {
      first = min(first, other.first)
      last = max(last, other.last)
      days.formUnion(other.days)
    }

    private static func day(_ instant: UTCInstant) -> Int64 {
      Int64((Double(instant.unixMilliseconds) / 86_400_000).rounded(.down))
    }

    /// Until when its silence is no sign that it is kept no longer.
    ///
    /// Losses are rare, so that a record is silent for days. Of one that told
    /// of something on d of D days, silence of k days has the probability
    /// (1 - (d - 1) / (D - 1))^k: at one in a hundred it is taken as broken
    /// off; not before 72 h, as long as any fact counts, and not after 30 days.
    public var speaksUntil: UTCInstant {
      let all = Double(Self.day(last) - Self.day(first))
      let share = all > 0 ? Double(days.count - 1) / all : 0
      let silentDays = share >= 1 ? 0 : log(0.01) / log1p(-share)
      return last.adding(
        hours: min(max(silentDays * 24, silenceHours), mostSilenceHours))
    }
  }

  struct Place: Hashable {
    var clock: Spell.Clock
    var provider: PoolID.Provider
    /// nil where the source speaks of the provider at large.
    var region: String?
  }

  /// A record is taken to have been kept for so long before its first entry.
  ///
  /// Losses are rare, and a feed is silent between them. 72 h, as an answer
  /// counts on facts of the last 72 h.
  static let silenceHours = 72.0
  /// Nor does any record speak longer than so after its last entry; 30 days.
  static let mostSilenceHours = 720.0

  private(set) var spans: [Place: Span] = [:]
  /// By provider and region; lives that give no exposure.
  public private(set) var unrecorded: [Unrecorded] = []

  public init() {}

  /// Adds what another part of the facts recorded.
  public mutating func add(_ other: LossRecords) {
    for (place, span) in other.spans { see(span, at: place) }
    add(unrecorded: other.unrecorded)
  }

  /// Adds a moment that a source tells of.
  ///
  /// - Parameter region: nil where it does not say which.
  public mutating func see(
    _ instant: UTCInstant, clock: Spell.Clock, provider: PoolID.Provider,
    region: String?
  ) {
    let place = Place(clock: clock, provider: provider, region: region)
    spans[place, default: Span(at: instant)].see(instant)
  }

  mutating func see(_ span: Span, at place: Place) {
    spans[place, default: span].form(unionWith: span)
  }

  /// Adds the ends of what was watched otherwise than by logs of instances.
  mutating func see(_ spells: [Spell]) {
    for spell in spells {
      for instant in [spell.watchedFrom, spell.watchedUntil] {
        see(
          instant, clock: spell.clock, provider: spell.pool.provider,
          region: spell.pool.region)
      }
    }
  }

  /// Adds lives that give no exposure, to those of their region.
  mutating func add(unrecorded lives: [Unrecorded]) {
    for part in lives {
      let place = unrecorded.firstIndex {
        $0.provider == part.provider && $0.region == part.region
      }
      if let place {
        unrecorded[place].lives += part.lives
        unrecorded[place].milliseconds += part.milliseconds
      } else {
        unrecorded.append(part)
      }
    }
    unrecorded.sort {
      ($0.provider.rawValue, $0.region) < ($1.provider.rawValue, $1.region)
    }
  }

  private mutating func leaveOut(_ spells: [Spell]) {
    let places = Dictionary(grouping: spells) { spell in
      [spell.pool.provider.rawValue, spell.pool.region]
    }
    add(
      unrecorded: places.values.compactMap { lives in
        lives.first.map { first in
          Unrecorded(
            provider: first.pool.provider, region: first.pool.region,
            lives: lives.count,
            milliseconds: lives.reduce(0) {
              $0 + $1.watchedUntil.milliseconds(since: $1.watchedFrom)
            })
        }
      })
  }

  /// Whether anything of a provider could have told a loss.
  public func isKept(_ clock: Spell.Clock, _ provider: PoolID.Provider) -> Bool
  {
    spans.keys.contains { $0.clock == clock && $0.provider == provider }
  }

  /// The last moment of which any record of a provider's losses speaks.
  public func last(of provider: PoolID.Provider) -> UTCInstant? {
    spans.filter { $0.key.provider == provider }.map(\.value.last).max()
  }

  /// The record that a pool's losses are read from: that of its region, where
  /// it has none that of its provider.
  public func span(
    _ clock: Spell.Clock, of provider: PoolID.Provider, region: String
  ) -> Span? {
    let own = [region, nil].compactMap {
      spans[Place(clock: clock, provider: provider, region: $0)]
    }
    if let joined = Self.joined(own) { return joined }
    return Self.joined(
      spans.filter {
        $0.key.clock == clock && $0.key.provider == provider
      }.map(\.value))
  }

  private static func joined(_ spans: [Span]) -> Span? {
    guard var whole = spans.first else { return nil }
    for span in spans.dropFirst() { whole.form(unionWith: span) }
    return whole
  }

  /// Since when a record has been kept that tells of a pool's losses; nil
  /// where none does.
  private func keptSince(
    _ clock: Spell.Clock, _ pool: PoolID
  ) -> UTCInstant? {
    let all = spans.filter {
      $0.key.clock == clock && $0.key.provider == pool.provider
    }
    // Event feeds of AWS are kept region by region; the logs of the others
    // belong to a project or subscription.
    let isKept = all.keys.contains {
      pool.provider != .aws || $0.region == nil || $0.region == pool.region
    }
    return isKept
      ? all.values.map(\.first).min()?.adding(hours: -Self.silenceHours) : nil
  }
}

extension LossRecords {
  /// What the logs of instances record that tell why instances end.
  public init(_ logs: LossLogs) {
    for (log, span) in logs.spans {
      let teller = LossLogs.Teller(provider: log.provider, source: log.source)
      guard logs.tellers.contains(teller) else { continue }
      see(
        span,
        at: Place(
          clock: .instance, provider: log.provider, region: log.region))
    }
  }

  /// Leaves out, and counts, the lives that nobody would have told the loss
  /// of.
  mutating func keepRecorded(
    _ lives: [Spell], _ evidence: [InstanceKey: InstanceEvidence],
    _ logs: LossLogs
  ) -> [Spell] {
    var kept: [Spell] = []
    var left: [Spell] = []
    for life in lives {
      let key = life.instanceID.map {
        InstanceKey(provider: life.pool.provider, id: $0)
      }
      if let key, let known = evidence[key], logs.tell(known, key.provider) {
        kept.append(life)
      } else if let part = recorded(life) {
        kept.append(part)
      } else {
        left.append(life)
      }
    }
    leaveOut(left)
    return kept
  }

  /// Says which lives give no exposure; empty where all do.
  var notes: [SpellReport.Note] {
    guard !unrecorded.isEmpty else { return [] }
    let lives = unrecorded.reduce(0) { $0 + $1.lives }
    let hours = hoursText(
      milliseconds: unrecorded.reduce(0) { $0 + $1.milliseconds })
    return [
      SpellReport.Note(
        count: lives,
        message: "\(Counted.of(lives, "spot instance")) with \(hours) "
          + "instance-hours in "
          + Set(unrecorded.map(\.region)).sorted().joined(separator: ", ")
          + " ran where or before anything recorded losses: how they ended is "
          + "not known, and they give no exposure")
    ]
  }

  /// What is left of a life when only the time counts in which a loss would
  /// have been written down; nil of one that nobody would have told of.
  private func recorded(_ spell: Spell) -> Spell? {
    guard spell.exit != .interrupted else { return spell }
    guard let from = keptSince(spell.clock, spell.pool) else { return nil }
    guard spell.watchedFrom < from else { return spell }
    guard spell.watchedUntil > from else { return nil }
    var late = spell
    late.watchedFrom = from
    if let watched = spell.watched, let launchedAt = spell.launchedAt {
      late.watched = AgeInterval(
        after: max(watched.after, from.hours(since: launchedAt)),
        through: watched.through)
    }
    return late
  }
}
