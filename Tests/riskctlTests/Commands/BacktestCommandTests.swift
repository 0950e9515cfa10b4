import Foundation
import RiskTestSupport
import Testing

/// `riskctl backtest`: its document, what it leaves behind, its exit codes.
struct BacktestCommandTests {
  @Test func statusShowsWhatWasStored() throws {
    let month = try SmallMonth.shared()
    try withTemporaryFolder { folder in
      let database = folder + "/risk.sqlite"
      try FileManager.default.copyItem(
        atPath: month.database, toPath: database)
      let fixed = [
        "--db", database, "--as-of", SmallMonth.end, "--generated-at",
        SmallMonth.stamp,
      ]
      let run = {
        try Program.run(
          ["backtest", "--json", "--folds", "2", "--horizon", "1h,6h"] + fixed)
      }
      let first = try run()
      expectStatus(first, 0)
      for name in ["backtest", "status"] {
        let path = SourceTree.root + "/Models/schema/\(name).schema.json"
        let checker = try JSONSchemaChecker(
          schema: Data(contentsOf: URL(fileURLWithPath: path)))
        let output =
          name == "backtest"
          ? first.output : try Program.run(["status", "--json"] + fixed).output
        #expect(try checker.complaints(about: output) == [])
      }
      // The same bytes again, now that models of its origins are stored.
      #expect(try run().output == first.output)
      let answer = try JSONAnswer(first.output)
      #expect(try answer.array("folds").count == 2)
      let clocks = try answer.array("clocks")
      #expect(clocks.count == 1)
      let status = try JSONAnswer(
        Program.run(["status", "--json"] + fixed).output)
      let tests = try status.array("backtests")
      #expect(tests.count == 1)
      let test = try #require(tests.first)
      #expect(test["folds"] as? Int == 2)
      let clock = try #require(clocks.first)
      #expect(test["stretches"] as? Int == clock["stretches"] as? Int)
      // Nothing of a backtest that saw later facts is told of an earlier time.
      let earlier = try JSONAnswer(
        Program.run(
          [
            "status", "--json", "--db", database, "--as-of",
            "2026-01-12T00:00:00Z",
          ]
        ).output)
      #expect(try earlier.array("backtests").isEmpty)
    }
  }

  @Test(
    arguments: [
      (["--folds", "0"], 64), (["--horizon", "6h,1h"], 64),
      (["--from", "yesterday"], 64), (["--from", "2027-01-01T00:00:00Z"], 78),
      (["--spec", "/nowhere.json"], 66),
    ] as [([String], Int32)])
  func badOptions(arguments: [String], status: Int32) throws {
    let month = try SmallMonth.shared()
    let outcome = try Program.run(["backtest"] + arguments + month.fixed)
    expectStatus(outcome, status)
    #expect(outcome.output.isEmpty)
    #expect(!outcome.errors.isEmpty)
  }

  /// Prices alone tell of no life: a valid no.
  @Test func nothingWatchedIsAValidNo() throws {
    let month = try SmallMonth.shared()
    try withTemporaryFolder { folder in
      let database = folder + "/risk.sqlite"
      let loaded = try Program.run([
        "ingest", month.files + "/aws/spot-prices", "--db", database,
        "--quiet",
      ])
      expectStatus(loaded, 0)
      let outcome = try Program.run(
        ["backtest", "--db", database, "--as-of", SmallMonth.end])
      expectStatus(outcome, 2)
      #expect(outcome.errors.contains("There is nothing to backtest"))
    }
  }
}
