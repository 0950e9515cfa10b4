import Foundation
import RiskTestSupport
import Testing

/// A named pipe can be read once; it is copied like standard input.
struct PipeTests {
  @Test func namedPipe() throws {
    try withTemporaryFolder { folder in
      let pipe = folder + "/prices"
      #expect(mkfifo(pipe, 0o600) == 0)
      let writer = Thread {
        // Blocks until the program opens the other end.
        guard let end = FileHandle(forWritingAtPath: pipe) else { return }
        end.write(Data(Snippets.prices.utf8))
        try? end.close()
      }
      writer.start()
      let outcome = try Program.run(
        ["ingest", pipe, "--db", folder + "/risk.sqlite"])
      expectStatus(outcome, 0)
      #expect(outcome.text.contains("2 rows read, 2 new."))
    }
  }
}
