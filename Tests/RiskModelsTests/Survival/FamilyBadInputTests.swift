import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

/// Every family of `riskctl survival` on every kind of bad table: the error
/// named here, or an answer without a number that is none.
struct FamilyBadInputTests {
  /// A table that something is wrong with.
  struct Case: Sendable, CustomStringConvertible {
    let description: String
    var time = [2.0, 3, 5, 7, 11, 13]
    var event = [1, 0, 1, 1, 0, 1]
    var x = [0.5, -1, 0.25, 2, 1, 0]
    var entry: [Double]?
    var weights: [Double]?
    var strata: [String]?
    /// What every family throws; nil for those that answer.
    var error: FitError.Code?
    /// Families that do otherwise: an error, or nil for an answer.
    var exceptions: [String: FitError.Code?] = [:]
  }

  private static let formulas = [
    "exponential", "weibull", "log-normal", "log-logistic", "gompertz",
    "piecewise-exponential",
  ]

  private static func formulas(
    _ code: FitError.Code?
  ) -> [String: FitError.Code?] {
    Dictionary(uniqueKeysWithValues: formulas.map { ($0, code) })
  }

  static let cases: [Case] = [
    // Curves without an event stay at 1.
    Case(
      description: "all censored", event: [0, 0, 0, 0, 0, 0],
      error: .noEvents,
      exceptions: ["kaplan-meier": nil, "nelson-aalen": nil]),
    Case(description: "constant covariate", x: [7, 7, 7, 7, 7, 7]),
    Case(
      description: "covariate equal to the strata", x: [0, 1, 0, 1, 0, 1],
      strata: ["a", "b", "a", "b", "a", "b"]),
    Case(
      description: "separated", event: [1, 1, 1, 0, 0, 0],
      x: [1, 1, 1, 0, 0, 0], error: .separated,
      exceptions: [
        "kaplan-meier": nil, "nelson-aalen": nil,
        "turnbull": nil, "aalen-johansen": nil,
        // The piece beyond its cut holds none.
        "piecewise-exponential": .noEvents,
      ]),
    Case(
      description: "entry at the exit", entry: [0, 3, 0, 0, 0, 0],
      error: .invalidData),
    Case(
      description: "entry after the exit", entry: [0, 4, 0, 0, 0, 0],
      error: .invalidData),
    Case(
      description: "negative time", time: [2, -3, 5, 7, 11, 13],
      error: .invalidData),
    // Estimators count a leaving at 0; a formula has no likelihood for it.
    Case(
      description: "event at 0", time: [0, 3, 5, 7, 11, 13],
      exceptions: formulas(.invalidData)),
    Case(
      description: "censored at 0", time: [2, 0, 5, 7, 11, 13],
      exceptions: formulas(.invalidData)),
    Case(
      description: "nan time", time: [2, .nan, 5, 7, 11, 13],
      error: .invalidData),
    Case(
      description: "infinite time", time: [2, .infinity, 5, 7, 11, 13],
      error: .invalidData),
    Case(
      description: "nan covariate", x: [0, .nan, 1, 2, 0, 1],
      error: .invalidData,
      exceptions: [
        "kaplan-meier": nil, "nelson-aalen": nil,
        "turnbull": nil, "aalen-johansen": nil,
      ]),
    Case(description: "a weight of 0", weights: [1, 1, 0, 1, 2, 1]),
    Case(
      description: "negative weight", weights: [1, 1, -1, 1, 1, 1],
      error: .invalidData),
    Case(
      description: "nan weight", weights: [1, 1, .nan, 1, 1, 1],
      error: .invalidData),
    Case(
      description: "ties everywhere", time: [3, 3, 3, 3, 3, 3],
      event: [1, 1, 1, 1, 1, 1],
      // The likelihood of one atom rises for ever with the shape.
      exceptions: [
        "weibull": .notConverged, "log-normal": .notConverged,
        "log-logistic": .notConverged, "gompertz": .notConverged,
        "piecewise-exponential": .noEvents,
      ]),
    Case(
      description: "one row", time: [4], event: [1], x: [1],
      exceptions: [
        "weibull": .notConverged, "log-normal": .notConverged,
        "log-logistic": .notConverged, "gompertz": .notConverged,
        "piecewise-exponential": .noEvents,
      ]),
    Case(
      description: "no row", time: [], event: [], x: [],
      error: .invalidData, exceptions: formulas(.noEvents)),
  ]

  private func table(
    _ c: Case, _ family: any SurvivalFamily
  ) -> SurvivalTable {
    let known = family.required.union(family.optional)
    var table = SurvivalTable(time: c.time)
    if known.contains(.event) {
      table.event = c.event
    } else {
      table.upper = zip(c.time, c.event).map { $1 > 0 ? $0 : .infinity }
    }
    if known.contains(.entry) { table.entry = c.entry }
    if known.contains(.weights) { table.weights = c.weights }
    if known.contains(.strata) {
      table.strata = c.strata.map { SurvivalTable.Labels($0) }
    }
    if known.contains(.covariates), !c.x.isEmpty {
      table.covariates = Matrix(
        rows: c.x.count, columns: 1, elements: c.x)
      table.names = ["x"]
    }
    return table
  }

  private func numbers(of outcome: SurvivalOutcome) -> [Double] {
    let curve = outcome.curve
    return outcome.parameters.flatMap { p in
      [p.estimate]
        + [p.standardError, p.robustStandardError].compactMap(\.self)
    } + outcome.tests.flatMap { [$0.chiSquare, $0.pValue] }
      + [outcome.logLikelihood, outcome.concordance].compactMap(\.self)
      + (outcome.covariance ?? []).flatMap(\.self)
      + (curve?.time ?? [])
      + [
        curve?.survival, curve?.standardError, curve?.low, curve?.high,
        curve?.cumulativeHazard,
      ].flatMap { ($0 ?? []).compactMap(\.self) }
  }

  @Test(arguments: cases)
  func everyFamily(c: Case) {
    for family in SurvivalFamilies.all {
      let known = family.required.union(family.optional)
      // A family that does not read the bad column cannot mind it.
      let reads =
        (c.entry == nil || known.contains(.entry))
        && (c.weights == nil || known.contains(.weights))
      guard reads else { continue }
      let expected = c.exceptions[family.name] ?? c.error
      var request = SurvivalRequest()
      request.cuts = [6]
      do throws(FitError) {
        let outcome = try family.fit(table(c, family), request)
        #expect(
          expected == nil, "\(family.name), \(c): answered")
        let bad = numbers(of: outcome).filter { !$0.isFinite }
        #expect(bad.isEmpty, "\(family.name), \(c): \(bad)")
      } catch {
        #expect(error.code == expected, "\(family.name), \(c): \(error)")
        #expect(!error.description.isEmpty)
      }
    }
  }

  /// Rows in any order give the same bits or nearly.
  @Test func unsorted() throws {
    let c = Case(description: "sorted")
    let order = [3, 0, 5, 2, 4, 1]
    let mixed = Case(
      description: "unsorted", time: order.map { c.time[$0] },
      event: order.map { c.event[$0] }, x: order.map { c.x[$0] })
    for family in SurvivalFamilies.all {
      var request = SurvivalRequest()
      request.cuts = [6]
      let one = try family.fit(table(c, family), request)
      let other = try family.fit(table(mixed, family), request)
      let (a, b) = (numbers(of: one), numbers(of: other))
      #expect(a.count == b.count && !a.isEmpty, "\(family.name)")
      for (x, y) in zip(a, b) {
        #expect(abs(x - y) <= 1e-7 * max(1, abs(x)), "\(family.name)")
      }
    }
  }
}
