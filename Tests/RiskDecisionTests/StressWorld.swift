import Foundation
import RiskDecision
import RiskDomain
import RiskForecast
import RiskModels
import RiskNumerics

/// A random job among random pools, most of them extreme in some way.
///
/// Hazards from 1e-9 to 1e3 an hour and none at all, prices from 0 to 1e6
/// dollars, ages up to 1e6 hours, from sure to unknown.
struct StressWorld {
  static let asOf = UTCInstant(unixSeconds: 1_768_356_000)  // 2026-01-14T02Z

  let seed: UInt64
  let outlooks: [PoolOutlook]
  let job: JobSpec

  /// - Parameters:
  ///   - pools: nil draws from 1 to 8.
  ///   - isLarge: jobs of up to 10,000 hours on up to 1,000 nodes, which take
  ///     seconds to plan; else of up to 50 hours on up to 8.
  init(seed: UInt64, pools: Int? = nil, isLarge: Bool = false) {
    self.seed = seed
    var dice = Dice(random: SplitMix64(seed: seed &* 0x9E37_79B9_7F4A_7C15))
    let count = pools ?? 1 + dice.below(8)
    outlooks = (0..<count).map { Self.outlook($0, &dice) }
    job = Self.job(
      outlooks.prefix(8).map(\.pool), isLarge: isLarge, &dice)
  }

  /// What must hold of every answer and does not, in words.
  func problems(runs: Int) -> [String] {
    var problems: [String] = []
    for outlook in outlooks.prefix(8) {
      for gang in [1, 7, 512] {
        let row = forecast(
          outlook: outlook, ageHours: 3, aheadHours: [0.01, 1, 24, 1e4],
          gangSize: gang)
        problems += Self.amiss(row, "forecast of \(gang)")
        for (low, high) in zip(row.survivalLow, row.survivalHigh) {
          if let low, let high, low > high {
            problems.append("band upside down")
          }
        }
        for (a, b) in zip(row.survival, row.survival.dropFirst()) {
          if let a, let b, b > a + 1e-12 { problems.append("survival rises") }
        }
      }
    }
    let advice = Recommender(runs: runs, mostAlternatives: 3).recommend(
      job: job, outlooks: outlooks, offerings: [], catalog: Catalog(),
      asOf: Self.asOf, dataThrough: Self.asOf, generatedAt: Self.asOf,
      modelDigest: "m", seed: seed)
    return problems + Self.amiss(advice, "advice")
  }

  private static func outlook(_ number: Int, _ dice: inout Dice) -> PoolOutlook
  {
    let letters = ["a", "b", "c", "d", "e", "f"]
    let pool = PoolID(
      provider: [.aws, .gcp, .azure][number % 3],
      zone: "us-west-\(1 + number / 6 % 900)\(letters[number % 6])",
      instanceType: "p3.\(1 + number / 5400)xlarge")
    var loss: PoolOutlook.UncertainHazard?
    if !dice.happens(0.1) {
      loss = .init(
        mean: hazard(&dice), multiplierShape: dice.scale(1e-3, 1e9))
    }
    var acquisition: PoolOutlook.UncertainHazard?
    if !dice.happens(0.2) {
      acquisition = .init(
        mean: PiecewiseHazard(
          constantPerHour: dice.happens(0.1) ? 0 : dice.scale(1e-6, 1e4)),
        multiplierShape: dice.scale(1e-3, 1e9))
    }
    let price = dice.happens(0.1) ? 0 : dice.scale(1e-6, 1e6)
    var week: [Double]?
    if dice.happens(0.2) {
      let draws = (0..<168).map { _ in dice.scale(1e-3, 1e3) }
      let mean = draws.reduce(0, +) / 168
      week = draws.map { $0 / mean }
    }
    return PoolOutlook(
      pool: pool, asOf: asOf,
      state: [.up, .down, .unknown][dice.below(3)],
      stateAgeHours: dice.happens(0.3) ? nil : dice.scale(1e-6, 1e6),
      evidence: loss == nil ? .none : .own, interruptions: dice.below(1000),
      hoursAtRisk: dice.scale(1e-3, 1e9),
      clock: dice.happens(0.5) ? .probe : .instance, loss: loss,
      acquisition: acquisition,
      attemptSuccess: dice.happens(0.5)
        ? nil : [0, 1, dice.unit(), 1e-9][dice.below(4)],
      hourOfWeekMultiplier: week,
      sharedShockShare: [0, 1, dice.unit()][dice.below(3)],
      spotPrice: dice.happens(0.1)
        ? nil
        : .init(
          currentUSDPerHour: price, expectedUSDPerHour: price,
          lowUSDPerHour: price / 2, highUSDPerHour: price * 2,
          source: "history"),
      onDemandPerHour: dice.happens(0.2)
        ? nil : dice.happens(0.1) ? 0 : dice.scale(1e-6, 1e6))
  }

