import RiskDomain

import Foundation

/// Hour by hour, the losses seen and expected of pools and regions.
struct DriftWatch: Sendable {
  /// P(a false alarm of one place, ever).
  static let alpha = 0.01

  private struct Hour: Sendable {
    var expected = 0.0
    var losses: [PoolID: [UTCInstant]] = [:]
  }

  /// By place and hour since 1970.
  private var hours: [String: [Int64: Hour]] = [:]

  /// Adds a stretch and what a forecaster expects of each of its hours.
  ///
  /// - Parameter clusterSize: losses that fall together, which count once.
  mutating func add(
    _ stretch: ScoredStretch, by forecaster: any LossForecaster,
    clusterSize: Double
  ) {
    let end = stretch.endsAt.unixMilliseconds
    let start = stretch.startsAt.unixMilliseconds
    var edges: [Int64] = []
    var edge = start - start % 3_600_000 + 3_600_000
    while edge < end {
      edges.append(edge)
      edge += 3_600_000
    }
    edges.append(end)
    let ahead = edges.map { Double($0 - start) / 3_600_000 }
    guard
      let survival = forecaster.survival(
        of: stretch.pool, ageHours: stretch.ageHours, at: stretch.startsAt,
        aheadHours: ahead)
    else { return }
    let pool = stretch.pool
    for place in [pool.key, "\(pool.provider.rawValue)/\(pool.region)"] {
      var before = 0.0
      for (edge, s) in zip(edges, survival) {
        let through = -log(max(s, 1e-300))
        // The hour that ends at an edge is the one before it.
        let hour = (edge - 1) / 3_600_000
        hours[place, default: [:]][hour, default: Hour()].expected +=
          max(through - before, 0) / clusterSize
        before = through
      }
      if stretch.isLost {
        hours[place, default: [:]][(end - 1) / 3_600_000, default: Hour()]
          .losses[pool, default: []].append(stretch.endsAt)
      }
    }
  }

  /// Places whose process ever reached 1/α, sorted by name.
  func alarms(clock: Spell.Clock) -> [DriftAlarm] {
    hours.sorted { $0.key < $1.key }.compactMap { place, slices in
      var process = DriftProcess()
      var first: UTCInstant?
      for (hour, slice) in slices.sorted(by: { $0.key < $1.key }) {
        let events = slice.losses.values.reduce(0) {
          $0 + PoolWindow.events($1.sorted())
        }
        process.watch(expected: slice.expected, losses: events)
        if first == nil, process.isAlarming(Self.alpha) {
          first = UTCInstant(unixMilliseconds: (hour + 1) * 3_600_000)
        }
      }
      return first.map {
        DriftAlarm(
          place: place, clock: clock, at: $0, observed: Int(process.observed),
          expected: process.expected)
      }
    }
  }
}
