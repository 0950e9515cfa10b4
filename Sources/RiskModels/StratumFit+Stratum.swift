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
      return HazardStratum.LevelFit(
        name: layer.level.rawValue, shape: populations[l].shapeAtMaximum,
        priorVariance: populations[l].priorVariance,
        nodes: nodes(
          layer.keys, multipliers[l], variances[l], inheritances[l],
          calendar: calendarVariances(ofLayer: l)))
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

  /// What the calendar adds to the variance of each node of a layer.
  private func calendarVariances(ofLayer l: Int) -> [Double] {
    var result = tree.layers[l].keys.map { _ in calendarVariances.common }
    for (p, pool) in table.pools.enumerated() {
      guard l < tree.poolLayer else {
        let own = calendarVariances.variance(
          ofPool: p, region: pool.region,
          inheritance: inheritances[tree.poolLayer][tree.poolNodes[p]])
        for node in l == tree.poolLayer ? [tree.poolNodes[p]] : tree.leaves[p] {
          result[node] = own
        }
        continue
      }
      var node = tree.poolNodes[p]
      for layer in stride(from: tree.poolLayer, to: l, by: -1) {
        node = tree.layers[layer].parents[node]
      }
      result[node] = calendarVariances.variance(ofRegion: pool.region)
    }
    return result
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
