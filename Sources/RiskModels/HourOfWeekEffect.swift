import RiskDomain

/// Multipliers of sixteen blocks of the week around 1.
struct HourOfWeekEffect {
  /// By block; a last entry 1 for hours without a calendar.
  var blocks: [Double]
  var likelihoodRatio: Double

  /// The shrunk effect given a fit without it or with an earlier one.
  init(_ fit: StratumFit) {
    let table = fit.table
    var expected = [Double](repeating: 0, count: WeekBlock.count)
    for p in table.pools.indices {
      for k in table.cuts.indices {
        let rate = fit.expectation(p, k)
        for b in expected.indices { expected[b] += rate * table.hours[p][k][b] }
      }
    }
    let events = table.eventsByBlock.prefix(WeekBlock.count)
    let totals = (events.reduce(0, +), expected.reduce(0, +))
    // The effect is around the mean of the hours it is seen in.
    let level = totals.1 > 0 ? totals.0 / totals.1 : 1
    let o = events.map { $0 / fit.dispersion }
    let e = expected.map { $0 * level / fit.dispersion }
    let population = MultiplierPopulation(
      events: o, expected: e, spread: fit.spec.spread)
    likelihoodRatio = population.likelihoodRatio
    blocks = zip(o, e).map {
      population.sibling(events: $0, expected: $1).mean
    }
    let sum = e.reduce(0, +)
    let mean = sum > 0 ? zip(blocks, e).reduce(0) { $0 + $1.0 * $1.1 } / sum : 1
    blocks = blocks.map { mean > 0 ? $0 / mean : 1 } + [1]
  }

  /// By hour of the week, 168 entries.
  var byHour: [Double] { (0..<168).map { blocks[WeekBlock.index($0)] } }
}
