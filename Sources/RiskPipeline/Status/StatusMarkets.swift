import RiskDomain
import RiskStore

extension StatusReport {
  /// Rows of price lists and advisories.
  public struct Markets: Hashable, Sendable, Codable {
    public var listPrices, capacityBlockRates, advisorGrades: Int
    public var placementScores, evictionBands, zoneAliases: Int
  }

  /// What price lists and advisories hold, as a line; empty without any.
  var marketsLine: String {
    let counts: [(Int, String, String)] = [
      (markets.listPrices, "list price", "list prices"),
      (
        markets.capacityBlockRates, "Capacity Block rate",
        "Capacity Block rates"
      ),
      (markets.advisorGrades, "advisor grade", "advisor grades"),
      (markets.placementScores, "placement score", "placement scores"),
      (markets.evictionBands, "eviction band", "eviction bands"),
      (markets.zoneAliases, "zone alias", "zone aliases"),
    ]
    let known = counts.filter { $0.0 > 0 }
    if known.isEmpty { return "" }
    return known.map { Counted.of($0.0, $0.1, $0.2) }
      .joined(separator: ", ") + "\n"
  }
}

extension StatusReport.Markets {
  init(_ counts: MarketCounts) {
    self.init(
      listPrices: counts.listPrices,
      capacityBlockRates: counts.capacityBlockRates,
      advisorGrades: counts.advisorGrades,
      placementScores: counts.placementScores,
      evictionBands: counts.evictionBands, zoneAliases: counts.zoneAliases)
  }
}
