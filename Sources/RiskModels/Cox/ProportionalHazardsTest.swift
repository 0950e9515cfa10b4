internal import Foundation
internal import RiskNumerics

/// The score test that coefficients do not change with time.
///
/// Each coefficient is given a slope on a function g of time; the test is that
/// of slopes 0 with all coefficients free, methods/cox.md (23) to (25), as
/// `cox.zph` of R's survival from version 3.0 on. Grambsch and Therneau 1994,
/// doi:10.1093/biomet/81.3.515.
public struct ProportionalHazardsTest: Hashable, Sendable {
  /// The function of time.
  public enum TimeTransform: String, Sendable, Codable, CaseIterable {
    /// 1 − S(t−) of the pooled Kaplan-Meier curve.
    case kaplanMeier = "kaplan-meier"
    case identity
    case log
  }

  /// Test of one covariate, or of all.
  public struct Line: Hashable, Sendable {
    /// The covariate, or "GLOBAL".
    public var name: String
    public var chiSquare: Double
    public var degreesOfFreedom: Int
    public var pValue: Double
  }

  /// One line a covariate that was estimated, then all together.
  public let lines: [Line]
}

extension CoxRegression {
  /// Tests whether hazards are proportional.
  ///
  /// - Throws: `FitError.invalidData` for the logarithm of time 0.
  public func proportionalHazardsTest(
    _ transform: ProportionalHazardsTest.TimeTransform = .kaplanMeier
  ) throws(FitError) -> ProportionalHazardsTest {
    let g = try transformed(transform)
    let free = names.indices.filter { !aliased.contains(names[$0]) }
    guard !free.isEmpty else { return ProportionalHazardsTest(lines: []) }
    let k = free.count
    let plain = evaluated().point
    let once = evaluated(multipliers: g).point
    let twice = evaluated(multipliers: g.map { $0 * $0 }).point
    var information = Matrix(rows: 2 * k, columns: 2 * k)
    let blocks = [plain, once, twice].map {
      $0.information.mirrored().minor(free)
    }
    for a in 0..<k {
      for b in 0..<k {
        information[a, b] = blocks[0][a, b]
        information[a, k + b] = blocks[1][a, b]
        information[k + a, b] = blocks[1][a, b]
        information[k + a, k + b] = blocks[2][a, b]
      }
    }
    let score =
      Array(repeating: 0, count: k) + free.map { once.gradient[$0] }
    func line(_ name: String, _ slopes: [Int]) -> ProportionalHazardsTest.Line {
      let places = Array(0..<k) + slopes.map { k + $0 }
      let u = places.map { score[$0] }
      let factor = Cholesky(information.minor(places))
      let statistic =
        factor.map {
          zip(u, $0.solve(u)).reduce(0) {
            $0 + $1.0 * $1.1
          }
        } ?? 0
      return ProportionalHazardsTest.Line(
        name: name, chiSquare: statistic,
        degreesOfFreedom: factor == nil ? 0 : slopes.count,
        pValue: factor == nil
          ? 1
          : regularizedGammaQ(
            shape: Double(slopes.count) / 2, statistic / 2))
    }
    return ProportionalHazardsTest(
      lines: free.enumerated().map { line(names[$1], [$0]) }
        + [line("GLOBAL", Array(0..<k))])
  }

  /// g at the time of each risk set, moved so that its least is 0.
  private func transformed(
    _ transform: ProportionalHazardsTest.TimeTransform
  ) throws(FitError) -> [Double] {
    let times = design.groupTimes
    let g: [Double]
    switch transform {
    case .identity: g = times
    case .log:
      guard times.allSatisfy({ $0 > 0 }) else {
        throw FitError(
          code: .invalidData, message: "An event at time 0 has no logarithm.",
          hint: "Choose another transform of time.")
      }
      g = times.map { log($0) }
    case .kaplanMeier:
      let curve = pooledCurve()
      g = times.map { t in
        // Left-continuous: the step at t itself does not count.
        let k = curve.index(at: t.nextDown)
        return k < 0 ? 0 : 1 - curve.survival[k]
      }
    }
    let least = g.min() ?? 0
    return g.map { $0 - least }
  }
  /// The curve of all rows, strata not told apart.
  private func pooledCurve() -> SurvivalCurve {
    let order = SampleOrder(sample)
    let rows = ascendingOrder(of: sample.time, from: order.rows)
    var tally = CurveTally(sample: sample, rows: rows[...])
    return tally.curve()
  }
}