  private static func hazard(_ dice: inout Dice) -> PiecewiseHazard {
    let cuts = [0.0] + (0..<dice.below(5)).map { pow(4, Double($0)) }
    return PiecewiseHazard(
      cutsHours: cuts,
      ratesPerHour: cuts.map { _ in
        dice.happens(0.1) ? 0 : dice.scale(1e-9, 1e3)
      }, capHours: dice.happens(0.2) ? dice.scale(0.1, 100) : nil)
  }

  private static func job(
    _ pools: [PoolID], isLarge: Bool, _ dice: inout Dice
  ) -> JobSpec {
    var job = JobSpec(
      name: "stress", work: .hours(dice.scale(0.01, isLarge ? 1e4 : 50)))
    job.pools = pools
    job.gang.nodes =
      (isLarge ? [1, 1, 2, 8, 64, 1000] : [1, 1, 2, 2, 3, 8])[dice.below(6)]
    job.gang.sameZone = dice.happens(0.5)
    if job.gang.nodes > 1, dice.happens(0.3) {
      job.gang.elastic = .init(
        minNodes: max(1, job.gang.nodes / 2), maxNodes: job.gang.nodes)
    }
    job.checkpoint.continuous = dice.happens(0.1)
    job.checkpoint.sizeGB = dice.happens(0.3) ? nil : dice.scale(1e-3, 1e4)
    job.checkpoint.localWriteSeconds =
      dice.happens(0.3) ? nil : dice.happens(0.1) ? 0 : dice.scale(0.1, 1e4)
    job.checkpoint.durableUploadMBps =
      dice.happens(0.3) ? nil : dice.scale(1, 1e5)
    job.checkpoint.mode = dice.happens(0.5) ? .sync : .async
    job.checkpoint.restoreSeconds = dice.happens(0.1) ? 0 : dice.scale(0.1, 1e4)
    job.checkpoint.stepSeconds = dice.happens(0.5) ? nil : dice.scale(0.01, 1e4)
    job.checkpoint.overheadPercent = [0, 3, 99][dice.below(3)]
    job.restart.provisionSeconds = dice.happens(0.1) ? 0 : dice.scale(1, 1e4)
    job.restart.initSeconds = dice.happens(0.1) ? 0 : dice.scale(1, 1e4)
    if dice.happens(0.6) {
      job.when.deadline = asOf.adding(
        hours: dice.scale(0.1, isLarge ? 2e4 : 500))
    }
    job.when.pausable = dice.happens(0.5)
    job.when.waitingUSDPerHour = dice.happens(0.5) ? 0 : dice.scale(0.01, 1e3)
    job.money.budgetUSD = dice.happens(0.5) ? nil : dice.scale(1e-2, 1e9)
    job.risk.meetDeadline = [0.5, 0.95, 0.999][dice.below(3)]
    job.risk.aversion = [0, 0.3, 1][dice.below(3)]
    job.risk.onDemandFloorPercent = [0, 20, 100][dice.below(3)]
    job.vehicles = [.spot, .onDemand]
    if dice.happens(0.2) {
      job.fixed = .init(usdPerMonth: dice.scale(0.01, 1e6))
      job.vehicles.append(.fixed)
    }
    return job
  }

  /// Numbers of a document that are not finite, negative where that has no
  /// meaning, or no probability where they must be one.
  private static func amiss(
    _ document: some Encodable, _ name: String
  ) -> [String] {
    do {
      // JSONEncoder throws on NaN and infinity.
      let data = try JSONEncoder().encode(document)
      return walk(try JSONSerialization.jsonObject(with: data), name)
    } catch {
      return ["\(name): \(error)"]
    }
  }

  // Differences, which may have either sign.
  private static let signed: Set<String> = ["deltaUSD", "change"]
  private static let probabilities: Set<String> = [
    "survival", "survivalLow", "survivalHigh", "obtain", "level",
    "meetDeadline", "overBudget", "allLost", "sharedShare", "sharedShareLow",
    "sharedShareHigh", "surgeProbability", "cheaperThanFirst",
  ]

  private static func walk(_ value: Any, _ path: String) -> [String] {
    switch value {
    case let object as [String: Any]:
      return object.sorted { $0.key < $1.key }.flatMap {
        walk($0.value, path + "." + $0.key)
      }
    case let list as [Any]: return list.flatMap { walk($0, path) }
    case let number as NSNumber:
      let key = path.split(separator: ".").last.map(String.init) ?? ""
      let double = number.doubleValue
      if !double.isFinite { return ["\(path) is \(double)"] }
      if double < 0, !signed.contains(key) { return ["\(path) is \(double)"] }
      if double > 1, probabilities.contains(key) {
        return ["\(path) is \(double)"]
      }
      return []
    default: return []
    }
  }

  /// Draws of one seed.
  private struct Dice {
    var random: SplitMix64

    mutating func unit() -> Double { random.uniform() }
    mutating func happens(_ share: Double) -> Bool { unit() < share }
    mutating func below(_ count: Int) -> Int {
      min(Int(unit() * Double(count)), max(count - 1, 0))
    }
    /// Even on the scale of orders of magnitude.
    mutating func scale(_ low: Double, _ high: Double) -> Double {
      low * pow(high / low, unit())
    }
  }
}
