import RiskNumerics

/// Pairs counted by sweeping times and asking a Fenwick tree over risks.
struct ConcordanceSweep {
  private(set) var concordant = 0.0
  private(set) var discordant = 0.0
  private(set) var tied = 0.0
  private(set) var tiedTime = 0.0
  private(set) var tiedBoth = 0.0
  /// Agreeing less disagreeing partners of each row.
  private(set) var excess: [Double]
  /// All partners of each row.
  private(set) var pairs: [Double]

  private let sample: SurvivalSample
  private let pairWeight: Concordance.PairWeight
  private let withError: Bool
  /// Dense rank of each row's risk, from 0.
  private let ranks: [Int32]
  private let rankCount: Int

  init(
    _ sample: SurvivalSample, risk: [Double],
    pairWeight: Concordance.PairWeight, withError: Bool
  ) {
    self.sample = sample
    self.pairWeight = pairWeight
    self.withError = withError
    var ranks = [Int32](repeating: 0, count: risk.count)
    var rank: Int32 = -1
    var last = Double.nan
    for row in ascendingOrder(of: risk) {
      let value = risk[Int(row)]
      if value != last { rank += 1 }
      last = value
      ranks[Int(row)] = rank
    }
    self.ranks = ranks
    rankCount = Int(rank) + 1
    excess = Array(repeating: 0, count: withError ? risk.count : 0)
    pairs = excess
  }

  mutating func run() {
    let order = SampleOrder(sample)
    for stratum in 0..<sample.strataCount {
      let rows = order.rows[
        order.strataStarts[stratum]..<order.strataStarts[stratum + 1]]
      let lives = OrderedLives(sample, Array(rows), ranks, pairWeight)
      countLater(lives)
      if withError { countEarlier(lives) }
    }
  }

  private func tree() -> RiskTree {
    RiskTree(rankCount, hasTies: rankCount < ranks.count)
  }

  /// From the last time to the first: every event meets those watched longer.
  private mutating func countLater(_ lives: OrderedLives) {
    var later = tree()
    var notYetIn = lives.entryTimes.count
    var end = lives.count
    while end > 0 {
      let group = lives.group(endingAt: end)
      for k in group.firstCensored..<end {
        later.add(lives.weight(k), rank: lives.ranks[k])
      }
      if group.firstCensored > group.start {
        while notYetIn > 0, lives.entryTimes[notYetIn - 1] >= group.time {
          notYetIn -= 1
          let k = Int(lives.entryPlaces[notYetIn])
          later.add(-lives.weight(k), rank: lives.ranks[k])
        }
        for k in group.start..<group.firstCensored { meet(k, lives, later) }
        countTies(group.start..<group.firstCensored, lives)
        for k in group.start..<group.firstCensored {
          later.add(lives.weight(k), rank: lives.ranks[k])
        }
      }
      end = group.start
    }
  }

  private mutating func meet(
    _ k: Int, _ lives: OrderedLives, _ later: RiskTree
  ) {
    let rank = lives.ranks[k]
    let pairWeight = lives.pairWeight(k)
    let below = pairWeight * later.sum(below: rank)
    let same = pairWeight * later.sum(at: rank)
    let above = pairWeight * later.total - below - same
    let w = lives.weight(k)
    concordant += w * below
    discordant += w * above
    tied += w * same
    if withError {
      let row = Int(lives.rows[k])
      excess[row] += below - above
      pairs[row] += below + above + same
    }
  }

  /// Pairs of events at one time.
  private mutating func countTies(_ places: Range<Int>, _ lives: OrderedLives) {
    guard places.count > 1 else { return }
    func pairMass(_ weights: [Double]) -> Double {
      let sum = weights.reduce(0, +)
      return 0.5 * (sum * sum - weights.reduce(0) { $0 + $1 * $1 })
    }
    let all = pairMass(places.map { lives.weight($0) })
    let same = Dictionary(grouping: places) { lives.ranks[$0] }
      .values.filter { $0.count > 1 }
      .map { pairMass($0.map { lives.weight($0) }) }
      .sorted().reduce(0, +)
    let pairWeight = lives.pairWeight(places.lowerBound)
    tiedTime += pairWeight * (all - same)
    tiedBoth += pairWeight * same
  }

  /// From the first time to the last: every row meets the events before it,
  /// less those before its entry.
  private mutating func countEarlier(_ lives: OrderedLives) {
    var earlier = tree()
    var entered = 0
    var start = 0
    while start < lives.count {
      let group = lives.group(startingAt: start)
      while entered < lives.entryTimes.count,
        lives.entryTimes[entered] < group.time
      {
        met(Int(lives.entryPlaces[entered]), lives, earlier, sign: -1)
        entered += 1
      }
      for k in start..<group.firstCensored { met(k, lives, earlier, sign: 1) }
      for k in start..<group.firstCensored {
        earlier.add(
          lives.weight(k) * lives.pairWeight(k), rank: lives.ranks[k])
      }
      for k in group.firstCensored..<group.end {
        met(k, lives, earlier, sign: 1)
      }
      start = group.end
    }
  }

