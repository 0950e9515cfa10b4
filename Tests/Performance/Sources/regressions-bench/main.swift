import Foundation
import RiskModels
import RiskNumerics

// regressions-bench poisson|dsyrk|weibull|concordance FOLDER RUNS
// regressions-bench many FITS THREADS
//
// FOLDER is one that `models-bench data` wrote. Prints `seconds NUMBER`, the
// least processor time of the runs after reading (of `many` the least time that
// passed), `value NUMBER` to hold against a peer's, `megabytes NUMBER` of peak
// memory and `kernel NAME`.

let arguments = CommandLine.arguments
guard arguments.count >= 4, let number = Int(arguments[3]) else {
  print("regressions-bench poisson|dsyrk|weibull|concordance FOLDER RUNS")
  print("regressions-bench many FITS THREADS")
  exit(64)
}
try BLAS.open()
let folder = arguments[2]

/// The covariates of a folder and its other columns, the numbers kept once.
func table() throws -> (CovariateTable, time: [Double], event: [Double]) {
  var data = try Columns(folder: folder)
  let columns = data.covariates.count / data.time.count
  return (
    try CovariateTable(
      names: (0..<columns).map { "x\($0)" },
      elements: data.takeCovariates(),
      rowCount: data.time.count), data.time, data.event
  )
}

switch arguments[1] {
case "poisson":
  let (table, time, event) = try table()
  try measure(runs: number) {
    try PoissonRegression(table, events: event, exposure: time)
      .fit().logLikelihood
  }
case "dsyrk":
  let data = try Columns(folder: folder)
  measure(runs: number) { barePasses(data, passes: 6) }
case "weibull":
  let (table, time, event) = try table()
  let isEvent = event.map { $0 == 1 }
  try measure(runs: number) {
    try AcceleratedFailureTime(
      .weibull, table, times: CensoredTimes(times: time, isEvent: isEvent)
    ).fit().logLikelihood
  }
case "concordance":
  let data = try Columns(folder: folder)
  let isEvent = data.event.map { $0 == 1 }
  let columns = data.covariates.count / data.time.count
  // The first covariate is the risk.
  let risk = data.time.indices.map { data.covariates[$0 * columns] }
  try measure(runs: number) {
    let c = try Concordance(
      SurvivalSample(time: data.time, isEvent: isEvent), risk: risk)
    return c.value ?? .nan
  }
case "many":
  let fits = Int(folder) ?? 10_000
  let tables = try smallTables()
  try await measureMany(fits: fits, threads: number, tables: tables)
default:
  print("regressions-bench does not know \(arguments[1])")
  exit(64)
}
