import Foundation
import RiskModels
import RiskNumerics

// models-bench data FOLDER ROWS COLUMNS [DISTINCT-TIMES]
// models-bench km|cox FOLDER RUNS
//
// Prints `seconds NUMBER`, the least of the runs after reading, `value NUMBER`
// to hold against a peer's, `megabytes NUMBER` of peak memory and `kernel NAME`.

/// Peak resident memory of this process, MiB.
func peakMegabytes() -> Double {
  let status =
    (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
  let fields = line?.split(whereSeparator: \.isWhitespace) ?? []
  return fields.count > 1 ? (Double(fields[1]) ?? .nan) / 1024 : .nan
}

/// Runs a measurement and prints its least time and its value.
func measure(runs: Int, _ body: () throws -> Double) rethrows {
  var best = Double.infinity
  var value = Double.nan
  let clock = ContinuousClock()
  for _ in 0..<runs {
    let start = clock.now
    value = try body()
    let took = start.duration(to: clock.now).components
    best = min(
      best, Double(took.seconds) + Double(took.attoseconds) * 1e-18)
  }
  print("seconds \(best)")
  print("value \(value)")
  print("megabytes \(peakMegabytes())")
  print("kernel \(BLAS.coreName ?? "none")")
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
  let data = try Columns(folder: folder)
  let isEvent = data.event.map { $0 == 1 }
  try measure(runs: number) {
    let curve = try SurvivalSample(time: data.time, isEvent: isEvent).curves()[
      0]
    return curve.survival(at: 1)
  }
case "cox":
  let data = try Columns(folder: folder)
  let isEvent = data.event.map { $0 == 1 }
  let columns = data.covariates.count / data.time.count
  let names = (0..<columns).map { "x\($0)" }
  try measure(runs: number) {
    let x = Matrix(
      rows: data.time.count, columns: columns, elements: data.covariates)
    return try CoxRegression(
      SurvivalSample(time: data.time, isEvent: isEvent),
      covariates: consume x, names: names
    ).logLikelihood
  }
default:
  print("models-bench knows data, km and cox, not \(arguments[1])")
  exit(64)
}
