import Foundation
import RiskTestSupport
import Testing

/// `-` reads standard input like any file.
struct StandardInputTests {
  @Test func plainFile() throws {
    try withTemporaryFolder { folder in
      let database = folder + "/risk.sqlite"
      let outcome = try Program.run(
        ["ingest", "-", "--db", database], input: Data(Snippets.prices.utf8))
      expectStatus(outcome, 0)
      #expect(outcome.text.contains("2 rows read, 2 new."))
      // The same bytes from a file are known already.
      let path = try write(Snippets.prices, to: "prices.json", in: folder)
      let again = try Program.run(["ingest", path, "--db", database])
      #expect(again.text.contains("2 rows read, 0 new."))
    }
  }

  @Test func gzip() throws {
    let month = try SmallMonth.shared()
    let packed = month.files + "/launches/launches-1.csv.gz"
    let bytes = try Data(contentsOf: URL(filePath: packed))
    #expect(bytes.prefix(2) == Data([0x1F, 0x8B]))
    try withTemporaryFolder { folder in
      let piped = try Program.run(
        ["ingest", "-", "--json", "--db", folder + "/a.sqlite"], input: bytes)
      let named = try Program.run(
        ["ingest", packed, "--json", "--db", folder + "/b.sqlite"])
      let rows = try [piped, named].map { outcome in
        expectStatus(outcome, 0)
        let file = try #require(
          JSONAnswer(outcome.output).array("files").first)
        #expect(file["format"] as? String == "launches")
        return try #require(file["new"] as? Int)
      }
      #expect(rows[0] > 100)
      #expect(rows[0] == rows[1])
    }
  }

  @Test func emptyInput() throws {
    try withTemporaryFolder { folder in
      expectStatus(
        try Program.run(["ingest", "-", "--db", folder + "/risk.sqlite"]), 65)
    }
  }
}
