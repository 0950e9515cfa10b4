import Foundation
import RiskTestSupport
import Testing

/// `riskctl survival` on tables small enough to work by hand.
struct SurvivalCommandTests {
  /// Five lives, the last censored; `group` splits them, `x` orders them.
  private let lives = """
    t,d,x,group,site
    1,1,0,a,s1
    2,0,1,a,s1
    3,1,2,b,s2
    3,1,1,b,s2
    4,0,0,b,s3

    """

  private func run(
    _ table: String, _ arguments: [String]
  ) throws -> Program.Outcome {
    try withTemporaryFolder { folder in
      let path = try write(table, to: "table.csv", in: folder)
      return try Program.run(
        ["survival", "--input", path] + arguments + [
          "--as-of", "2026-01-01T00:00:00Z", "--generated-at",
          "2026-01-01T00:00:00Z",
        ])
    }
  }

  private func curve(_ outcome: Program.Outcome) throws -> [String: Any] {
    let answer = try JSONAnswer(outcome.output)
    return try #require(answer.object["curve"] as? [String: Any])
  }

  // By hand: S = 4/5 after 1, then 4/5 · (1 − 2/3).
  @Test func kaplanMeier() throws {
    let outcome = try run(
      lives,
      [
        "--time", "t", "--event", "d", "--family", "kaplan-meier",
        "--json",
      ])
    expectStatus(outcome, 0)
    let curve = try curve(outcome)
    #expect(curve["time"] as? [Double] == [1, 2, 3, 4])
    #expect(curve["atRisk"] as? [Double] == [5, 4, 3, 1])
    let survival = try #require(curve["survival"] as? [Double])
    for (ours, expected) in zip(survival, [0.8, 0.8, 4.0 / 15, 4.0 / 15]) {
      expectClose(ours, expected, relative: 1e-15)
    }
  }

  // Read at 0.5, 3 and 9: nobody lost yet; one and two lost; nobody left.
  @Test func timesOfOnesOwn() throws {
    let outcome = try run(
      lives,
      [
        "--time", "t", "--event", "d", "--family", "nelson-aalen", "--at",
        "0.5,3,9", "--json",
      ])
    expectStatus(outcome, 0)
    let curve = try curve(outcome)
    #expect(curve["events"] as? [Double] == [0, 3, 0])
    #expect(curve["atRisk"] as? [Double] == [5, 3, 0])
    let hazard = try #require(curve["cumulativeHazard"] as? [Double])
    for (ours, expected) in zip(
      hazard, [0, 1.0 / 5 + 2.0 / 3, 1.0 / 5 + 2.0 / 3])
    {
      expectClose(ours, expected, relative: 1e-15)
    }
  }

