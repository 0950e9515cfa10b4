import Crypto
import Foundation
import GRDB
import RiskDomain

extension RiskDatabase {
  /// Looks for damage: pages, indexes and CHECKs, foreign keys, the seal where
  /// one stands, and models and backtests whose text no longer has its digest.
  ///
  /// - Returns: one sentence per problem; empty when all is well.
  /// - Throws: `.corrupt` when the damage keeps SQLite from looking.
  public func integrityCheck() throws(StoreError) -> [String] {
    try read { db in
      var problems = try StoredRows(db, sql: "PRAGMA integrity_check")
        .map { try $0[0] as String }.filter { $0 != "ok" }
      problems += try StoredRows(db, sql: "PRAGMA foreign_key_check").map {
        "A row of \(try $0["table"] as String) names a row of "
          + "\(try $0["parent"] as String) that does not exist."
      }
      if problems.isEmpty, let problem = try Self.sealProblem(db) {
        problems.append(problem)
      }
      for (table, name, remedy) in [
        ("model_artifact", "model", "Fit it again with `riskctl fit`."),
        ("backtest", "backtest", "Make it again with `riskctl backtest`."),
      ] {
        let documents = try StoredRows(
          db, sql: "SELECT digest, json FROM \(table) ORDER BY digest")
        while let row = try documents.next() {
          let json: String = try row["json"]
          let digest: String = try row["digest"]
          if SHA256.hash(data: Data(json.utf8)).lowercaseHex != digest {
            problems.append(
              "The \(name) \(digest) was changed after it had been stored. "
                + remedy)
          }
        }
      }
      return problems
    }
  }
}
