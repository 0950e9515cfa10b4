import GRDB
import RiskDomain

/// Writes what price lists and advisories say.
///
/// Most files hold none of these facts: a writer is made on first use, so that
/// the statements of six tables are not prepared for every bill.
final class MarketWriters {
  private let db: Database
  private let file: SourceFile
  private let fileID: Int64
  private let pools: PoolDirectory
  private var listPrices: KeyedWriter<ListPrice>?
  private var blockRates: KeyedWriter<CapacityBlockRate>?
  private var grades: KeyedWriter<AdvisorGrade>?
  private var scores: KeyedWriter<PlacementScore>?
  private var bands: KeyedWriter<EvictionBand>?
  private var aliases: KeyedWriter<ZoneAlias>?

  init(
    _ db: Database, file: SourceFile, fileID: Int64, pools: PoolDirectory
  ) {
    self.db = db
    self.file = file
    self.fileID = fileID
    self.pools = pools
  }

  /// Stores one fact; true when its key is new.
  func write(_ fact: MarketFact) throws -> Bool {
    switch fact {
    case .listPrice(let fact): try writer(&listPrices).write(fact)
    case .capacityBlockRate(let fact): try writer(&blockRates).write(fact)
    case .advisorGrade(let fact): try writer(&grades).write(fact)
    case .placementScore(let fact): try writer(&scores).write(fact)
    case .evictionBand(let fact): try writer(&bands).write(fact)
    case .zoneAlias(let fact): try writer(&aliases).write(fact)
    }
  }

  private func writer<Value: StoredFact>(
    _ known: inout KeyedWriter<Value>?
  ) throws -> KeyedWriter<Value> {
    if let known { return known }
    let made = try KeyedWriter<Value>(
      db, file: file, fileID: fileID, pools: pools)
    known = made
    return made
  }
}
