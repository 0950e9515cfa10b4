import RiskReport
import RiskStore

extension StatusReport {
  /// Rows of price lists and advisories.
  public struct Markets: Hashable, Sendable, Codable {
    public var listPrices, capacityBlockRates, advisorGrades: Int
    public var placementScores, evictionBands, zoneAliases: Int
  }

  /// What price lists and advisories hold, as a line; empty without any.
  var marketsLine: String {
    let counts: [(Int, String)] = [
      (markets.listPrices, "list prices"),
      (markets.capacityBlockRates, "Capacity Block rates"),
      (markets.advisorGrades, "advisor grades"),
      (markets.placementScores, "placement scores"),
      (markets.evictionBands, "eviction bands"),
      (markets.zoneAliases, "zone aliases"),
    ]
    let known = counts.filter { $0.0 > 0 }
    if known.isEmpty { return "" }
    return known.map { NumberText.count($0.0) + " " + $0.1 }
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
