import Foundation
import RiskDomain

/// The iteration that fits one stratum.
///
/// Up the tree, each node's events and expectation are discounted by what its
/// siblings' spread leaves of their information, so that a region with eight
/// differing pools counts as eight pools and not as a thousand events; down
/// the tree, posteriors are formed given the parents. In between the age
/// pieces and the families are updated with the multipliers' posterior means
/// (methods/nested-gamma-poisson.md (8) to (14)).
struct StratumFit {
  private(set) var table: StratumTable
  let tree: PoolTree
  let spec: ModelSpec
  /// Events that count as one.
  private(set) var dispersion: Double
  /// What the calendar says of present levels.
  var calendar = CalendarLevels()
  /// Family of each pool, and the families' names.
  let familyOfPool: [Int]
  let families: [String]

  /// Hours with the hour-of-week effect in them, p × k.
  var hours: [[Double]]
  var base: [Double]
  /// Products of multipliers and their relative variances, by layer.
  var multipliers: [[Double]]
  var variances: [[Double]]
  var inheritances: [[Double]]
  var populations: [MultiplierPopulation] = []
  var family: [Double]
  var familyVariance: [Double]
  /// The families' spread, looked at whether or not they are in the fit.
  var familyPopulation: MultiplierPopulation?
  var usesFamilies = false
  var rootVariance = 1.0
  var iterations = 0
  var lastChange = Double.infinity

  init(
    _ table: StratumTable, tree: PoolTree, spec: ModelSpec, dispersion: Double
  ) {
    self.table = table
    self.tree = tree
    self.spec = spec
    self.dispersion = max(dispersion, 1)
    families = Set(table.pools.map(\.family)).sorted()
    let index = Dictionary(
      uniqueKeysWithValues: families.enumerated().map { ($1, $0) })
    familyOfPool = table.pools.map { index[$0.family] ?? 0 }
    hours = table.plainHours()
    multipliers = tree.layers.map { $0.keys.map { _ in 1 } }
    variances = tree.layers.map { $0.keys.map { _ in 1 } }
    inheritances = tree.layers.map { $0.keys.map { _ in 1 } }
    family = families.map { _ in 1 }
    familyVariance = families.map { _ in 0 }
    let events = table.events.joined().reduce(0, +)
    let total = hours.joined().reduce(0, +)
    // Half an event keeps a stratum without losses off a hazard of 0.
    base = table.cuts.map { _ in (events + 0.5) / max(total, 1e-9) }
  }

  /// Takes another table of the same pools, its hours as they are; the next run
  /// starts from the fit so far.
  mutating func take(
    _ table: StratumTable, dispersion: Double, levels: CalendarLevels
  ) {
    self.table = table
    self.dispersion = max(dispersion, 1)
    calendar = levels
    hours = table.plainHours()
  }

  /// Fits the tree, and again with the families where they tell enough.
  mutating func run() throws(FitError) {
    try iterate()
    let gain = familyPopulation?.likelihoodRatio ?? 0
    if !usesFamilies, gain >= spec.crossedFamily.minimumLikelihoodRatio {
      usesFamilies = true
      try iterate()
    }
  }

  private mutating func iterate() throws(FitError) {
    var before: [Double] = []
    lastChange = .infinity
    for _ in 0..<spec.convergence.maximumIterations {
      iterations += 1
      step()
      let now = logHazards
      if !before.isEmpty {
        lastChange = zip(now, before).map { abs($0 - $1) }.max() ?? 0
        if lastChange < spec.convergence.tolerance { return }
      }
      before = now
    }
    // Few, much-watched, very unlike pools creep towards their end: what still
    // moves so little is far inside the bands. The artifact tells it.
    if lastChange < spec.convergence.acceptableChange { return }
    throw FitError(
      code: .notConverged,
      message: "The hazard of \(table.pools.count) pools did not settle.",
      iterations: iterations, gradientNorm: lastChange,
      hint: "Raise convergence.maximumIterations, or fit fewer levels.")
  }

  /// What the fit is for: the log hazard of each cell that was watched.
  ///
  /// Base and multipliers of few, much-watched pools trade places for
  /// thousands of iterations while their product stands still; the trade lies
  /// far inside the base's own uncertainty.
  private var logHazards: [Double] {
    table.pools.indices.flatMap { p in
      base.indices.filter { hours[p][$0] > 0 }.map { log(expectation(p, $0)) }
    }
  }

