import RiskDomain
import RiskStore
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// The closing table of a run of many files.
struct IngestTableTests {
  private func line(_ name: String, _ rows: Int) -> IngestOutcome.Line {
    IngestOutcome.Line(
      entry: InputFiles.Entry(path: name, name: name, isNamedDirectly: false),
      known: FileReading(
        manner: "m", format: "aws-cur", rows: rows, facts: rows, setAside: 2,
        ignored: ["Tax": 3, "other product": 10],
        first: UTCInstant(unixSeconds: 1_766_966_400),  // 2025-12-29
        last: UTCInstant(unixSeconds: 1_768_348_800)))  // 2026-01-14
  }

  /// 1,000 files in four folders, and failures of two kinds.
  private var run: IngestOutcome {
    var outcome = IngestOutcome()
    for index in 0..<1000 {
      outcome.lines.append(
        line(
          "/data/bucket-copy/a-very-long-prefix-of-a-report/part-\(index / 250)"
            + "/file-\(index).csv.gz", 12_345))
    }
    for index in 0..<40 {
      outcome.lines.append(
        .init(
          failed: InputFiles.Entry(
            path: "x", name: "in/note-\(index).txt", isNamedDirectly: false),
          code: .badData, problem: "no known format", isLost: false))
    }
    return outcome
  }

  @Test func thousandFilesTakeALineAFolder() {
    let text = run.table(redacted: false)
    let lines = text.split(separator: "\n")
    // Header, 4 folders, total, left out, and two of the footer.
    #expect(lines.count == 9)
    for line in lines { #expect(line.count <= 80, "\(line)") }
    #expect(lines[1].hasPrefix("…eport/part-0/ (250)"))
    // 250 files of 12,345 rows.
    #expect(lines[1].contains("3,086,250"))
    #expect(lines[5].hasPrefix("1,000 files"))
    #expect(lines[5].contains("12,345,000"))
    // 1,000 files leave out 10 and 3 rows each.
    #expect(lines[6] == "Left out: 10,000 × other product, 3,000 × Tax")
    #expect(lines[7] == "12,345,000 rows read, 0 new.")
    #expect(
      run.table(redacted: false, allFiles: true).split(separator: "\n").count
        == 1004)
  }

  @Test func skippedFilesAreSaidOnceAReason() {
    let messages = run.messages(redacted: false)
    #expect(
      messages == [
        "2,000 of 12,345,000 rows were set aside. See them with "
          + "`riskctl status --rejected`.",
        "40 files skipped: in/note-0.txt, in/note-1.txt, in/note-2.txt and 37 "
          + "more: no known format",
      ])
    #expect(
      run.messages(redacted: false, allFiles: true).count == 41)
  }

  @Test func partsOfEqualNamesShowTheirFolders() {
    var outcome = IngestOutcome()
    outcome.lines = [
      line("cur/billing-period-of-2026-01/part-1.csv.gz", 12_345),
      line("cur/billing-period-of-2026-02/part-1.csv.gz", 12_345),
    ]
    let lines = outcome.table(redacted: false).split(separator: "\n")
    // Counts, spans and gaps take 54 of 80 columns: 26 are left for names.
    #expect(lines[1].hasPrefix("…-of-2026-01/part-1.csv.gz  12,345"))
    #expect(lines[2].hasPrefix("…-of-2026-02/part-1.csv.gz  12,345"))
    #expect(lines.allSatisfy { $0.count <= 80 })
  }

  @Test func namesOfOthersAreEscaped() {
    var outcome = IngestOutcome()
    outcome.lines = [line("in/a\u{1B}[2Jb\n.csv", 1)]
    #expect(
      outcome.table(redacted: false).contains("in/a\\u{1b}[2Jb\\u{a}.csv"))
    #expect(outcome.table(redacted: true).contains("(file)"))
  }
}
