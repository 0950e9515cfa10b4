import RiskDomain

/// Exposures of one stratum as dense tables: pools × age pieces × hour blocks.
struct StratumTable {
  /// p entries.
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
  /// Everything of a pool, p entries.
  private var totals: [HazardStratum.PoolEvidence] = []
  /// What has no age and is in no table; part of `evidence`.
  var unknownAge: HazardStratum.PoolEvidence?
  var interruptions = 0
  var millisecondsAtRisk: Int64 = 0

  private var indexOfPool: [PoolID: Int] = [:]

  init(cuts: [Double]) { self.cuts = cuts }

  /// Takes a cell; those of one pool should come together.
  mutating func add(_ cell: Exposure) {
    interruptions += cell.interruptions
    millisecondsAtRisk += cell.millisecondsAtRisk
    let p = index(of: cell.pool)
    totals[p].add(cell)
    guard let age = cell.age else {
      unknownAge = unknownAge ?? Self.none
      unknownAge?.add(cell)
      return
    }
    let k = cuts.lastIndex { $0 <= age.after + 1e-9 } ?? 0
    let block =
      cell.hourOfWeekUTC.map(WeekBlock.index) ?? WeekBlock.count
    events[p][k] += Double(cell.interruptions)
    hours[p][k][block] += cell.hoursAtRisk
    eventsByBlock[p][block] += Double(cell.interruptions)
  }

  private static let none = HazardStratum.PoolEvidence(
    interruptions: 0, millisecondsAtRisk: 0)

  private mutating func index(of pool: PoolID) -> Int {
    if pools.last == pool { return pools.count - 1 }
    if let known = indexOfPool[pool] { return known }
    let blocks = WeekBlock.count + 1
    indexOfPool[pool] = pools.count
    pools.append(pool)
    totals.append(Self.none)
    events.append(Array(repeating: 0, count: cuts.count))
    eventsByBlock.append(Array(repeating: 0, count: blocks))
    hours.append(
      Array(
        repeating: Array(repeating: 0, count: blocks), count: cuts.count))
    return pools.count - 1
  }

  /// The table with its pools in order; nothing is added to it any more.
  func sortedByPool() -> StratumTable {
    var table = self
    table.indexOfPool = [:]
    let order = pools.indices.sorted { pools[$0] < pools[$1] }
    guard order != Array(pools.indices) else { return table }
    table.pools = order.map { pools[$0] }
    table.totals = order.map { totals[$0] }
    table.events = order.map { events[$0] }
    table.hours = order.map { hours[$0] }
    table.eventsByBlock = order.map { eventsByBlock[$0] }
    return table
  }

  /// Everything of a pool, by its key.
  var evidence: [String: HazardStratum.PoolEvidence] {
    Dictionary(
      zip(pools.map(\.key), totals), uniquingKeysWith: { first, _ in first })
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

extension HazardStratum.PoolEvidence {
  fileprivate mutating func add(_ cell: Exposure) {
    interruptions += cell.interruptions
    millisecondsAtRisk += cell.millisecondsAtRisk
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
