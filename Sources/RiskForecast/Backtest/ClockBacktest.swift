public import RiskDomain
import RiskExposure
import RiskModels
import RiskNumerics

import Foundation

/// Collects forecasts and outcomes of one clock over folds and scores them.
public struct ClockBacktest: Sendable {
  /// Moments scored at most in a fold.
  static let mostMoments = 20_000
  static let replicates = 1000
  static let level = 0.95
  /// With fewer pools than this, the bootstrap draws days of pools.
  static let fewPools = 20
  /// Groups of losses that fell together which all pools' mean size is worth to
  /// a pool's own.
  private static let priorClusters = 5.0

  /// One moment and what everybody said of it, horizons × forecasters.
  private struct Row: Sendable {
    var moment: RiskMoment
    var lost: [[Double]]
    var fold: Int
  }

  public let clock: Spell.Clock
  public let horizonsHours: [Double]
  private var names: [String] = []
  private var stretches: [ScoredStretch] = []
  private var scores: [StretchScores] = []
  private var rows: [Row] = []
  private var unknownAge = 0
  private var folds = 0
  private var counts: [PoolWindow] = []
  private var clusters = (losses: 0, clusters: 0)
  private var drift = DriftWatch()

  public init(clock: Spell.Clock, horizonsHours: [Double]) {
    self.clock = clock
    self.horizonsHours = horizonsHours
  }

  /// Adds the forecasts of one origin; nothing where no forecaster has data.
  public mutating func add(_ fold: BacktestFold) {
    let followed = fold.followed(clock: clock)
    guard !followed.isEmpty, let forecasters = fold.forecasters(clock: clock)
    else { return }
    if names.isEmpty {
      names = forecasters.map(\.name)
      scores = names.map { _ in StretchScores() }
    }
    guard forecasters.map(\.name) == names else { return }
    unknownAge += followed.count { $0.watched == nil }
    let before = stretches.count
    for spell in followed {
      guard
        let stretch = ScoredStretch(
          spell, from: fold.origin, until: fold.until)
      else { continue }
      add(stretch, forecasters.map(\.forecaster))
    }
    addCounts(fold, from: before)
    addMoments(fold, followed, forecasters.map(\.forecaster))
    folds += 1
  }

  /// All forecasters score a stretch, or none does.
  private mutating func add(
    _ stretch: ScoredStretch, _ forecasters: [any LossForecaster]
  ) {
    let said = forecasters.compactMap {
      StretchScores.survival(of: stretch, by: $0)
    }
    guard said.count == forecasters.count else { return }
    for i in said.indices { scores[i].add(stretch, survival: said[i]) }
    stretches.append(stretch)
  }

  private mutating func addCounts(_ fold: BacktestFold, from first: Int) {
    let known = lossClusters(from: fold.known.filter { $0.clock == clock })
    clusters.losses += known.reduce(0) { $0 + $1.lost }
    clusters.clusters += known.count
    let size =
      known.isEmpty
      ? 1 : Double(known.reduce(0) { $0 + $1.lost }) / Double(known.count)
    let sizes = Dictionary(grouping: known, by: \.pool).mapValues { own in
      (Self.priorClusters * size + Double(own.reduce(0) { $0 + $1.lost }))
        / (Self.priorClusters + Double(own.count))
    }
    let model = ModelForecaster(fold.model, clock: clock)
    let shapes = Dictionary(
      Set(stretches[first...].map(\.pool)).map {
        ($0, model.multiplierShape(of: $0, at: fold.origin) ?? .infinity)
      }, uniquingKeysWith: { $1 })
    for stretch in stretches[first...] {
      drift.add(
        stretch, by: model, clusterSize: sizes[stretch.pool] ?? size,
        shape: shapes[stretch.pool] ?? .infinity, fit: folds)
    }
    let part = Dictionary(grouping: first..<stretches.count) {
      stretches[$0].pool
    }
    for (pool, members) in part.sorted(by: { $0.key < $1.key }) {
      guard let shape = model.multiplierShape(of: pool, at: fold.origin)
      else { continue }
      let ends = members.filter { stretches[$0].isLost }
        .map { stretches[$0].endsAt }.sorted()
      counts.append(
        PoolWindow(
          events: PoolWindow.events(ends),
          expected: members.reduce(0) { $0 + scores[0].expected[$1] }
            / (sizes[pool] ?? size),
          shape: shape))
    }
  }

