import RiskDomain
import RiskExposure

/// Exposures of one stratum as dense tables: pools × age pieces × hour blocks.
struct StratumTable {
  /// Sorted; p entries.
  var pools: [PoolID] = []
  /// Lower edges of k pieces, hours.
  var cuts: [Double]
  /// Events by pool and piece, p × k.
  var events: [[Double]] = []
  /// Hours by pool, piece and block of the week, p × k × (16 + 1).
  ///
  /// The last block holds hours without a calendar.
  var hours: [[[Double]]] = []
  /// Events by pool and block, p × (16 + 1).
  var eventsByBlock: [[Double]] = []
  var evidence: [String: HazardStratum.PoolEvidence] = [:]
  /// What has no age and is in no table; part of `evidence`.
  var unknownAge: HazardStratum.PoolEvidence?
  var interruptions = 0
  var millisecondsAtRisk: Int64 = 0

  init(_ exposures: [Exposure], cuts: [Double]) {
    self.cuts = cuts
    let blocks = WeekBlock.count + 1
    var index: [PoolID: Int] = [:]
    for pool in Set(exposures.map(\.pool)).sorted() {
      index[pool] = pools.count
      pools.append(pool)
    }
    events = Array(
      repeating: Array(repeating: 0, count: cuts.count), count: pools.count)
    eventsByBlock = Array(
      repeating: Array(repeating: 0, count: blocks), count: pools.count)
    hours = Array(
      repeating: Array(
        repeating: Array(repeating: 0, count: blocks), count: cuts.count),
      count: pools.count)
    for cell in exposures {
      interruptions += cell.interruptions
      millisecondsAtRisk += cell.millisecondsAtRisk
      let known = evidence[cell.pool.key]
      evidence[cell.pool.key] = HazardStratum.PoolEvidence(
        interruptions: (known?.interruptions ?? 0) + cell.interruptions,
        millisecondsAtRisk: (known?.millisecondsAtRisk ?? 0)
          + cell.millisecondsAtRisk)
      guard let age = cell.age, let p = index[cell.pool] else {
        unknownAge = HazardStratum.PoolEvidence(
          interruptions: (unknownAge?.interruptions ?? 0) + cell.interruptions,
          millisecondsAtRisk: (unknownAge?.millisecondsAtRisk ?? 0)
            + cell.millisecondsAtRisk)
        continue
      }
      let k = cuts.lastIndex { $0 <= age.after + 1e-9 } ?? 0
      let block =
        cell.hourOfWeekUTC.map(WeekBlock.index) ?? WeekBlock.count
      events[p][k] += Double(cell.interruptions)
      hours[p][k][block] += cell.hoursAtRisk
      eventsByBlock[p][block] += Double(cell.interruptions)
    }
  }

  /// Hours by pool and piece, p × k.
  func plainHours() -> [[Double]] {
    hours.map { pieces in pieces.map { $0.reduce(0, +) } }
  }

  /// Hours by pool and piece, each block times its multiplier, p × k.
  func weightedHours(_ multipliers: (PoolID) -> [Double]) -> [[Double]] {
    zip(pools, hours).map { pool, pieces in
      let factors = multipliers(pool)
      return pieces.map { blocks in
        zip(blocks, factors).reduce(0) { $0 + $1.0 * $1.1 }
      }
    }
  }
}

/// Three-hour blocks of the day, apart for weekdays and the weekend.
enum WeekBlock {
  static let count = 16

  /// The block of an hour of the week, Monday 00:00 UTC = 0.
  static func index(_ hourOfWeek: Int) -> Int {
    (hourOfWeek / 24 >= 5 ? 8 : 0) + hourOfWeek % 24 / 3
  }
}
