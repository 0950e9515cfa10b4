import GRDB
public import RiskDomain

/// Rows of price lists and advisories that the database holds.
public struct MarketCounts: Hashable, Sendable, Codable {
  public var listPrices, capacityBlockRates, advisorGrades: Int
  public var placementScores, evictionBands, zoneAliases: Int
}

extension RiskDatabase {
  /// Counts what price lists and advisories said up to `until`.
  public func marketCounts(
    until: UTCInstant? = nil
  ) throws(StoreError) -> MarketCounts {
    try read { db in
      func count(_ select: FactSelect) throws -> Int {
        try db.count(select, until: until)
      }
      return MarketCounts(
        listPrices: try count(.listPrices),
        capacityBlockRates: try count(.blockRates),
        advisorGrades: try count(.grades),
        placementScores: try count(.scores), evictionBands: try count(.bands),
        zoneAliases: try count(.zoneAliases))
    }
  }
}
