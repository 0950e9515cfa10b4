import Foundation
import RiskModels
import RiskNumerics

// models-bench data FOLDER ROWS COLUMNS [DISTINCT-TIMES]
// models-bench km|cox FOLDER RUNS
//
// Prints `seconds NUMBER`, the least processor time of the runs after reading,
// `value NUMBER` to hold against a peer's, `megabytes NUMBER` of peak memory
// and `kernel NAME`. Processor time of one thread: what else the machine does
// does not count.

/// Processor seconds of this process so far.
func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Peak resident memory of this process, MiB.
func peakMegabytes() -> Double {
  let status =
    (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
  let fields = line?.split(whereSeparator: \.isWhitespace) ?? []
  return fields.count > 1 ? (Double(fields[1]) ?? .nan) / 1024 : .nan
}

/// Prepares and measures a number of runs and prints what came of them.
func measure<Input>(
  runs: Int, prepare: () throws -> Input,
  _ body: (consuming Input) throws -> Double
) rethrows {
  var best = Double.infinity
  var value = Double.nan
  for _ in 0..<runs {
    let input = try prepare()
    let start = processorSeconds()
    value = try body(consume input)
    best = min(best, processorSeconds() - start)
  }
  print("seconds \(best)")
  print("value \(value)")
  print("megabytes \(peakMegabytes())")
  print("kernel \(BLAS.coreName ?? "none")")
}

/// One Cox regression; the data are given up to it, so that it can order them
/// in place.
func cox(_ data: consuming Columns) throws -> Double {
  let rows = data.time.count
  let columns = data.covariates.count / rows
  let sample = try SurvivalSample(
    time: data.time, isEvent: data.event.map { $0 == 1 })
  let covariates = data.takeCovariates()
  let x = Matrix(rows: rows, columns: columns, elements: consume covariates)
  return try CoxRegression(
    sample, covariates: consume x, names: (0..<columns).map { "x\($0)" }
  ).logLikelihood
}

let arguments = CommandLine.arguments
guard arguments.count >= 4 else {
  print("models-bench data|km|cox FOLDER …")
  exit(64)
}
try BLAS.open()
let folder = arguments[2]
let number = Int(arguments[3]) ?? 1
switch arguments[1] {
case "data":
  let columns = arguments.count > 4 ? Int(arguments[4]) ?? 20 : 20
  let distinct = arguments.count > 5 ? Int(arguments[5]) : nil
  try Columns(
    rows: number, columns: columns, distinctTimes: distinct, seed: 20
  ).write(folder: folder)
case "km":
  try measure(
    runs: number,
    prepare: { try Columns(folder: folder, withCovariates: false) }
  ) { data in
    try SurvivalSample(
      time: data.time, isEvent: data.event.map { $0 == 1 }
    ).curves()[0].survival(at: 1)
  }
case "cox":
  try measure(runs: number, prepare: { try Columns(folder: folder) }) {
    try cox($0)
  }
default:
  print("models-bench knows data, km and cox, not \(arguments[1])")
  exit(64)
}
