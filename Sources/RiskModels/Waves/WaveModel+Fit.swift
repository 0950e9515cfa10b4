import RiskDomain

extension WaveModel {
  /// One model a provider, by the largest likelihood over the candidates; nil
  /// where the spec asks for none.
  ///
  /// Of equal candidates the first one stands. A provider without a loss event
  /// has none.
  static func fitted(
    _ series: [LossSeries], _ spec: ModelSpec.Waves?
  ) -> [String: WaveModel]? {
    guard let spec else { return nil }
    var result: [String: WaveModel] = [:]
    for (provider, regions) in Dictionary(grouping: series, by: \.provider) {
      let events = regions.reduce(0) { $0 + $1.events.reduce(0, +) }
      guard events > 0 else { continue }
      var best: WaveModel?
      for candidate in candidates(provider, spec) {
        let gain = regions.sorted { $0.region < $1.region }.reduce(0) {
          $0 + candidate.filter($1).gain
        }
        guard 2 * gain > best?.likelihoodRatio ?? -.infinity else { continue }
        var model = candidate
        model.likelihoodRatio = 2 * gain
        model.isTaken = 2 * gain >= spec.minimumLikelihoodRatio
        model.regions = regions.count
        model.events = events
        best = model
      }
      result[provider.rawValue] = best
    }
    return result
  }

  private static func candidates(
    _ provider: PoolID.Provider, _ spec: ModelSpec.Waves
  ) -> [WaveModel] {
    spec.factors.flatMap { factor in
      spec.meanGapHours.flatMap { gap in
        spec.meanHours.map { hours in
          WaveModel(
            provider: provider, factor: factor, meanGapHours: gap,
            meanHours: hours, likelihoodRatio: 0, isTaken: false, regions: 0,
            events: 0)
        }
      }
    }
  }
}
