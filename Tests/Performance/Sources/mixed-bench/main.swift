import Foundation
import RiskModels
import RiskNumerics

// mixed-bench cold|tilted|warm|forecast POOLS
// mixed-bench dsyrk POOLS PASSES
//
// `cold` fits simulated pools from nothing, `tilted` with a slope of each pool
// along its age, `warm` refits them a night later from the first fit, `forecast`
// evaluates three horizons of every pool, `dsyrk` is the floor: that many passes
// of the bare rank update over 50 rows of 60 columns a pool. Prints `seconds
// NUMBER` of processor time and what the fit says, one `name value` a line.

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

func timed<Value>(_ name: String, _ body: () throws -> Value) rethrows -> Value
{
  let start = processorSeconds()
  let value = try body()
  print("\(name) \(processorSeconds() - start)")
  return value
}

func report(_ fit: MixedPoissonFit) {
  print("passes \(fit.passes)")
  print("evaluations \(fit.evaluations)")
  print("reml \(fit.negativeREML)")
  for deviation in fit.poolDeviations { print("deviation \(deviation)") }
  print("distance \(fit.smoothingDistance)")
}

let arguments = CommandLine.arguments
guard arguments.count >= 3, let pools = Int(arguments[2]) else {
  print(
    "mixed-bench cold|tilted|warm|forecast POOLS, mixed-bench dsyrk POOLS PASSES"
  )
  exit(64)
}
try BLAS.open()
switch arguments[1] {
case "cold", "tilted":
  let model = try PoolWorld(
    pools: pools, nights: 0, hasTilt: arguments[1] == "tilted"
  ).model()
  print("events \(model.cells.totalEvents)")
  report(try timed("seconds") { try model.fit() })
case "warm":
  let first = try PoolWorld(pools: pools, nights: 0).model().fit()
  let model = try PoolWorld(pools: pools, nights: 1).model()
  let cold = try timed("cold-seconds") { try model.fit() }
  print("cold-passes \(cold.passes)")
  let warm = try timed("seconds") { try model.fit(from: first.start()) }
  report(warm)
  let apart = zip(cold.coefficients, warm.coefficients).map {
    abs($0 - $1)
  }
  print("apart \(apart.max() ?? .nan)")
case "forecast":
  let fit = try PoolWorld(pools: pools, nights: 0).model().fit()
  // One, 24 and 168 hours from age 0, an hour a step: ages move with the clock.
  let path = HazardPath(
    steps: (0..<168).map {
      HazardPath.Step(
        codes: [UInt16(min($0 / 3, PoolWorld.ages - 1)), UInt16($0), 4],
        exposure: 1)
    }, horizons: [1, 24, 168])
  let hazards = try timed("seconds") {
    try fit.cumulativeHazards(of: Array(0..<pools), along: path)
  }
  let sum = hazards.reduce(0) { $0 + $1[2].survival() }
  print("mean-survival \(sum / Double(pools))")
case "dsyrk":
  let passes = arguments.count > 3 ? Int(arguments[3]) ?? 1 : 1
  let rows = 32_768 / PoolWorld.columns
  let block = (0..<(rows * PoolWorld.columns)).map {
    Double($0 % 97) / 97
  }
  var gram = Matrix(rows: PoolWorld.columns, columns: PoolWorld.columns)
  timed("seconds") {
    for _ in 0..<passes {
      var left = pools * PoolWorld.cellsPerPool
      while left > 0 {
        gram.addGram(ofRows: min(left, rows), in: block)
        left -= rows
      }
    }
  }
  print("value \(gram[0, 0])")
default:
  print("mixed-bench does not know \(arguments[1])")
  exit(64)
}
print("megabytes \(peakMegabytes())")
print("kernel \(BLAS.coreName ?? "none"), \(VectorMath.kernel)")
