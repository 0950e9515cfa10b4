import RiskModels
import RiskTestSupport

extension ReferenceTable {
  /// Columns side by side as covariates.
  func covariates(
    _ names: [String], hasIntercept: Bool = true
  ) throws -> CovariateTable {
    let columns = try names.map { try self[$0] }
    return try CovariateTable(
      names: names,
      elements: (0..<rowCount).flatMap { i in columns.map { $0[i] } },
      rowCount: rowCount, hasIntercept: hasIntercept)
  }
}

extension ReferenceSample {
  /// Covariates by name with the times of their rows.
  func regression(
    _ names: [String]
  ) throws -> (table: CovariateTable, times: CensoredTimes) {
    let rows = try table()
    return (
      try rows.covariates(names),
      try CensoredTimes(
        times: rows[time], isEvent: rows[event].map { $0 == 1 },
        entry: entry.map { try rows[$0] } ?? [])
    )
  }
}