  private mutating func addMoments(
    _ fold: BacktestFold, _ followed: [Spell],
    _ forecasters: [any LossForecaster]
  ) {
    let hours = followed.reduce(0) { sum, spell in
      sum
        + min(spell.watchedUntil, fold.until).hours(
          since: max(spell.watchedFrom, fold.origin))
    }
    let grid = MomentGrid(hoursAtRisk: hours, most: Self.mostMoments)
    let past = fold.known.filter { $0.clock == clock }
      .flatMap {
        grid.moments(of: $0, from: $0.watchedFrom, until: fold.origin)
      }
    let climatology = Climatology(past, aheadHours: horizonsHours)
    for spell in followed {
      for moment in grid.moments(
        of: spell, from: fold.origin, until: fold.until)
      {
        let said = forecasters.compactMap { forecaster in
          forecaster.survival(
            of: moment.pool, ageHours: moment.ageHours, at: moment.at,
            aheadHours: horizonsHours
          ).flatMap { $0.allSatisfy { 0...1 ~= $0 } ? $0 : nil }
        }
        guard said.count == forecasters.count else { continue }
        let climate = climatology.lost(moment.pool)
        rows.append(
          Row(
            moment: moment,
            lost: horizonsHours.indices.map { h in
              said.map { min(max(1 - $0[h], 0), 1) } + [climate[h]]
            }, fold: folds))
      }
    }
  }
}

extension ClockBacktest {
  /// Pools and regions whose losses depart from the model's forecasts.
  public var alarms: [DriftAlarm] { drift.alarms(clock: clock) }

  /// Scores of everything added; nil when nothing was.
  public func scores(seed: UInt64) -> ClockScores? {
    guard !stretches.isEmpty else { return nil }
    let pools = Set(stretches.map(\.pool))
    let isFew = pools.count < Self.fewPools
    return ClockScores(
      clock: clock, pools: pools.count, stretches: stretches.count,
      losses: stretches.count(where: \.isLost), unknownAge: unknownAge,
      clusterSize: clusters.clusters > 0
        ? Double(clusters.losses) / Double(clusters.clusters) : 1,
      resampled: isFew ? "pool and day" : "pool",
      forecasters: wholes(seed: seed, isFew: isFew),
      horizons: horizonsHours.indices.compactMap {
        horizon($0, seed: seed, isFew: isFew)
      },
      coverage: PoolWindow.coverage(counts))
  }

  private func wholes(seed: UInt64, isFew: Bool) -> [ClockScores.Whole] {
    let clusters = ClusterSums(
      stretches.map { ($0.pool, $0.startsAt) }, byDay: isFew)
    let lost = stretches.count(where: \.isLost)
    return names.indices.map { i in
      let score = scores[i]
      let expected = score.expected.reduce(0, +)
      let interval = PoissonInterval(count: lost, level: Self.level)
      let calibration = try? DistributionCalibration(
        survivalAtLower: score.survivalAtLower,
        survivalAtUpper: score.survivalAtUpper)
      return ClockScores.Whole(
        name: names[i],
        logScore: score.logScores.reduce(0, +) / Double(stretches.count),
        observedToExpected: expected > 0 ? Double(lost) / expected : nil,
        observedToExpectedLow: expected > 0 ? interval.low / expected : nil,
        observedToExpectedHigh: expected > 0 ? interval.high / expected : nil,
        dCalibrationP: calibration?.pValue,
        dCalibrationDeviation: calibration?.largestDeviation,
        modelGain: i == 0
          ? nil
          : clusters.difference(
            zip(scores[0].logScores, score.logScores).map { $0 - $1 },
            weights: stretches.map { _ in 1 }, seed: seed))
    }
  }

  private func horizon(
    _ h: Int, seed: UInt64, isFew: Bool
  ) -> ClockScores.Horizon? {
    let hours = horizonsHours[h]
    let known = CensoredOutcomes(rows.map(\.moment), withinHours: hours)
    // Where nobody is watched that long, nobody is known to have outlived it.
    guard known.hasSurvivors else { return nil }
    let clusters = ClusterSums(
      rows.map { ($0.moment.pool, $0.moment.at) }, byDay: isFew)
    let names = names + [Climatology.name]
    let said = names.indices.map { i in rows.map { $0.lost[h][i] } }
    let reference = known.brier(said[names.count - 1])
    let errors = said.map { known.squaredErrors($0) }
    return ClockScores.Horizon(
      hours: hours, forecasts: known.count, baseRate: known.baseRate,
      forecasters: names.indices.map { i in
        let brier = known.brier(said[i])
        return ClockScores.Within(
          name: names[i], brier: brier,
          brierSkill: reference > 0 ? 1 - brier / reference : nil,
          auc: known.auc(said[i]),
          calibrationError: known.calibration(said[i])?.expected ?? 0,
          logLoss: known.logLoss(said[i]),
          modelGain: i == 0
            ? nil
            : clusters.difference(
              zip(errors[i], errors[0]).map { $0 - $1 },
              weights: known.weights, seed: seed))
      },
      deciles: known.calibration(said[0])?.bins.map {
        ClockScores.Decile(
          share: $0.weight / known.totalWeight,
          meanPredicted: $0.meanPredicted, meanObserved: $0.meanObserved)
      } ?? [])
  }
}
