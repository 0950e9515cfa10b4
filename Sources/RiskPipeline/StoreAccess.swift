import RiskDomain
import RiskStore

/// The database as use cases call it: every error is one of theirs.
struct StoreAccess: Sendable {
  let database: RiskDatabase

  /// Opens the database.
  init(
    _ path: String, _ access: RiskDatabase.Access
  ) throws(UseCaseFailure) {
    do {
      database = try RiskDatabase(path: path, access: access)
    } catch {
      throw UseCaseFailure(error)
    }
  }

  /// Runs a call of the database.
  func callAsFunction<T>(
    _ body: (RiskDatabase) throws(StoreError) -> T
  ) throws(UseCaseFailure) -> T {
    do {
      return try body(database)
    } catch {
      throw UseCaseFailure(error)
    }
  }
}
