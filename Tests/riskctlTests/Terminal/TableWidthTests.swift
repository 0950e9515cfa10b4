import Foundation
import RiskTestSupport
import Testing

/// What a person reads fits into a terminal of 80 columns.
struct TableWidthTests {
  @Test(arguments: [
    ["ingest", "FILES"], ["status"], ["status", "--verbose"], ["fit"],
    ["forecast"], ["recommend", "--job", "JOB"],
    ["recommend", "--job", "SAMPLE"], ["backtest"],
  ])
  func noLineIsLonger(arguments: [String]) throws {
    let month = try SmallMonth.shared()
    try withTemporaryFolder { folder in
      let job = try write(SmallMonth.job, to: "job.yaml", in: folder)
      let places = [
        "JOB": job, "FILES": month.files,
        "SAMPLE": SourceTree.root + "/Data/samples/jobs/llama-finetune.yaml",
      ]
      let isWriting = arguments[0] == "ingest" || arguments[0] == "backtest"
      let database = isWriting ? folder + "/r.sqlite" : month.database
      if arguments[0] == "backtest" {
        try FileManager.default.copyItem(
          atPath: month.database, toPath: database)
      }
      let outcome = try Program.run(
        arguments.map { places[$0] ?? $0 } + [
          "--db", database, "--as-of", SmallMonth.end, "--generated-at",
          SmallMonth.stamp,
        ])
      expectStatus(outcome, 0)
      #expect(!outcome.text.isEmpty)
      let lines = outcome.text.split(separator: "\n").filter {
        // A path is as long as its user makes it.
        !$0.contains(month.folder)
      }
      for line in lines {
        #expect(line.count <= 80, "\(line.count) columns: \(line)")
      }
    }
  }
}