  private mutating func step() {
    // Up: sums of leaves, then discounted sums of siblings.
    let layers = tree.layers
    let leafCount = layers[layers.count - 1].keys.count
    var events = [Double](repeating: 0, count: leafCount)
    var expected = [Double](repeating: 0, count: leafCount)
    for p in table.pools.indices {
      let f = family[familyOfPool[p]]
      for k in base.indices {
        let leaf = tree.leaves[p][k]
        events[leaf] += table.events[p][k] / dispersion
        expected[leaf] += hours[p][k] * base[k] * f / dispersion
      }
    }
    var eventsOf = layers.map { _ in [Double]() }
    var expectedOf = eventsOf
    var weightsOf = eventsOf
    let before = populations
    populations = []
    for l in layers.indices.reversed() {
      let parents = layers[l].parents
      let above = l > 0 ? multipliers[l - 1] : [1]
      let e = zip(expected, parents).map { $0 * above[$1] }
      let population = MultiplierPopulation(
        events: events, expected: e, parents: toldAbove(l, before),
        within: spreadAround(l, before), spread: spec.spread)
      populations.insert(population, at: 0)
      let weights = zip(events, e).map {
        population.sibling(events: $0, expected: $1).inheritance
      }
      (eventsOf[l], expectedOf[l], weightsOf[l]) = (events, expected, weights)
      var sums = above.map { _ in (events: 0.0, expected: 0.0) }
      for i in parents.indices {
        sums[parents[i]].events += weights[i] * events[i]
        sums[parents[i]].expected += weights[i] * expected[i]
      }
      events = sums.map(\.events)
      expected = sums.map(\.expected)
    }
    let (rootEvents, rootExpected) = (events[0], expected[0])
    // The level of the hazard itself rests on the discounted events.
    rootVariance = 1 / (rootEvents + 0.5)
    let expectedAtOne = hours.reduce(0) { sum, pieces in
      zip(pieces, base).reduce(sum) { $0 + $1.0 * $1.1 }
    }
    down(eventsOf, expectedOf)
    updateFamilies(eventsOf, expectedOf, weightsOf)
    // Half an event at the rate of all pools taken as one holds the level
    // where unlike pools say next to nothing of it.
    let crude = expectedAtOne / (table.events.joined().reduce(0, +) + 0.5)
    updateBase(scale: (rootEvents + 0.5) / (rootExpected + 0.5 * crude))
  }

  /// Half an event holds a level of which nothing else is known.
  private static let freePrecision = 0.5

  /// What a layer spreads no further than: pools' departures by age follow the
  /// pools; places and pools follow nothing.
  ///
  /// A pool that was watched in one age group cannot tell its level from its
  /// departure; were both as wide before data, the narrower one would take all.
  private func spreadAround(
    _ l: Int, _ populations: [MultiplierPopulation]
  ) -> MultiplierPopulation? {
    l > tree.poolLayer && !populations.isEmpty
      ? populations[tree.poolLayer] : nil
  }

  /// What is above the nodes of a layer: the layer before, and families.
  ///
  /// - Parameter populations: of the step before; empty in the first one.
  private func toldAbove(
    _ l: Int, _ populations: [MultiplierPopulation]
  ) -> [MultiplierPopulation.Parents] {
    let count = l > 0 ? tree.layers[l - 1].keys.count : 1
    let known =
      l > 0 && !populations.isEmpty
      ? 1 / populations[l - 1].priorVariance : Self.freePrecision
    var result = [
      MultiplierPopulation.Parents(
        indices: tree.layers[l].parents,
        precisions: Array(repeating: known, count: count))
    ]
    if l == tree.poolLayer, usesFamilies, let familyPopulation {
      var indices = tree.layers[l].keys.map { _ in 0 }
      for (p, node) in tree.poolNodes.enumerated() {
        indices[node] = familyOfPool[p]
      }
      result.append(
        MultiplierPopulation.Parents(
          indices: indices,
          precisions: families.map { _ in 1 / familyPopulation.priorVariance }))
    }
    return result
  }

