import RiskDomain
import RiskExposure
import RiskModels
import RiskStore

/// Spells and exposures beside the facts, for SQL and for `status`.
enum DerivedTables {
  /// Makes them anew when the facts or the spec have changed.
  ///
  /// - Returns: what the logs could not say, as sentences.
  static func refresh(
    _ store: StoreAccess, context: RunContext
  ) throws(UseCaseFailure) -> [String] {
    let file = try ModelSpecFile.load(path: context.home.defaultSpec)
    let data = try store { (db) throws(StoreError) in try db.dataDigest() }
    let lives = try WatchedLives(store, catalog: context.catalog, until: nil)
    let input = textDigest(data + file.digest + CodeVersion.current)
    let known = try store { (db) throws(StoreError) in
      try db.derivedDigest()
    }
    if known != input {
      let exposures = lives.exposures(file.spec)
      try store { (db) throws(StoreError) in
        try db.replaceDerived(
          spells: lives.report.spells, exposures: exposures,
          inputDigest: input)
      }
    }
    return lives.report.notes.map(\.message)
  }
}
