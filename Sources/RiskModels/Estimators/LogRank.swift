internal import Foundation
internal import RiskNumerics

/// The log-rank test and its G(ρ) relatives for groups with equal hazards.
///
/// methods/kaplan-meier.md (8) to (10). ρ = 0 is the log-rank test, ρ = 1 Peto
/// and Peto's version of the Wilcoxon test.
public struct LogRank: Hashable, Sendable {
  /// Weighted events in each group.
  public let observed: [Double]
  /// Weighted events expected if all had one hazard.
  public let expected: [Double]
  /// The test statistic.
  public let chiSquare: Double
  /// Groups that could differ, less one.
  public let degreesOfFreedom: Int
  /// P(χ² ≥ statistic) under equal hazards.
  public let pValue: Double

  /// Compares groups within the strata of a sample.
  ///
  /// - Parameters:
  ///   - group: a group of each row, any whole numbers.
  ///   - rho: events count by S(t−)^ρ of their stratum's pooled curve.
  /// - Throws: `FitError` with `.invalidData` for fewer than two groups or for
  ///   weights, whose variance the test does not define; `.noEvents` without
  ///   an event.
  public init(
    _ sample: SurvivalSample, group: [Int], rho: Double = 0
  ) throws(FitError) {
    let names = Set(group).sorted()
    guard names.count > 1, group.count == sample.count else {
      throw FitError(
        code: .invalidData,
        message: "\(names.count) groups for \(sample.count) rows.",
        hint: "Give each row one of at least two groups.")
    }
    guard sample.weight == nil else {
      throw FitError(
        code: .invalidData, message: "The log-rank test got weights.",
        hint: "Leave them out, or fit a Cox model with robust errors.")
    }
    guard sample.eventCount > 0 else { throw .noEvents(rows: sample.count) }
    let place = Dictionary(
      uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    var sums = LogRankSums(count: names.count)
    let order = SampleOrder(sample)
    let code = group.map { place[$0] ?? 0 }
    for s in 0..<sample.strataCount {
      sums.add(
        sample, rho: rho, group: code,
        rows: order.rows[order.strataStarts[s]..<order.strataStarts[s + 1]])
    }
    observed = sums.observed
    expected = sums.expected
    let test = sums.test()
    chiSquare = test.chiSquare
    degreesOfFreedom = test.degreesOfFreedom
    pValue = regularizedGammaQ(
      shape: Double(test.degreesOfFreedom) / 2, test.chiSquare / 2)
  }
}

/// Observed, expected and covariance of groups, summed over strata.
private struct LogRankSums {
  var observed: [Double]
  var expected: [Double]
  var covariance: Matrix

  init(count: Int) {
    observed = Array(repeating: 0, count: count)
    expected = observed
    covariance = Matrix(rows: count, columns: count)
  }

  mutating func add(
    _ sample: SurvivalSample, rho: Double, group: [Int],
    rows: ArraySlice<Int32>
  ) {
    let groups = observed.count
    var atRisk = [Double](repeating: 0, count: groups)
    let byEntry = sample.entry.map { ascendingOrder(of: $0, from: Array(rows)) }
    if byEntry == nil { for row in rows { atRisk[group[Int(row)]] += 1 } }
    var entered = 0
    var survival = 1.0
    var place = rows.startIndex
    while place < rows.endIndex {
      let t = sample.time[Int(rows[place])]
      if let byEntry, let entry = sample.entry {
        while entered < byEntry.count, entry[Int(byEntry[entered])] < t {
          atRisk[group[Int(byEntry[entered])]] += 1
          entered += 1
        }
      }
      var events = [Double](repeating: 0, count: groups)
      var leaving = events
      while place < rows.endIndex, sample.time[Int(rows[place])] == t {
        let i = Int(rows[place])
        leaving[group[i]] += 1
        if sample.isEvent[i] { events[group[i]] += 1 }
        place += 1
      }
      survival = add(
        events, atRisk, weight: rho == 0 ? 1 : pow(survival, rho),
        survival: survival)
      for g in 0..<groups { atRisk[g] -= leaving[g] }
    }
  }

  /// One time's share; the survival after it.
  private mutating func add(
    _ events: [Double], _ atRisk: [Double], weight: Double, survival: Double
  ) -> Double {
    let d = events.reduce(0, +)
    let n = atRisk.reduce(0, +)
    guard d > 0 else { return survival }
    let spread = n > 1 ? weight * weight * d * (n - d) / (n * n * (n - 1)) : 0
    for g in events.indices {
      observed[g] += weight * events[g]
      expected[g] += weight * d * atRisk[g] / n
      for h in events.indices {
        covariance[g, h] +=
          spread * atRisk[g] * ((g == h ? n : 0) - atRisk[h])
      }
    }
    return survival * (1 - d / n)
  }

  /// The quadratic form over groups that could have had an event, less one.
  func test() -> (chiSquare: Double, degreesOfFreedom: Int) {
    let usable = Array(expected.indices.filter { expected[$0] > 0 }.dropFirst())
    guard !usable.isEmpty, let factor = Cholesky(covariance.minor(usable))
    else { return (0, 0) }
    let difference = usable.map { observed[$0] - expected[$0] }
    let solved = factor.solve(difference)
    return (
      zip(difference, solved).reduce(0) { $0 + $1.0 * $1.1 }, usable.count
    )
  }
}
