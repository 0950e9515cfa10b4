import RiskDomain
import RiskForecast
import RiskReport

/// The parts of the report that speak of single pools.
struct ReportPools {
  /// Horizons of the league, and hours ahead of the curves.
  static let horizonsHours: [Double] = [1, 6, 24]
  static let curveHours: [Double] = [
    0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 10, 12, 15, 18, 21, 24, 30, 36, 42, 48,
  ]
  /// Pools with a chart, of each kind: what a person still looks through.
  static let mostCharts = 24
  /// Days and steps of the prices: means of six hours.
  static let priceDays = 30.0
  static let priceSteps = 120

  var league: ReportDocument.League
  var survival: ReportDocument.Survival
  var prices: ReportDocument.Prices

  /// Nothing can be said of any pool.
  init(reason: String) {
    league = .init(
      aheadHours: Self.horizonsHours, rows: [], reason: reason)
    survival = .init(rows: [], leftOut: 0, reason: reason)
    prices = .init(
      days: Self.priceDays, moving: [], leftOut: 0, constant: [], without: 0,
      reason: reason)
  }

  /// - Parameters:
  ///   - planned: pools of the plans, which come first.
  ///   - stale: why nothing is forecast; nil where the facts are new enough.
  init(
    _ market: PoolMarket, planned: [PoolID], asOf: UTCInstant, stale: String?
  ) {
    let rank = Dictionary(
      planned.enumerated().map { ($0.element.key, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    prices = Self.prices(market, rank, asOf: asOf)
    guard stale == nil else {
      league = .init(aheadHours: Self.horizonsHours, rows: [], reason: stale)
      survival = .init(rows: [], leftOut: 0, reason: stale)
      return
    }
    let outlooks = market.forecasters.map { $0.outlook(asOf: asOf) }
    let rows = outlooks.map {
      forecast(outlook: $0, aheadHours: Self.horizonsHours)
    }
    league = .init(
      aheadHours: Self.horizonsHours, rows: rows,
      reason: rows.isEmpty ? "the facts name no pool" : nil)
    func last(_ row: ForecastRow) -> Double {
      row.survival.last?.flatMap(\.self) ?? 0
    }
    let known = rows.indices.filter { rows[$0].evidence != .none }.sorted {
      let (a, b) = (rows[$0], rows[$1])
      let (first, second) = (
        rank[a.pool.key] ?? .max, rank[b.pool.key] ?? .max
      )
      if first != second { return first < second }
      return (last(b), a.pool.key)
        < (last(a), b.pool.key)
    }
    survival = .init(
      rows: known.prefix(Self.mostCharts).map {
        forecast(outlook: outlooks[$0], aheadHours: Self.curveHours)
      }, leftOut: max(known.count - Self.mostCharts, 0),
      reason: known.isEmpty
        ? outlooks.lazy.compactMap(\.reason).first
          ?? "nothing is known of how long instances stay" : nil)
  }

  private static func prices(
    _ market: PoolMarket, _ rank: [String: Int], asOf: UTCInstant
  ) -> ReportDocument.Prices {
    var histories: [ReportDocument.Prices.History] = []
    for forecaster in market.forecasters {
      guard
        let trail = forecaster.priceTrail(
          asOf: asOf, days: priceDays, steps: priceSteps,
          through: market.pricesThrough[forecaster.pool.provider])
      else { continue }
      histories.append(
        .init(
          pool: forecaster.pool, trail: trail,
          onDemandPerHour: forecaster.outlook(asOf: asOf).onDemandPerHour))
    }
    func swing(_ trail: PriceTrail) -> Double {
      trail.lowUSDPerHour > 0
        ? trail.highUSDPerHour / trail.lowUSDPerHour : .infinity
    }
    let moving = histories.filter { $0.trail.changes > 0 }.sorted {
      let (first, second) = (
        rank[$0.pool.key] ?? .max, rank[$1.pool.key] ?? .max
      )
      if first != second { return first < second }
      return (swing($1.trail), $0.pool.key) < (swing($0.trail), $1.pool.key)
    }
    return ReportDocument.Prices(
      days: priceDays, moving: Array(moving.prefix(mostCharts)),
      leftOut: max(moving.count - mostCharts, 0),
      constant: histories.filter { $0.trail.changes == 0 }.map {
        .init(
          pool: $0.pool, pricePerHour: $0.trail.currentUSDPerHour,
          since: $0.trail.since, onDemandPerHour: $0.onDemandPerHour)
      },
      without: market.forecasters.count - histories.count,
      reason: histories.isEmpty
        ? "no spot price is stored: ingest a spot price history" : nil)
  }
}
