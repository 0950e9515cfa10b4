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
  private let withError: Bool
  /// Dense rank of each row's risk, from 0.
  private let ranks: [Int32]
  private let rankCount: Int
  /// What pairs of each row as the earlier one count; empty = 1.
  private let eventWeights: [Double]

  init(
    _ sample: SurvivalSample, risk: [Double],
    pairWeight: Concordance.PairWeight, withError: Bool
  ) {
    self.sample = sample
    self.withError = withError
    let order = ascendingOrder(of: risk)
    var ranks = [Int32](repeating: 0, count: risk.count)
    var rank: Int32 = -1
    var last = Double.nan
    for row in order {
      let value = risk[Int(row)]
      if value != last { rank += 1 }
      last = value
      ranks[Int(row)] = rank
    }
    self.ranks = ranks
    rankCount = Int(rank) + 1
    excess = Array(repeating: 0, count: withError ? risk.count : 0)
    pairs = excess
    switch pairWeight {
    case .one:
      eventWeights = []
    case .inverseCensoring(let curve, let reading, let end):
      eventWeights = sample.time.indices.map { i in
        guard sample.isEvent[i], sample.time[i] < (end ?? .infinity)
        else { return 0 }
        let g = curve.reading(sample.time[i], reading)
        // Nobody is watched any more: nothing stands for the unseen.
        return g > 0 ? 1 / (g * g) : 0
      }
    }
  }

  mutating func run() {
    let order = SampleOrder(sample)
    for stratum in 0..<sample.strataCount {
      let rows = Array(
        order.rows[
          order.strataStarts[stratum]..<order.strataStarts[stratum + 1]])
      let entries = sample.entry.map { ascendingOrder(of: $0, from: rows) }
      countLater(rows, entries ?? [])
      if withError { countEarlier(rows, entries ?? []) }
    }
  }

  /// From the last time to the first: every event meets those watched longer.
  private mutating func countLater(_ rows: [Int32], _ entries: [Int32]) {
    var later = RiskTree(rankCount)
    var notYetIn = entries.count
    var end = rows.count
    while end > 0 {
      let time = sample.time[Int(rows[end - 1])]
      var start = end
      while start > 0, sample.time[Int(rows[start - 1])] == time { start -= 1 }
      // Events come first among equal times.
      var firstCensored = start
      while firstCensored < end, sample.isEvent[Int(rows[firstCensored])] {
        firstCensored += 1
      }
      for k in firstCensored..<end { add(rows[k], to: &later, sign: 1) }
      if firstCensored > start {
        while notYetIn > 0, let entry = sample.entry,
          entry[Int(entries[notYetIn - 1])] >= time
        {
          notYetIn -= 1
          add(entries[notYetIn], to: &later, sign: -1)
        }
        for k in start..<firstCensored { meet(rows[k], later) }
        countTies(rows[start..<firstCensored])
        for k in start..<firstCensored { add(rows[k], to: &later, sign: 1) }
      }
      end = start
    }
  }

  private func weight(_ row: Int) -> Double { sample.weight?[row] ?? 1 }

  private func eventWeight(_ row: Int) -> Double {
    eventWeights.isEmpty ? 1 : eventWeights[row]
  }

  private func add(_ row: Int32, to tree: inout RiskTree, sign: Double) {
    let i = Int(row)
    tree.add(sign * weight(i), rank: Int(ranks[i]))
  }

  private mutating func meet(_ row: Int32, _ later: RiskTree) {
    let i = Int(row)
    let rank = Int(ranks[i])
    let pairWeight = eventWeight(i)
    let below = pairWeight * later.sum(below: rank)
    let same = pairWeight * later.sum(at: rank)
    let above = pairWeight * later.total - below - same
    let w = weight(i)
    concordant += w * below
    discordant += w * above
    tied += w * same
    if withError {
      excess[i] += below - above
      pairs[i] += below + above + same
    }
  }

  /// Pairs of events at one time.
  private mutating func countTies(_ rows: ArraySlice<Int32>) {
    guard rows.count > 1, let first = rows.first else { return }
    let pairWeight = eventWeight(Int(first))
    func pairMass(_ weights: [Double]) -> Double {
      let sum = weights.reduce(0, +)
      return 0.5 * (sum * sum - weights.reduce(0) { $0 + $1 * $1 })
    }
    let all = pairMass(rows.map { weight(Int($0)) })
    let same = Dictionary(grouping: rows) { ranks[Int($0)] }
      .values.filter { $0.count > 1 }
      .map { pairMass($0.map { weight(Int($0)) }) }
      .sorted().reduce(0, +)
    tiedTime += pairWeight * (all - same)
    tiedBoth += pairWeight * same
  }

  /// From the first time to the last: every row meets the events before it,
  /// less those before its entry.
  private mutating func countEarlier(_ rows: [Int32], _ entries: [Int32]) {
    var earlier = RiskTree(rankCount)
    var entered = 0
    var start = 0
    while start < rows.count {
      let time = sample.time[Int(rows[start])]
      while entered < entries.count, let entry = sample.entry,
        entry[Int(entries[entered])] < time
      {
        met(entries[entered], earlier, sign: -1)
        entered += 1
      }
      var end = start
      while end < rows.count, sample.time[Int(rows[end])] == time { end += 1 }
      var firstCensored = start
      while firstCensored < end, sample.isEvent[Int(rows[firstCensored])] {
        met(rows[firstCensored], earlier, sign: 1)
        firstCensored += 1
      }
      for k in start..<firstCensored {
        let i = Int(rows[k])
        earlier.add(weight(i) * eventWeight(i), rank: Int(ranks[i]))
      }
      for k in firstCensored..<end { met(rows[k], earlier, sign: 1) }
      start = end
    }
  }

  private mutating func met(
    _ row: Int32, _ earlier: RiskTree, sign: Double
  ) {
    let i = Int(row)
    let rank = Int(ranks[i])
    let below = earlier.sum(below: rank)
    let same = earlier.sum(at: rank)
    let above = earlier.total - below - same
    // A higher risk of the earlier one is what agrees.
    excess[i] += sign * (above - below)
    pairs[i] += sign * earlier.total
  }
}

/// Sums of weights by rank, with prefix sums in O(log n) (Fenwick 1994,
/// doi:10.1002/spe.4380240306).
private struct RiskTree {
  private var tree: [Double]
  private var single: [Double]
  private(set) var total = 0.0

  init(_ count: Int) {
    tree = Array(repeating: 0, count: count + 1)
    single = Array(repeating: 0, count: count)
  }

  mutating func add(_ weight: Double, rank: Int) {
    single[rank] += weight
    total += weight
    var k = rank + 1
    while k < tree.count {
      tree[k] += weight
      k += k & -k
    }
  }

  func sum(at rank: Int) -> Double { single[rank] }

  func sum(below rank: Int) -> Double {
    var sum = 0.0
    var k = rank
    while k > 0 {
      sum += tree[k]
      k -= k & -k
    }
    return sum
  }
}