  // A note and an unknown error, not a number, for a covariate that is the
  // stratum.
  @Test func aliasedCovariateIsNamed() throws {
    let table = """
      t,d,x,same
      1,1,0,1
      2,1,1,1
      3,1,0,1
      4,0,1,1

      """
    let outcome = try run(
      table,
      [
        "--time", "t", "--event", "d", "--covariates", "x,same", "--family",
        "cox", "--json",
      ])
    expectStatus(outcome, 0)
    let answer = try JSONAnswer(outcome.output)
    let notes = try #require(answer.object["notes"] as? [String])
    #expect(notes.count == 1)
    #expect(notes[0].hasPrefix("same is determined by"))
    let parameters = try #require(
      answer.object["parameters"] as? [[String: Any]])
    #expect(parameters[1]["standardError"] is NSNull)
  }

  // Covariates near 10,000 with coefficients near −1: the hazard at 0 is beyond
  // all numbers, and null.
  @Test func baselineFarOutsideTheData() throws {
    let outcome = try run(
      "t,d,x\n1,1,10001\n2,1,10000\n3,1,10003\n4,1,10002\n5,1,10004\n",
      [
        "--time", "t", "--event", "d", "--covariates", "x", "--family", "cox",
        "--json",
      ])
    expectStatus(outcome, 0)
    let hazard = try #require(
      try curve(outcome)["cumulativeHazard"] as? [Any])
    #expect(hazard.count == 5)
    #expect(hazard.allSatisfy { $0 is NSNull })
  }

  @Test func rowsWithoutAStratumAreSetAside() throws {
    let outcome = try run(
      lives + "5,1,0,,s1\n",
      [
        "--time", "t", "--event", "d", "--strata", "group", "--family",
        "kaplan-meier",
      ])
    expectStatus(outcome, 0)
    #expect(outcome.text.hasPrefix("kaplan-meier: 5 rows, 3 events, 1 row"))
    #expect(outcome.errors.contains("line 7 column group: '' is missing"))
  }

  @Test(arguments: [
    ["--event", "d", "--family", "kaplan-meier", "--strata", "group"],
    ["--event", "d", "--family", "nelson-aalen"],
    ["--event", "d", "--family", "aalen-johansen"],
    ["--upper", "u", "--family", "turnbull"],
    ["--upper", "u", "--family", "weibull", "--covariates", "x"],
    [
      "--event", "d", "--family", "cox", "--covariates", "x", "--cluster",
      "site", "--penalty", "1",
    ],
  ])
  func documentsFitTheSchema(arguments: [String]) throws {
    let path = SourceTree.root + "/Models/schema/survival.schema.json"
    let checker = try JSONSchemaChecker(
      schema: Data(contentsOf: URL(filePath: path)))
    let table = """
      t,u,d,x,group,site
      1,2,1,0,a,s1
      2,,0,1,a,s1
      3,3.5,1,2,b,s2
      3,4,1,1,b,s2
      4,,0,0,b,s3

      """
    let outcome = try run(table, ["--time", "t", "--json"] + arguments)
    expectStatus(outcome, 0)
    #expect(try checker.complaints(about: outcome.output) == [])
  }

  // The rows that can be used give the answer; the others are named.
  @Test func unusableRowsAreSetAside() throws {
    let table =
      lives + """
        -1,1,0,a,s1
        5,2,0,a,s1
        ,1,0,a,s1
        6,1,many,a,s1
        inf,1,0,a,s1
        7,1

        """
    let outcome = try run(
      table,
      [
        "--time", "t", "--event", "d", "--covariates", "x", "--family", "cox",
        "--penalty", "1", "--json",
      ])
    expectStatus(outcome, 0)
    let answer = try JSONAnswer(outcome.output)
    #expect(answer.object["n"] as? Int == 5)
    #expect(answer.object["setAside"] as? Int == 6)
    for words in [
      "line 7 column t: '-1.0' is negative",
      "line 8 column d: '2.0' must be 0 or 1",
      "line 9 column t: '' is missing",
      "line 10 column x: 'many' is not a number",
      "line 11 column t: 'inf' is infinite",
      "line 12: the row has 2 fields where the header has 5",
    ] {
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
  }

  /// Tables from which nothing can be estimated: 65, and why.
  @Test(arguments: [
    ("t,d,x\n1,0,1\n2,0,2\n", "None of the 2 rows has an event."),
    ("t,d,x\n1,1,a\n2,1,b\n", "no row can be used"),
    ("t,d,x\n", "There are no rows below the header."),
    ("", "the file is empty"),
    (
      "t,d,x\n1,1,1\n2,1,1\n3,1,1\n4,0,0\n5,0,0\n",
      "rises for ever along x"
    ),
    ("t,d,x,x\n1,1,1,1\n", "2 columns are named 'x'"),
    ("t,e,x\n1,1,1\n", "there is no column 'd'. The columns are: t, e, x."),
  ])
  func badTables(table: String, words: String) throws {
    let outcome = try run(
      table,
      [
        "--time", "t", "--event", "d", "--covariates", "x", "--family", "cox",
      ])
    expectStatus(outcome, 65)
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
    #expect(outcome.text.isEmpty)
  }

  /// Requests that cannot be meant: 64, and what to change.
  @Test(arguments: [
    (["--event", "d", "--family", "cox"], "cox needs --covariates"),
    (
      ["--event", "d", "--family", "kaplan-meier", "--ties", "efron"],
      "kaplan-meier does not read --ties"
    ),
    (["--event", "d", "--family", "coxx"], "There is no family 'coxx'"),
    (["--family", "kaplan-meier"], "either --event or --upper"),
    (
      [
        "--event", "d", "--family", "cox", "--covariates", "x", "--ties",
        "even",
      ], "--ties 'even' is not known"
    ),
    (
      [
        "--event", "d", "--family", "cox", "--covariates", "x", "--penalty=-1",
      ], "--penalty must be"
    ),
    (
      ["--event", "d", "--family", "kaplan-meier", "--at", "3,1"],
      "--at: '3,1' must be"
    ),
  ])
  func misuse(arguments: [String], words: String) throws {
    let outcome = try run(lives, ["--time", "t"] + arguments)
    expectStatus(outcome, 64)
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
  }

  @Test func missingFile() throws {
    let outcome = try Program.run([
      "survival", "--input", "/nowhere.csv", "--time", "t", "--event", "d",
      "--family", "kaplan-meier",
    ])
    expectStatus(outcome, 66)
  }

  @Test func standardInput() throws {
    let outcome = try Program.run(
      [
        "survival", "--input", "-", "--time", "t", "--event", "d", "--family",
        "kaplan-meier",
      ], input: Data(lives.utf8))
    expectStatus(outcome, 0)
    #expect(outcome.text.hasPrefix("kaplan-meier: 5 rows, 3 events\n"))
  }

  // R 4.2.2, survival 3.5.3: fin −0.379422, log-likelihood −658.747659; the
  // table shows four digits.
  @Test(.enabled(if: referenceFolder != nil, referenceSkipReason))
  func rossi() throws {
    let folder = try #require(referenceFolder)
    let outcome = try Program.run([
      "survival", "--input", folder + "/rossi.csv", "--time", "week",
      "--event", "arrest", "--covariates", "fin,age,race,wexp,mar,paro,prio",
      "--family", "cox",
    ])
    expectStatus(outcome, 0)
    #expect(outcome.text.contains("fin         -0.3794  0.6843   0.1914"))
    #expect(outcome.text.contains("log-likelihood -658.7477 (-675.3806"))
  }
}
