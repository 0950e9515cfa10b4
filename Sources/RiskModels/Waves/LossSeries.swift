public import RiskDomain
import RiskExposure

/// Loss events of one region, seen and expected, quarter of an hour by quarter.
public struct LossSeries: Hashable, Sendable {
  /// Length of a bin.
  public static let binMilliseconds: Int64 = 900_000
  static let binHours = 0.25

  public var provider: PoolID.Provider
  public var region: String
  /// Bins since 1970 before the first one.
  public var firstBin: Int64
  /// Events that a model expects of what ran in each bin.
  public var expected: [Double]
  /// Losses that fell together in one pool count once.
  public var events: [Int]

  public init(
    provider: PoolID.Provider, region: String, firstBin: Int64,
    expected: [Double], events: [Int]
  ) {
    self.provider = provider
    self.region = region
    self.firstBin = firstBin
    self.expected = expected
    self.events = events
  }

  /// How many bins have ended by an instant; 0 before the first has.
  public func endedBins(by instant: UTCInstant) -> Int {
    let bin = instant.unixMilliseconds / Self.binMilliseconds - firstBin
    return Int(min(max(bin, 0), Int64(expected.count)))
  }

  /// When a bin ends.
  public func end(ofBin index: Int) -> UTCInstant {
    UTCInstant(
      unixMilliseconds: (firstBin + Int64(index) + 1) * Self.binMilliseconds)
  }
}

extension HazardArtifact {
  /// The series of every region in which instances of known age were watched,
  /// sorted by provider and region.
  ///
  /// Of a pool's n instances with hazards h, events come at
  /// (1 − share)·Σh + share·max h: shocks take all of an age.
  public func lossSeries(of spells: [Spell]) -> [LossSeries] {
    lossSeries(of: spells, moving: [:])
  }

  /// - Parameter moving: how hazards stood day by day over those of the model;
  ///   pools that are not named stood still.
  func lossSeries(
    of spells: [Spell], moving: [PoolID: DailyFactors]
  ) -> [LossSeries] {
    let lives = spells.filter {
      $0.clock == .instance && $0.process == .loss && $0.watched != nil
        && $0.watchedUntil > $0.watchedFrom
    }
    var regions: [RegionKey: RegionSums] = [:]
    // Sums of one order, so that the same facts give the same bits.
    let pools = Dictionary(grouping: lives, by: \.pool)
      .sorted { $0.key < $1.key }
    for (pool, members) in pools {
      guard
        let hazard = hazard(for: pool, process: .loss, clock: .instance),
        hazard.evidence != .prior
      else { continue }
      let share =
        gangs?[pool.provider.rawValue]?.belief(of: pool).wholeShare(size: 2)
        ?? 0
      regions[RegionKey(pool), default: RegionSums()].add(
        PoolBins(
          members, hazard, moving[pool],
          windows: LossWindows(
            members, windowSeconds: spec.clusterWindowSeconds)),
        share: share,
        lossClusters(
          from: members, windowSeconds: spec.clusterWindowSeconds))
    }
    return regions.sorted { $0.key < $1.key }.map { key, sums in
      sums.series(key)
    }
  }
}

private struct RegionKey: Hashable, Comparable {
  var provider: PoolID.Provider
  var region: String

  init(_ pool: PoolID) {
    provider = pool.provider
    region = pool.region
  }

  static func < (left: Self, right: Self) -> Bool {
    (left.provider.rawValue, left.region)
      < (right.provider.rawValue, right.region)
  }
}

/// Cumulative hazards of one pool's lives by bin.
private struct PoolBins {
  var first: Int64
  var sums, highest: [Double]

  init(
    _ unsorted: [Spell], _ hazard: PoolHazard, _ moving: DailyFactors?,
    windows: LossWindows
  ) {
    let lives = unsorted.sorted {
      ($0.watchedFrom, $0.watchedUntil, $0.watched?.after ?? 0)
        < ($1.watchedFrom, $1.watchedUntil, $1.watched?.after ?? 0)
    }
    let width = LossSeries.binMilliseconds
    let starts = lives.map { $0.watchedFrom.unixMilliseconds }
    let ends = lives.map { $0.watchedUntil.unixMilliseconds }
    first = (starts.min() ?? 0) / width
    let count = Int((ends.max() ?? 0) / width - first) + 1
    sums = [Double](repeating: 0, count: count)
    highest = sums
    for (i, life) in lives.enumerated() {
      guard let age = life.watched else { continue }
      var from = starts[i]
      while from < ends[i] {
        let bin = from / width
        let until = min((bin + 1) * width, ends[i])
        let after = age.after + hours(milliseconds: from - starts[i])
        let through = age.after + hours(milliseconds: until - starts[i])
        let open = windows.openMilliseconds(from: from, until: until)
        let amount =
          Double(open) / Double(until - from)
          * hazard.mean.cumulativeHazard(
            over: AgeInterval(after: after, through: through))
          * (hazard.hourOfWeek?[
            UTCInstant(unixMilliseconds: from).hourOfWeekUTC] ?? 1)
          * (moving?(atMilliseconds: from) ?? 1)
        let index = Int(bin - first)
        sums[index] += amount
        highest[index] = max(highest[index], amount)
        from = until
      }
    }
  }
}

/// Sums of a region's pools by bin.
private struct RegionSums {
  private var expected: [Int64: Double] = [:]
  private var events: [Int64: Int] = [:]

  mutating func add(
    _ pool: PoolBins, share: Double, _ clusters: [LossCluster]
  ) {
    for index in pool.sums.indices where pool.sums[index] > 0 {
      expected[pool.first + Int64(index), default: 0] +=
        (1 - share) * pool.sums[index] + share * pool.highest[index]
    }
    for cluster in clusters {
      // A loss at a bin's edge ended in the bin before.
      let at = cluster.at.unixMilliseconds - 1
      events[at / LossSeries.binMilliseconds, default: 0] += 1
    }
  }

  func series(_ key: RegionKey) -> LossSeries {
    let bins = Array(expected.keys) + events.keys
    let first = bins.min() ?? 0
    let count = Int((bins.max() ?? 0) - first) + 1
    var series = LossSeries(
      provider: key.provider, region: key.region, firstBin: first,
      expected: [Double](repeating: 0, count: count),
      events: [Int](repeating: 0, count: count))
    for (bin, value) in expected { series.expected[Int(bin - first)] = value }
    for (bin, value) in events { series.events[Int(bin - first)] = value }
    return series
  }
}
