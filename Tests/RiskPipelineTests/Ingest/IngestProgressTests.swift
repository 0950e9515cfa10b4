import RiskTestSupport
import Testing

@testable import RiskPipeline

/// The line on a terminal, with a clock that the tests move.
struct IngestProgressTests {
  /// A terminal that keeps what is written to it.
  private final class Terminal {
    var seconds = 100.0
    var columns = 120
    var written: [String] = []

    func progress() -> IngestProgress {
      IngestProgress(
        columns: { self.columns }, seconds: { self.seconds },
        write: { self.written.append($0) })
    }

    /// The lines that were drawn, without the marks of the terminal.
    var lines: [String] {
      written.map {
        $0.replacing("\r", with: "").replacing("\u{1B}[K", with: "")
      }
    }
  }

  private func entry(_ name: String, _ bytes: Int64) -> InputFiles.Entry {
    InputFiles.Entry(
      path: name, name: name, isNamedDirectly: false, byteCount: bytes)
  }

  @Test func filesThatAreReadAgainCountOnce() {
    let terminal = Terminal()
    let progress = terminal.progress()
    let files = [entry("in/a.json", 100), entry("in/b.csv", 300)]
    progress.begin(files: files)
    let place = progress.place
    for file in files {
      progress.start(file)
      progress.advance(bytes: file.byteCount, rows: 10)
      progress.finishFile()
    }
    progress.goBack(to: place)
    terminal.seconds += 0.2
    progress.start(files[0])
    #expect(terminal.lines.last?.hasPrefix("file 1 of 2  0 rows") == true)
  }

  @Test func saysFileRowsRatesAndTimeLeft() {
    let terminal = Terminal()
    let progress = terminal.progress()
    let files = [
      entry("in/a.json", 100_000_000), entry("in/b.csv", 300_000_000),
    ]
    progress.begin(files: files)
    progress.start(files[0])
    // 2 s: 50 MB and 1,000,000 rows of 400 MB, so 14 s are left.
    terminal.seconds += 2
    progress.advance(bytes: 50_000_000, rows: 1_000_000)
    progress.finishFile()
    // 8 s: 200 MB and 3,000,000 rows, so 8 s are left.
    terminal.seconds += 6
    progress.start(files[1])
    progress.advance(bytes: 100_000_000, rows: 2_000_000)
    terminal.seconds += 0.2
    progress.advance(bytes: 105_000_000, rows: 2_075_000)
    #expect(
      terminal.lines == [
        "file 1 of 2  0 rows  a.json",
        "file 1 of 2  1,000,000 rows  500,000 rows/s  25 MB/s  14 s left"
          + "  a.json",
        "file 2 of 2  1,000,000 rows  125,000 rows/s  12 MB/s  24 s left"
          + "  b.csv",
        // 8.2 s: 205 MB and 3,075,000 rows; 195 MB take 7.8 s.
        "file 2 of 2  3,075,000 rows  375,000 rows/s  25 MB/s  8 s left"
          + "  b.csv",
      ])
  }

  @Test func isDrawnAtMostFiveTimesASecond() {
    let terminal = Terminal()
    let progress = terminal.progress()
    let file = entry("a", 1_000_000)
    progress.begin(files: [file])
    progress.start(file)
    for step in 1...1000 {
      terminal.seconds = 100 + Double(step) / 1000
      progress.advance(bytes: Int64(step) * 1000, rows: step)
    }
    // At 0 s and then at 0.2, 0.4, 0.6, 0.8 and 1 s, give or take the last
    // bit of a sum of decimals.
    #expect((5...6).contains(terminal.written.count))
  }

  @Test func leavesNothingBehind() {
    let terminal = Terminal()
    let progress = terminal.progress()
    progress.clear()
    #expect(terminal.written.isEmpty)
    let file = entry("a", 10)
    progress.begin(files: [file])
    progress.start(file)
    progress.say("making spells and exposures")
    progress.clear()
    progress.clear()
    #expect(terminal.written.last == "\r\u{1B}[K")
    #expect(terminal.written.count == 3)
  }

  @Test func staysOnOneLineAndShowsNoForeignMarks() {
    let terminal = Terminal()
    terminal.columns = 40
    let progress = terminal.progress()
    let file = entry(
      "in/\u{1B}[2J\n" + String(repeating: "x", count: 90), 10)
    progress.begin(files: [file])
    progress.start(file)
    #expect(
      terminal.lines == ["file 1 of 1  0 rows  \\u{1b}[2J\\u{a}xxxx"])
    #expect(terminal.lines[0].count == 39)
  }
}
