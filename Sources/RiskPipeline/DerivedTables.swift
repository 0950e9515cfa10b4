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
    let lives = try WatchedLives(
      store, catalog: context.catalog, until: nil, joinsUsage: true)
    let input =
      if let basis { basis } else {
        try factsBasis(store, file, lives.facts.coverage)
      }
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

  /// What they rest on where the readings do not tell: the facts themselves.
  private static func factsBasis(
    _ store: StoreAccess, _ spec: ModelSpecFile,
    _ coverage: [BillingCoverage]
  ) throws(UseCaseFailure) -> String {
    let data = try store { (db) throws(StoreError) in try db.watchDigest() }
    return textDigest(
      data + coverageDigest(coverage) + spec.digest + CodeVersion.current)
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
