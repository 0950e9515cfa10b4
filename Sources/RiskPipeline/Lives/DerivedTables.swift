import RiskDomain
import RiskExposure
import RiskModels
import RiskStore

/// Spells and exposures beside the facts, for SQL and for `status`.
enum DerivedTables {
  /// Makes them anew when the facts, the catalog, the spec or the program have
  /// changed, and where a purge has taken facts since.
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
    let livesBasis = try KeptLives.basis(context)
    let stands = try KeptLives.standing(store, basis: livesBasis) != nil
    if let basis, let stored, stored.digest == basis, stands {
      return stored.notes
    }
    let input = if let basis { basis } else { try factsBasis(store, file) }
    let notes = try derive(
      store, file.spec, context.catalog, input,
      livesBasis: livesBasis)
    try store { (db) throws(StoreError) in
      try db.saveDerivationBasis(
        basis.map { DerivationBasis(digest: $0, notes: notes) })
    }
    return notes
  }

  private static func derive(
    _ store: StoreAccess, _ spec: ModelSpec, _ catalog: Catalog,
    _ inputDigest: String, livesBasis: String
  ) throws(UseCaseFailure) -> [String] {
    do {
      return try store.database.derive(inputDigest: inputDigest) {
        var lives = try DerivedLives($0, catalog: catalog, spec: spec)
        return try lives.write(basis: livesBasis)
      }
    } catch let error as StoreError {
      throw UseCaseFailure(error)
    } catch {
      throw UseCaseFailure(.fault, "No spells could be made: \(error)")
    }
  }

  /// What they rest on where the readings do not tell: the facts themselves.
  private static func factsBasis(
    _ store: StoreAccess, _ spec: ModelSpecFile
  ) throws(UseCaseFailure) -> String {
    let (data, coverage) = try store { (db) throws(StoreError) in
      (try db.watchDigest(), try db.billingCoverage())
    }
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