  /// - Parameters:
  ///   - events, expected: by layer and node, `expected` without the parents'
  ///     multipliers.
  private mutating func down(_ events: [[Double]], _ expected: [[Double]]) {
    for l in tree.layers.indices {
      for i in tree.layers[l].keys.indices {
        let parent = tree.layers[l].parents[i]
        let above =
          l > 0
          ? (multipliers[l - 1][parent], variances[l - 1][parent])
          : (1, rootVariance)
        let sibling = populations[l].sibling(
          events: events[l][i], expected: expected[l][i] * above.0)
        multipliers[l][i] = above.0 * sibling.mean
        let inherited = sibling.inheritance * sibling.inheritance
        variances[l][i] = sibling.relativeVariance + inherited * above.1
        inheritances[l][i] = sibling.inheritance
      }
      if l == tree.poolLayer { addFamilyVariance() }
    }
  }

  /// A family's error reaches its pools as a parent's does.
  private mutating func addFamilyVariance() {
    let l = tree.poolLayer
    for p in table.pools.indices {
      let node = tree.poolNodes[p]
      let inherited = inheritances[l][node] * inheritances[l][node]
      variances[l][node] += inherited * familyVariance[familyOfPool[p]]
    }
  }

  private mutating func updateFamilies(
    _ events: [[Double]], _ expected: [[Double]], _ weights: [[Double]]
  ) {
    guard spec.crossedFamily.isWanted, families.count > 1 else { return }
    var o = families.map { _ in 0.0 }
    var e = o
    for p in table.pools.indices {
      let (f, node, l) = (familyOfPool[p], tree.poolNodes[p], tree.poolLayer)
      o[f] += weights[l][node] * events[l][node]
      let above =
        l > 0 ? multipliers[l - 1][tree.layers[l].parents[node]] : 1
      e[f] += weights[l][node] * expected[l][node] * above / family[f]
    }
    let population = MultiplierPopulation(
      events: o, expected: e,
      parents: [
        MultiplierPopulation.Parents(
          indices: families.map { _ in 0 }, precisions: [Self.freePrecision])
      ], spread: spec.spread)
    familyPopulation = population
    guard usesFamilies else { return }
    for f in families.indices {
      let sibling = population.sibling(events: o[f], expected: e[f])
      family[f] = sibling.mean
      familyVariance[f] = sibling.relativeVariance
    }
  }

  /// Age pieces given the multipliers; each leans on its younger neighbour
  /// with half an event, so that a piece without events is not a hazard of 0.
  private mutating func updateBase(scale: Double) {
    var expectedAtOne = base.map { _ in 0.0 }
    var events = expectedAtOne
    for p in table.pools.indices {
      let f = family[familyOfPool[p]]
      let layer = multipliers[multipliers.count - 1]
      for k in base.indices {
        expectedAtOne[k] += hours[p][k] * f * layer[tree.leaves[p][k]]
        events[k] += table.events[p][k]
      }
    }
    let total = (events.reduce(0, +), expectedAtOne.reduce(0, +))
    guard total.1 > 0 else { return }
    var neighbour = (total.0 + 0.5) / total.1
    var next = base
    for k in base.indices {
      next[k] = (0.5 + events[k]) / (0.5 / neighbour + expectedAtOne[k])
      neighbour = next[k]
    }
    guard total.0 > 0 else {
      base = next
      return
    }
    let before = zip(base, expectedAtOne).reduce(0) { $0 + $1.0 * $1.1 }
    let after = zip(next, expectedAtOne).reduce(0) { $0 + $1.0 * $1.1 }
    base = next.map { $0 / after * before * scale }
  }

  /// Σ d log μ − μ over cells, nats.
  var logLikelihood: Double {
    var sum = 0.0
    for p in table.pools.indices {
      for k in base.indices where hours[p][k] > 0 {
        let mean = expectation(p, k) * hours[p][k]
        sum += table.events[p][k] * log(mean) - mean
      }
    }
    return sum
  }

  /// Events per hour of a pool in a piece, without the hour of the week.
  func expectation(_ p: Int, _ k: Int) -> Double {
    base[k] * family[familyOfPool[p]]
      * multipliers[multipliers.count - 1][tree.leaves[p][k]]
  }
}
