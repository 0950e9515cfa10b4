import Foundation
import RiskDomain
import RiskReport
import RiskStore

/// A digest of what a database knows and what it answers with.
///
/// Covers every fact, the spells and exposures, and of a spec the model and the
/// backtest in force at a moment. Left out are the files that the facts came
/// from, the journal of runs, and models and backtests of earlier moments: two
/// databases that were fed the same facts in other portions are equal.
enum StateDigest {
  static func make(
    _ store: StoreAccess, _ spec: ModelSpecFile, asOf: UTCInstant
  ) throws(UseCaseFailure) -> String {
    let tables = try store { (db) throws(StoreError) in
      try db.tableDigests(withProvenance: false)
    }
    let model = try FittedModel.stored(
      store, spec: spec, gangSize: 1, asOf: asOf)
    let lines =
      tables.map { "\($0.table) \($0.rows) \($0.sha256)" }.sorted() + [
        "model \(model?.digest ?? "none")",
        "backtest \(try backtest(store, spec, asOf) ?? "none")",
      ]
    return textDigest(lines.joined(separator: "\n"))
  }

  /// Of its scores; when it was written says nothing of them.
  static func backtest(
    _ store: StoreAccess, _ spec: ModelSpecFile, _ asOf: UTCInstant
  ) throws(UseCaseFailure) -> String? {
    guard
      var report = try BacktestReport.stored(store, spec, until: asOf)
    else { return nil }
    report.generatedAt = report.asOf
    do {
      return textDigest(
        String(decoding: try CanonicalJSON.line(report), as: UTF8.self))
    } catch {
      throw UseCaseFailure(.fault, "The backtest has no JSON: \(error)")
    }
  }
}