  private mutating func met(
    _ k: Int, _ lives: OrderedLives, _ earlier: RiskTree, sign: Double
  ) {
    let rank = lives.ranks[k]
    let below = earlier.sum(below: rank)
    let above = earlier.total - below - earlier.sum(at: rank)
    let row = Int(lives.rows[k])
    // A higher risk of the earlier one is what agrees.
    excess[row] += sign * (above - below)
    pairs[row] += sign * earlier.total
  }
}

/// The lives of a stratum by time, events first, copied so that the sweeps
/// read memory in order.
private struct OrderedLives {
  /// Rows that share a time: events, then censorings.
  struct Group {
    var time: Double
    var start, firstCensored, end: Int
  }

  let rows: [Int32]
  let times: [Double]
  let isEvent: [Bool]
  let ranks: [Int32]
  /// Ascending; empty without delayed entry.
  let entryTimes: [Double]
  /// The place among `rows` of each entry.
  let entryPlaces: [Int32]
  /// Empty = 1.
  private let weights: [Double]
  /// What pairs of each row as the earlier one count; empty = 1.
  private let pairWeights: [Double]

  var count: Int { rows.count }

  init(
    _ sample: SurvivalSample, _ rows: [Int32], _ ranks: [Int32],
    _ pairWeight: Concordance.PairWeight
  ) {
    self.rows = rows
    times = rows.map { sample.time[Int($0)] }
    isEvent = rows.map { sample.isEvent[Int($0)] }
    self.ranks = rows.map { ranks[Int($0)] }
    weights = sample.weight.map { w in rows.map { w[Int($0)] } } ?? []
    let entries = sample.entry.map { e in rows.map { e[Int($0)] } } ?? []
    entryPlaces = ascendingOrder(of: entries)
    entryTimes = entryPlaces.map { entries[Int($0)] }
    switch pairWeight {
    case .one:
      pairWeights = []
    case .inverseCensoring(let curve, let reading, let end):
      let (times, isEvent) = (times, isEvent)
      pairWeights = times.indices.map { k in
        guard isEvent[k], times[k] < (end ?? .infinity) else { return 0 }
        let g = curve.reading(times[k], reading)
        // Nobody is watched any more: nothing stands for the unseen.
        return g > 0 ? 1 / (g * g) : 0
      }
    }
  }

  func weight(_ k: Int) -> Double { weights.isEmpty ? 1 : weights[k] }

  func pairWeight(_ k: Int) -> Double {
    pairWeights.isEmpty ? 1 : pairWeights[k]
  }

  func group(startingAt start: Int) -> Group {
    let time = times[start]
    var end = start
    while end < times.count, times[end] == time { end += 1 }
    return group(time, start, end)
  }

  func group(endingAt end: Int) -> Group {
    let time = times[end - 1]
    var start = end
    while start > 0, times[start - 1] == time { start -= 1 }
    return group(time, start, end)
  }

  private func group(_ time: Double, _ start: Int, _ end: Int) -> Group {
    var firstCensored = start
    while firstCensored < end, isEvent[firstCensored] { firstCensored += 1 }
    return Group(
      time: time, start: start, firstCensored: firstCensored, end: end)
  }
}

/// Sums of weights by rank, with prefix sums in O(log n) (Fenwick 1994,
/// doi:10.1002/spe.4380240306).
private struct RiskTree {
  private var tree: [Double]
  /// The weight at each rank; empty where no two rows share one, for then
  /// nobody meets a row of the own rank.
  private var single: [Double]
  private(set) var total = 0.0

  init(_ count: Int, hasTies: Bool) {
    tree = Array(repeating: 0, count: count + 1)
    single = Array(repeating: 0, count: hasTies ? count : 0)
  }

  mutating func add(_ weight: Double, rank: Int32) {
    if !single.isEmpty { single[Int(rank)] += weight }
    total += weight
    var k = Int(rank) + 1
    while k < tree.count {
      tree[k] += weight
      k += k & -k
    }
  }

  func sum(at rank: Int32) -> Double {
    single.isEmpty ? 0 : single[Int(rank)]
  }

  func sum(below rank: Int32) -> Double {
    var sum = 0.0
    var k = Int(rank)
    while k > 0 {
      sum += tree[k]
      k -= k & -k
    }
    return sum
  }
}
