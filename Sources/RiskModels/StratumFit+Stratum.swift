import RiskDomain

extension StratumFit {
  /// The fit as values to keep.
  func stratum(
    _ key: StratumKey, groupCuts: [Double], effect: HourOfWeekEffect?
  ) -> HazardStratum {
    let regions = effect?.regions ?? [:]
    return HazardStratum(
      process: key.process, clock: key.clock, provider: key.provider,
      cutsHours: table.cuts, baseRatesPerHour: base,
      baseEvents: table.cuts.indices.map { k in
        Int(table.events.reduce(0) { $0 + $1[k] })
      },
      groupCutsHours: groupCuts, dispersion: dispersion,
      baseRelativeVariance: rootVariance, levels: levels,
      pools: table.evidence, unknownAge: table.unknownAge,
      hourOfWeek: effect?.byHour,
      hourOfWeekByRegion: regions.isEmpty ? nil : regions.mapValues(\.byHour),
      hourOfWeekLikelihoodRatio: effect?.likelihoodRatio, recentLosses: nil,
      interruptions: table.interruptions,
      millisecondsAtRisk: table.millisecondsAtRisk,
      logLikelihood: logLikelihood, iterations: iterations,
      lastChange: lastChange)
  }

  private var levels: [HazardStratum.LevelFit] {
    var result = tree.layers.indices.map { l in
      let layer = tree.layers[l]
      let present = present(ofLayer: l)
      let drift = l == tree.poolLayer ? calendar.drift?.unseenVariance : nil
      return HazardStratum.LevelFit(
        name: layer.level.rawValue, shape: populations[l].shapeAtMaximum,
        priorVariance: populations[l].priorVariance + (drift ?? 0),
        nodes: nodes(
          layer.keys, zip(multipliers[l], present.factors).map { $0 * $1 },
          variances[l], inheritances[l], calendar: present.variances))
    }
    if usesFamilies, let familyPopulation {
      result.append(
        HazardStratum.LevelFit(
          name: "family", shape: familyPopulation.shapeAtMaximum,
          priorVariance: familyPopulation.priorVariance,
          nodes: nodes(
            families, family, familyVariance, families.map { _ in 0 },
            calendar: families.map { _ in 0 })))
    }
    return result
  }

  /// What the calendar makes of the multiplier of each node of a layer, and
  /// adds to its variance.
  private func present(
    ofLayer l: Int
  ) -> (factors: [Double], variances: [Double]) {
    var factors = tree.layers[l].keys.map { _ in 1.0 }
    var variances = factors.map { _ in calendar.common }
    for (p, pool) in table.pools.enumerated() {
      guard l < tree.poolLayer else {
        let own = calendar.variance(
          ofPool: p, region: pool.region,
          inheritance: inheritances[tree.poolLayer][tree.poolNodes[p]])
        for node in l == tree.poolLayer ? [tree.poolNodes[p]] : tree.leaves[p] {
          (factors[node], variances[node]) = (calendar.factor(ofPool: p), own)
        }
        continue
      }
      var node = tree.poolNodes[p]
      for layer in stride(from: tree.poolLayer, to: l, by: -1) {
        node = tree.layers[layer].parents[node]
      }
      variances[node] = calendar.variance(ofRegion: pool.region)
    }
    return (factors, variances)
  }

  private func nodes(
    _ keys: [String], _ means: [Double], _ variances: [Double],
    _ inheritances: [Double], calendar: [Double]
  ) -> [String: HazardStratum.Node] {
    Dictionary(
      uniqueKeysWithValues: keys.indices.map { i in
        (
          keys[i],
          HazardStratum.Node(
            multiplier: means[i],
            relativeVariance: variances[i] + calendar[i],
            inheritance: inheritances[i],
            calendarVariance: calendar[i] > 0 ? calendar[i] : nil)
        )
      })
  }
}
