import RiskDomain
import RiskExposure
import RiskModels
import RiskStore

/// Spells and exposures beside the facts, for SQL and for `status`.
enum DerivedTables {
  /// Makes them anew when the facts or the spec have changed.
  ///
  /// Where the database remembers how each of its files was read, equal
  /// readings mean equal facts, and no fact is looked at.
  ///
  /// - Returns: what the logs could not say, as sentences.
  static func refresh(
    _ store: StoreAccess, context: RunContext
  ) throws(UseCaseFailure) -> [String] {
    let file = try ModelSpecFile.load(path: context.home.defaultSpec)
    let basis = try basis(store, file, context)
    let stored = try store { (db) throws(StoreError) in
      try db.derivationBasis()
    }
    if let basis, let stored, stored.digest == basis { return stored.notes }
    let data = try store { (db) throws(StoreError) in try db.watchDigest() }
    let lives = try WatchedLives(store, catalog: context.catalog, until: nil)
    let input = textDigest(
      data + coverageDigest(lives.facts.coverage) + file.digest
        + CodeVersion.current)
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
    let notes = lives.report.notes.map(\.message)
    try store { (db) throws(StoreError) in
      try db.saveDerivationBasis(
        basis.map { DerivationBasis(digest: $0, notes: notes) })
    }
    return notes
  }

  /// nil when the facts must be looked at.
  private static func basis(
    _ store: StoreAccess, _ spec: ModelSpecFile, _ context: RunContext
  ) throws(UseCaseFailure) -> String? {
    let readings = try store { (db) throws(StoreError) in
      try db.readingsDigest()
    }
    guard let readings else { return nil }
    do {
      return textDigest(
        readings + spec.digest + CodeVersion.current
          + (try context.catalogDigest()))
    } catch {
      throw UseCaseFailure(.fault, "The catalog has no JSON: \(error)")
    }
  }
}
