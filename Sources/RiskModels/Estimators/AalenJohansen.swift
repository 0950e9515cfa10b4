internal import RiskNumerics

/// Probabilities of the competing ends of lives, over time.
///
/// methods/aalen-johansen.md (1); the errors are those of the infinitesimal
/// jackknife (2), as in R's `survfit`. Aalen and Johansen 1978.
public struct AalenJohansen: Hashable, Sendable {
  /// Ascending times at which somebody left.
  public internal(set) var time: [Double] = []
  /// Weight watched just before each time.
  public internal(set) var atRisk: [Double] = []
  /// Probability of being in no end state after each time.
  public internal(set) var survival: [Double] = []
  /// Its standard error.
  public internal(set) var survivalStandardError: [Double] = []
  /// For each cause, the probability of having ended by it.
  public internal(set) var incidence: [[Double]]
  /// Its standard error, for each cause.
  public internal(set) var incidenceStandardError: [[Double]]

  /// The estimate of one stratum.
  ///
  /// - Parameters:
  ///   - sample: its `isEvent` is not read.
  ///   - cause: 0 for a censored row, else 1 ... causeCount.
  /// - Throws: `FitError.invalidData` for a cause out of range or strata,
  ///   `.noEvents` when all causes are 0.
  public init(
    _ sample: SurvivalSample, cause: [Int], causeCount: Int
  ) throws(FitError) {
    guard cause.count == sample.count, causeCount >= 1,
      cause.allSatisfy({ (0...causeCount).contains($0) }),
      sample.strataCount == 1
    else {
      throw FitError(
        code: .invalidData,
        message: "\(cause.count) causes for \(sample.count) rows in "
          + "\(sample.strataCount) strata.",
        hint: "Give one cause from 0 to \(causeCount) a row and estimate "
          + "each stratum alone.")
    }
    let hasEvent = cause.indices.contains {
      cause[$0] > 0 && (sample.weight?[$0] ?? 1) > 0
    }
    guard hasEvent else { throw .noEvents(rows: sample.count) }
    incidence = Array(repeating: [], count: causeCount)
    incidenceStandardError = incidence
    count(sample, cause: cause)
  }

  private mutating func count(_ sample: SurvivalSample, cause: [Int]) {
    let rows = SampleOrder(sample).rows
    let tally = CurveTally(sample: sample, rows: rows[...]).tally
    let byEntry = sample.entry.map { ascendingOrder(of: $0, from: rows) }
    var path = IncidencePath(causes: incidence.count)
    var sums = Array(
      repeating: JackknifeSums(), count: incidence.count + 1)
    if byEntry == nil {
      let squares = rows.reduce(0.0) {
        let w = sample.weight?[Int($1)] ?? 1
        return $0 + w * w
      }
      for s in sums.indices { sums[s].add(path.joining(s, at: -1), squares) }
    }
    var place = 0
    var entered = 0
    for (k, t) in tally.time.enumerated() {
      if let byEntry, let entry = sample.entry {
        while entered < byEntry.count, entry[Int(byEntry[entered])] < t {
          let w = sample.weight?[Int(byEntry[entered])] ?? 1
          for s in sums.indices {
            sums[s].add(path.joining(s, at: k - 1), w * w)
          }
          entered += 1
        }
      }
      let first = place
      while place < rows.count, sample.time[Int(rows[place])] == t {
        place += 1
      }
      var events = [Double](repeating: 0, count: incidence.count)
      for row in rows[first..<place] where cause[Int(row)] > 0 {
        events[cause[Int(row)] - 1] += sample.weight?[Int(row)] ?? 1
      }
      path.step(events: events, atRisk: tally.atRisk[k])
      for row in rows[first..<place] {
        let i = Int(row)
        let w = sample.weight?[i] ?? 1
        let start = sample.entry.map { tally.index(at: $0[i]) } ?? -1
        for s in sums.indices {
          sums[s].add(path.joining(s, at: start), -w * w)
          sums[s].add(path.leaving(s, start: start, cause: cause[i]), w * w)
        }
      }
      append(t, tally.atRisk[k], path, sums)
    }
  }

  private mutating func append(
    _ t: Double, _ n: Double, _ path: IncidencePath, _ sums: [JackknifeSums]
  ) {
    time.append(t)
    atRisk.append(n)
    for s in sums.indices {
      let now = path.history[s][path.history[s].count - 1]
      let error = sums[s].standardError(now)
      if s == 0 {
        survival.append(now.probability)
        survivalStandardError.append(error)
      } else {
        incidence[s - 1].append(now.probability)
        incidenceStandardError[s - 1].append(error)
      }
    }
  }
}
