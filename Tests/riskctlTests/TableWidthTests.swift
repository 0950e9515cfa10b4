import Foundation
import RiskTestSupport
import Testing

/// What a person reads fits into a terminal of 80 columns.
struct TableWidthTests {
  /// `aws/us-west-2b/p4d.24xlarge`: the keys of AWS are no longer. A table may
  /// be wider by as much as its longest pool key is longer.
  static let usualKeyLength = 27

  @Test(arguments: [
    ["ingest", "FILES"], ["status"], ["status", "--verbose"], ["fit"],
    ["forecast"], ["recommend", "--job", "JOB"],
    ["recommend", "--job", "SAMPLE"],
  ])
  func noLineIsLonger(arguments: [String]) throws {
    let month = try SmallMonth.shared()
    try withTemporaryFolder { folder in
      let job = try write(SmallMonth.job, to: "job.yaml", in: folder)
      let places = [
        "JOB": job, "FILES": month.files,
        "SAMPLE": SourceTree.root + "/Data/samples/jobs/llama-finetune.yaml",
      ]
      let database =
        arguments[0] == "ingest" ? folder + "/r.sqlite" : month.database
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
      let keys = lines.compactMap { line in
        line.split(separator: " ").first.flatMap { word in
          word.count { $0 == "/" } >= 2 ? word.count : nil
        }
      }
      let extra = max(0, (keys.max() ?? 0) - Self.usualKeyLength)
      for line in lines {
        let word = line.split(separator: " ").first ?? ""
        let isOfPools = word == "pool" || word.contains("/")
        #expect(
          line.count <= (isOfPools ? 80 + extra : 80),
          "\(line.count) columns: \(line)")
      }
    }
  }
}
