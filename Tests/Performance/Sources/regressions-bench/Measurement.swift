import Foundation
import RiskModels
import RiskNumerics

/// Processor seconds of this process so far: what else the machine does does
/// not count.
func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Runs a measurement and prints its least time and its value.
func measure(runs: Int, _ body: () throws -> Double) rethrows {
  var best = Double.infinity
  var value = Double.nan
  for _ in 0..<runs {
    let start = processorSeconds()
    value = try body()
    best = min(best, processorSeconds() - start)
  }
  report(seconds: best, value: value)
}

func report(seconds: Double, value: Double) {
  print("seconds \(seconds)")
  print("value \(value)")
  let status =
    (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
  let fields = line?.split(whereSeparator: \.isWhitespace) ?? []
  if fields.count > 1, let kilobytes = Double(fields[1]) {
    print("megabytes \(kilobytes / 1024)")
  }
  print("kernel \(BLAS.coreName ?? "none"), \(VectorMath.kernel)")
}

/// The floor of a Newton iteration: rows scaled by one number each, then
/// `dsyrk`, in blocks that stay in the second-level cache.
func barePasses(_ data: Columns, passes: Int) -> Double {
  let rows = data.time.count
  let columns = data.covariates.count / rows
  let blockRows = 32_768 / columns
  var block = Array(repeating: 0.0, count: blockRows * columns)
  var gram = Matrix(rows: columns, columns: columns)
  for _ in 0..<passes {
    gram.fill(0)
    var first = 0
    while first < rows {
      let count = min(blockRows, rows - first)
      data.covariates.withUnsafeBufferPointer { x in
        data.time.withUnsafeBufferPointer { time in
          block.withUnsafeMutableBufferPointer { z in
            for k in 0..<count {
              let root = time[first + k].squareRoot()
              let from = (first + k) * columns
              for j in 0..<columns { z[k * columns + j] = root * x[from + j] }
            }
          }
        }
      }
      gram.addGram(ofRows: count, in: block)
      first += count
    }
  }
  return gram[0, 0]
}

/// Sixteen tables of 200 rows and 20 covariates with counts.
func smallTables() throws -> [PoissonRegression] {
  try (0..<16).map { seed in
    let data = Columns(
      rows: 200, columns: 20, distinctTimes: nil, seed: UInt64(seed))
    return try PoissonRegression(
      CovariateTable(
        names: (0..<20).map { "x\($0)" }, elements: data.covariates,
        rowCount: 200),
      events: data.event, exposure: data.time)
  }
}

/// Many small fits, shared out in runs of hundreds to tasks.
func measureMany(
  fits: Int, threads: Int, tables: [PoissonRegression]
) async throws {
  let clock = ContinuousClock()
  var best = Double.infinity
  var value = 0.0
  // The first round warms the threads up.
  for _ in 0..<4 {
    let start = clock.now
    value = try await withThrowingTaskGroup(of: Double.self) { group in
      for thread in 0..<threads {
        group.addTask {
          var sum = 0.0
          for k in stride(from: thread, to: fits, by: threads) {
            sum += try tables[k % tables.count].fit().logLikelihood
          }
          return sum
        }
      }
      return try await group.reduce(0, +)
    }
    let took = start.duration(to: clock.now).components
    best = min(
      best, Double(took.seconds) + Double(took.attoseconds) * 1e-18)
  }
  report(seconds: best, value: value)
}
