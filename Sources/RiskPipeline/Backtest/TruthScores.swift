import Foundation
import RiskDomain
import RiskForecast
import RiskModels
import RiskSimulation

/// Forecasts held against the hazards that a simulated month obeyed.
public struct TruthScores: Hashable, Sendable, Codable {
  /// Pools with few or many losses, or all of them.
  public struct Group: Hashable, Sendable, Codable {
    /// Which pools: all, or those with so many losses.
    public var name: String
    public var pools: Int
    /// Root mean squared error of the log cumulative hazard of the first day:
    /// of the model, and of pools and ages alone.
    public var modelError: Double
    public var agePoolError: Double?
    /// Share of the 90 % bands of that hazard that hold the truth: of one
    /// instance, and of a gang of four of which none may be lost.
    public var covered, gangCovered: Double
  }

  /// What the model says of the hour of the week in one region.
  public struct Rhythm: Hashable, Sendable, Codable {
    public var region: String
    /// Crest over trough of the three hours around each: true, and said (1
    /// where no effect is told).
    public var trueRatio, ratio: Double
    /// Whether the model tells an effect at all.
    public var isTold: Bool
  }

  /// Alarms for surges of whole regions against the surges that there were.
  public struct Surges: Hashable, Sendable, Codable {
    /// Hours in which the rule of `Data/rules/default.yaml` rings, and those of
    /// them outside surges.
    public var alarmHours, falseHours: Int
    /// Hours of surges, and those of them in which it rings.
    public var surgeHours, foundHours: Int
    /// Separate surges, and those in which it rang at all.
    public var surges, foundSurges: Int
    /// Hours looked at, over all regions.
    public var hours: Int
    /// Whether the model tells surges.
    public var isTold: Bool
  }

  public var scenario: String
  public var groups: [Group]
  public var rhythms: [Rhythm]
  public var surges: Surges?

  /// Hours from an instance's start over which hazards are compared.
  static let aheadHours = 24.0
  static let gangSize = 4

  /// - Parameters:
  ///   - asOf: the end of the month, where its truth holds.
  ///   - agePool: fitted with `ModelSpec.agePool`; nil leaves it out.
  init(
    _ truth: MonthTruth, model: [PoolForecaster], agePool: HazardArtifact?,
    waves: WaveFilters, asOf: UTCInstant
  ) {
    surges = Surges(truth, waves)
    scenario = truth.scenario
    let known = Dictionary(
      truth.pools.map { ($0.pool.key, $0) }, uniquingKeysWith: { $1 })
    var samples: [Sample] = []
    var said: [String: [Double]?] = [:]
    for forecaster in model {
      guard let pool = known[forecaster.pool.key] else { continue }
      let outlook = forecaster.outlook(asOf: asOf)
      if let sample = Sample(pool, outlook, agePool) { samples.append(sample) }
      said[pool.pool.region] = outlook.hourOfWeekMultiplier
    }
    groups = [("all", 0...Int.max)].map { Group($0.0, samples, $0.1) }
    let parts: [(String, ClosedRange<Int>)] = [
      ("0 to 9 losses", 0...9), ("10 to 39", 10...39),
      ("40 and more", 40...Int.max),
    ]
    groups += parts.map { Group($0.0, samples, $0.1) }
      .filter { $0.pools > 0 }
    rhythms = said.sorted { $0.key < $1.key }.compactMap { region, told in
      truth.hourOfWeek[region].map { Rhythm(region, true: $0, told: told) }
    }
  }
}

/// One pool's hazard of the first day: true, and said.
private struct Sample {
  var losses: Int
  var modelLogError: Double
  var agePoolLogError: Double?
  var isCovered: Bool
  var isGangCovered: Bool

  init?(
    _ truth: MonthTruth.Pool, _ outlook: PoolOutlook,
    _ agePool: HazardArtifact?
  ) {
    let day = AgeInterval(after: 0, through: TruthScores.aheadHours)
    guard var mean = outlook.loss?.mean else { return nil }
    mean.capHours = nil
    // The truth is that of an average week; multipliers have mean 1 over the
    // hours at risk, of which busy hours have more.
    let week = outlook.hourOfWeekMultiplier ?? [1]
    let level = week.reduce(0, +) / Double(week.count)
    let said = level * mean.cumulativeHazard(over: day)
    guard said > 0, truth.cumulativeHazard24h > 0 else { return nil }
    losses = truth.interruptions
    modelLogError = log(said / truth.cumulativeHazard24h)
    agePoolLogError =
      agePool?.hazard(for: truth.pool, process: .loss, clock: .instance)
      .map { log($0.mean.cumulativeHazard(over: day)) }
      .map { $0 - log(truth.cumulativeHazard24h) }
    var average = outlook
    average.hourOfWeekMultiplier = nil
    // The truth is the long-run hazard, whatever the region's state.
    average.surge = nil
    average.loss?.mean = mean.scaled(by: level)
    isCovered = Self.holds(truth.cumulativeHazard24h, average, gangSize: 1)
    // All of one age: shocks of the pool hit every one of them.
    let n = Double(TruthScores.gangSize)
    let share = truth.sharedShockShare
    isGangCovered = Self.holds(
      truth.cumulativeHazard24h * (share + (1 - share) * n), average,
      gangSize: TruthScores.gangSize)
  }

  private static func holds(
    _ hazard: Double, _ outlook: PoolOutlook, gangSize: Int
  ) -> Bool {
    let row = forecast(
      outlook: outlook, aheadHours: [TruthScores.aheadHours],
      gangSize: gangSize)
    guard let low = row.survivalLow[0], let high = row.survivalHigh[0] else {
      return false
    }
    let truth = exp(-hazard)
    return low <= truth && truth <= high
  }
}

extension TruthScores.Group {
  fileprivate init(
    _ name: String, _ samples: [Sample], _ losses: ClosedRange<Int>
  ) {
    let some = samples.filter { losses.contains($0.losses) }
    func error(_ errors: [Double]) -> Double {
      let squares = errors.reduce(0) { $0 + $1 * $1 }
      return (squares / Double(max(errors.count, 1))).squareRoot()
    }
    func share(_ isHit: (Sample) -> Bool) -> Double {
      Double(some.count(where: isHit)) / Double(max(some.count, 1))
    }
    let flat = some.compactMap(\.agePoolLogError)
    self.init(
      name: name, pools: some.count,
      modelError: error(some.map(\.modelLogError)),
      agePoolError: flat.count == some.count ? error(flat) : nil,
      covered: share(\.isCovered), gangCovered: share(\.isGangCovered))
  }
}

extension TruthScores.Rhythm {
  fileprivate init(_ region: String, true truth: [Double], told: [Double]?) {
    let day = (0..<24).map { hour in
      (0..<7).reduce(0) { $0 + truth[$1 * 24 + hour] }
    }
    let crest = day.indices.max { day[$0] < day[$1] } ?? 0
    let trough = day.indices.min { day[$0] < day[$1] } ?? 0
    func mean(_ factors: [Double], around hour: Int) -> Double {
      var sum = 0.0
      for weekday in 0..<7 {
        for step in -1...1 {
          sum += factors[(weekday * 24 + hour + step + 168) % 168]
        }
      }
      return sum / 21
    }
    func ratio(_ factors: [Double]) -> Double {
      mean(factors, around: crest) / mean(factors, around: trough)
    }
    self.init(
      region: region, trueRatio: ratio(truth), ratio: told.map(ratio) ?? 1,
      isTold: told != nil)
  }
}
