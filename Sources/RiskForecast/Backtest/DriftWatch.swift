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

  /// One place under one fit.
  private struct Slice: Sendable {
    /// By hour since 1970.
    var hours: [Int64: Hour] = [:]
    /// Σ expected, and Σ expected × relative variance of the pool's hazard.
    var expected = 0.0
    var variance = 0.0

    /// Gamma shape of the place's hazard, as if its pools were wrong together.
    var shape: Double { variance > 0 ? expected / variance : .infinity }
  }

  /// By place and fit.
  private var slices: [String: [Int: Slice]] = [:]

  /// Adds a stretch and what a forecaster expects of each of its hours.
  ///
  /// - Parameters:
  ///   - clusterSize: losses that fall together, which count once.
  ///   - shape: gamma shape of what is not known of the pool's hazard.
  ///   - fit: number of the fit that the forecaster is from, rising.
  mutating func add(
    _ stretch: ScoredStretch, by forecaster: any LossForecaster,
    clusterSize: Double, shape: Double = .infinity, fit: Int = 0
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
      var slice = slices[place]?[fit] ?? Slice()
      var before = 0.0
      for (edge, s) in zip(edges, survival) {
        let through = -log(max(s, 1e-300))
        // The hour that ends at an edge is the one before it.
        let hour = (edge - 1) / 3_600_000
        let expected = max(through - before, 0) / clusterSize
        slice.hours[hour, default: Hour()].expected += expected
        slice.expected += expected
        slice.variance += expected / shape
        before = through
      }
      if stretch.isLost {
        slice.hours[(end - 1) / 3_600_000, default: Hour()]
          .losses[pool, default: []].append(stretch.endsAt)
      }
      slices[place, default: [:]][fit] = slice
    }
  }

  /// Places whose process ever reached 1/α, sorted by name.
  func alarms(clock: Spell.Clock) -> [DriftAlarm] {
    slices.sorted { $0.key < $1.key }.compactMap { place, fits in
      var process = DriftProcess()
      var first: UTCInstant?
      for (_, slice) in fits.sorted(by: { $0.key < $1.key }) {
        process.refit(shape: slice.shape)
        for (hour, part) in slice.hours.sorted(by: { $0.key < $1.key }) {
          let events = part.losses.values.reduce(0) {
            $0 + PoolWindow.events($1.sorted())
          }
          process.watch(expected: part.expected, losses: events)
          if first == nil, process.isAlarming(Self.alpha) {
            first = UTCInstant(unixMilliseconds: (hour + 1) * 3_600_000)
          }
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
