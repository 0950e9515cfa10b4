import RiskDomain
import RiskExposure
import RiskModels
import RiskStore

/// Spells and exposures beside the facts, for SQL and for `status`.
enum DerivedTables {
  /// Makes them anew when facts of which lives are made have come or gone, and
  /// when the catalog, the spec or the program has changed.
  ///
  /// No fact is looked at to find out: the stamp of the lives goes with them.
  ///
  /// - Returns: what the logs could not say, as sentences.
  static func refresh(
    _ store: StoreAccess, context: RunContext
  ) throws(UseCaseFailure) -> [String] {
    let file = try ModelSpecFile.load(path: context.home.defaultSpec)
    let livesBasis = try KeptLives.basis(context)
    // The spec decides how exposures are cut.
    let basis = textDigest(file.digest + livesBasis)
    let derived = try store { (db) throws(StoreError) in
      try db.derivedDigest()
    }
    if derived == basis,
      let standing = try KeptLives.standing(store, basis: livesBasis)
    {
      return standing.kept.notes
    }
    return try derive(
      store, file.spec, context.catalog, basis, livesBasis: livesBasis)
  }

  private static func derive(
    _ store: StoreAccess, _ spec: ModelSpec, _ catalog: Catalog,
    _ inputDigest: String, livesBasis: String
  ) throws(UseCaseFailure) -> [String] {
    do {
      return try store.database.derive(
        inputDigest: inputDigest,
        widestUsageMilliseconds: JoinedUsage.widestMilliseconds
      ) {
        var lives = try DerivedLives($0, catalog: catalog, spec: spec)
        return try lives.write(basis: livesBasis)
      }
    } catch let error as StoreError {
      throw UseCaseFailure(error)
    } catch {
      throw UseCaseFailure(.fault, "No spells could be made: \(error)")
    }
  }
}
