internal import Foundation
internal import RiskNumerics

/// Points of one or more survival curves, as parallel arrays.
public struct SurvivalPoints: Hashable, Sendable {
  public var time: [Double] = []
  public var survival: [Double?] = []
  /// Of `survival`.
  public var standardError: [Double?] = []
  public var low: [Double?] = []
  public var high: [Double?] = []
  /// Weight watched just before each time.
  public var atRisk: [Double?] = []
  /// Weight of the events since the point before.
  public var events: [Double?] = []
  public var cumulativeHazard: [Double?] = []
  /// Stratum of each point; nil without strata.
  public var stratum: [String]?
  /// Probability of having ended by each cause, by cause; nil with one cause.
  public var incidence: [String: [Double]]?

  public init() {}

  /// One point of a curve.
  struct Point {
    var time: Double
    var survival: Double
    /// Standard error of log S, or of the cumulative hazard.
    var logStandardError: Double
    var atRisk: Double?
    var events: Double?
    var cumulativeHazard: Double?
  }

  /// Adds the points of one curve.
  ///
  /// - Parameter at: the times wanted; empty for all points of the curve.
  mutating func add(
    _ points: [Point], at times: [Double], limits type: SurvivalCurve.LimitType,
    stratum name: String?
  ) {
    let shown = times.isEmpty ? points : Self.read(points, at: times)
    let z = normalQuantile(0.975)
    for point in shown {
      time.append(point.time)
      survival.append(point.survival)
      let error = point.survival * point.logStandardError
      standardError.append(error.isFinite ? error : nil)
      let limits = SurvivalCurve.limits(
        point.survival, z * point.logStandardError, type)
      low.append(limits?.low)
      high.append(limits?.high)
      atRisk.append(point.atRisk)
      events.append(point.events)
      // Beyond all numbers where covariates 0 lie far outside the data.
      cumulativeHazard.append(
        point.cumulativeHazard.flatMap { $0.isFinite ? $0 : nil })
    }
    if let name {
      stratum = (stratum ?? []) + Array(repeating: name, count: shown.count)
    }
  }

  /// The curve read at given times, events counted since the time before.
  private static func read(_ points: [Point], at times: [Double]) -> [Point] {
    var place = 0
    return times.map { t in
      var events = 0.0
      while place < points.count, points[place].time <= t {
        events += points[place].events ?? 0
        place += 1
      }
      // At risk just before t: the set of the first point not before it.
      let set = points.first { $0.time >= t }?.atRisk ?? 0
      var point =
        place > 0
        ? points[place - 1]
        : Point(
          time: t, survival: 1, logStandardError: 0, cumulativeHazard: 0)
      point.time = t
      point.events = points.first?.events == nil ? nil : events
      point.atRisk = points.first?.atRisk == nil ? nil : set
      return point
    }
  }
}

/// P(χ² ≥ x) with the given degrees of freedom; 1 with none.
func chiSquareTail(_ x: Double, degreesOfFreedom: Int) -> Double {
  guard degreesOfFreedom > 0 else { return 1 }
  return regularizedGammaQ(shape: Double(degreesOfFreedom) / 2, max(x, 0) / 2)
}
