import Foundation
import RiskTestSupport
import Testing

/// `riskctl survival` with families that have a formula for their hazard.
struct SurvivalRegressionCommandTests {
  /// 13 units watched, 3 events; with x = 1 4 units and 2 events.
  private let lives = """
    t,d,x
    1,1,0
    2,0,0
    3,1,1
    1,1,1
    6,0,0

    """

  private func run(
    _ table: String, _ arguments: [String]
  ) throws -> Program.Outcome {
    try withTemporaryFolder { folder in
      let path = try write(table, to: "table.csv", in: folder)
      return try Program.run(
        ["survival", "--input", path, "--time", "t", "--json"] + arguments)
    }
  }

  private func numbers(
    _ outcome: Program.Outcome, _ column: String
  ) throws -> [Double] {
    expectStatus(outcome, 0)
    let answer = try JSONAnswer(outcome.output)
    let curve = try #require(answer.object["curve"] as? [String: Any])
    return try #require(curve[column] as? [Double])
  }

  private func estimates(_ outcome: Program.Outcome) throws -> [Double] {
    expectStatus(outcome, 0)
    let answer = try JSONAnswer(outcome.output)
    let parameters = try #require(
      answer.object["parameters"] as? [[String: Any]])
    return try parameters.map { try #require($0["estimate"] as? Double) }
  }

  // By hand: rate 3/13, H = 3t/13 with error H/√3, S at time 0 certain.
  @Test func exponentialCurve() throws {
    let outcome = try run(
      lives, ["--event", "d", "--family", "exponential", "--at", "0,2"])
    let hazard = try numbers(outcome, "cumulativeHazard")
    let survival = try numbers(outcome, "survival")
    let error = try numbers(outcome, "standardError")
    #expect(hazard[0] == 0 && survival[0] == 1 && error[0] == 0)
    expectClose(hazard[1], 6.0 / 13, relative: 1e-9)
    expectClose(survival[1], exp(-6.0 / 13), relative: 1e-9)
    expectClose(
      error[1], exp(-6.0 / 13) * 6 / 13 / 3.0.squareRoot(), relative: 1e-8)
    expectClose(try estimates(outcome)[0], log(13.0 / 3), relative: 1e-9)
  }

  // By hand: 2 events in 1 + 2 + 2 + 1 + 2 units up to the cut at 2, one in
  // 1 + 4 beyond. H(3) = 2 · 2/8 + 1/5, its variance (2/8 · 2)²/2 + (1/5)².
  @Test func piecewiseCurve() throws {
    let outcome = try run(
      lives,
      [
        "--event", "d", "--family", "piecewise-exponential", "--cuts", "2",
        "--at", "3",
      ])
    expectClose(
      try numbers(outcome, "cumulativeHazard")[0], 2 * 2.0 / 8 + 1.0 / 5,
      relative: 1e-9)
    let square = 0.5 * 0.5 / 2 + 0.2 * 0.2
    expectClose(
      try numbers(outcome, "standardError")[0],
      exp(-0.7) * square.squareRoot(), relative: 1e-8)
  }

  // At the maximum of ℓ − θβ²/2 the slope of ℓ is θβ: Σ x (t e^−η − d) of the
  // exponential, η = β₀ + βx.
  @Test func penaltyShrinks() throws {
    let outcome = try run(
      lives,
      [
        "--event", "d", "--family", "exponential", "--covariates", "x",
        "--penalty", "2.5",
      ])
    let beta = try estimates(outcome)
    expectClose(
      4 * exp(-beta[0] - beta[1]) - 2, 2.5 * beta[1], relative: 1e-7)
    expectClose(
      9 * exp(-beta[0]) - 1 + 4 * exp(-beta[0] - beta[1]) - 2, 0,
      relative: 1e-9)
  }

  @Test(arguments: [
    ["--event", "d", "--family", "gompertz", "--covariates", "x"],
    [
      "--event", "d", "--family", "piecewise-exponential", "--covariates",
      "x", "--cuts", "2", "--penalty", "1",
    ],
    ["--event", "d", "--family", "log-normal", "--at", "0,1,2"],
  ])
  func documentsFitTheSchema(arguments: [String]) throws {
    let path = SourceTree.root + "/Models/schema/survival.schema.json"
    let checker = try JSONSchemaChecker(
      schema: Data(contentsOf: URL(filePath: path)))
    let outcome = try run(lives, arguments)
    expectStatus(outcome, 0)
    #expect(try checker.complaints(about: outcome.output) == [])
  }

  // An end at 0 has no likelihood; the other rows answer.
  @Test func timesOfZeroAreSetAside() throws {
    let outcome = try run(
      lives + "0,1,1\n0,0,0\n", ["--event", "d", "--family", "weibull"])
    expectStatus(outcome, 0)
    let answer = try JSONAnswer(outcome.output)
    #expect(answer.object["n"] as? Int == 5)
    #expect(answer.object["setAside"] as? Int == 2)
    #expect(
      outcome.errors.contains(
        "line 7 column t: '0.0' is 0; this family needs times above 0"),
      "\(outcome.errors)")
  }

  @Test(arguments: [
    ("t,d,x\n1,0,1\n2,0,2\n", "All 2 times are right-censored."),
    (
      "t,d,x\n1,1,0\n2,1,0\n9,0,1\n8,0,1\n",
      "rises for ever along (Intercept), x"
    ),
  ])
  func badTables(table: String, words: String) throws {
    let outcome = try run(
      table,
      ["--event", "d", "--family", "exponential", "--covariates", "x"])
    expectStatus(outcome, 65)
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
  }

  @Test(arguments: [
    (
      ["--event", "d", "--family", "piecewise-exponential"],
      "piecewise-exponential needs --cuts"
    ),
    (
      ["--event", "d", "--family", "piecewise-exponential", "--cuts", "2,2"],
      "--cuts must ascend from above 0"
    ),
    (
      ["--event", "d", "--family", "kaplan-meier", "--cuts", "2"],
      "kaplan-meier does not read --cuts"
    ),
    (
      ["--event", "d", "--family", "exponential", "--strata", "x"],
      "exponential does not read --strata"
    ),
    (
      ["--event", "d", "--family", "weibull", "--cluster", "x"],
      "weibull does not read --cluster"
    ),
    (["--upper", "d", "--family", "cox"], "cox needs --covariates, --event"),
  ])
  func misuse(arguments: [String], words: String) throws {
    let outcome = try run(lives, arguments)
    expectStatus(outcome, 64)
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
  }
}
