import RiskDomain
import Testing

@testable import RiskIngest

/// Rows that spreadsheets, editors and broken exports leave behind: the bad
/// ones are set aside with a reason, the good ones beside them count.
@Suite("Hostile rows")
struct HostileRowsTests {
  /// A launch log in which line 3 is odd, and what becomes of it.
  struct OddLine: Sendable, CustomTestStringConvertible {
    var what: String
    var line: [UInt8]
    /// Place and reason; nil when the line is read.
    var problem: String?
    var testDescription: String { what }

    init(_ what: String, _ line: String, _ problem: String?) {
      self.init(what, Array(line.utf8), problem)
    }

    init(_ what: String, _ line: [UInt8], _ problem: String?) {
      (self.what, self.line, self.problem) = (what, line, problem)
    }
  }

  private static let time = "2026-01-14T02:00:00Z"
  private static let pool = "aws/us-west-2a/p3.2xlarge"

  private static let oddLines: [OddLine] = [
    OddLine("a quoted line break", "\(pool),\(time),,\"a\nb\"", nil),
    OddLine("a quoted comma", "\(pool),\(time),,\"a, b\"", nil),
    OddLine("doubled quotes", "\(pool),\(time),,\"a \"\"b\"\"\"", nil),
    OddLine(
      "a missing field", "\(pool),\(time),",
      "3 | - | - | the row has 3 fields where the header has 4"),
    OddLine(
      "a field too many", "\(pool),\(time),,job,",
      "3 | - | - | the row has 5 fields where the header has 4"),
    OddLine(
      "an unquoted comma", "\(pool),\(time),,0,918",
      "3 | - | - | the row has 5 fields where the header has 4"),
    OddLine(
      "invalid UTF-8 in a text",
      Array("\(pool),\(time),,Gr".utf8) + [0xF6, 0xDF] + Array("e".utf8),
      "3 | job | Gr\u{FFFD}\u{FFFD}e | 'Gr\\u{fffd}\\u{fffd}e' holds bytes "
        + "that are not UTF-8; save the file as UTF-8"),
    OddLine(
      "invalid UTF-8 in a pool",
      Array("aws/us-west-2".utf8) + [0xFF]
        + Array("/p3.2xlarge,\(time),,job".utf8),
      "3 | zone | us-west-2\u{FFFD} | 'us-west-2\\u{fffd}' is no name: only "
        + "printable ASCII without / can stand in a pool"),
    OddLine(
      "a literal NULL", "NULL,\(time),,job",
      "3 | pool | NULL | 'NULL' is not a pool. Write "
        + "provider/zone/instanceType, for example aws/us-west-2a/p3.2xlarge "
        + "(providers: aws, gcp, azure)."),
    OddLine(
      "a NUL byte",
      Array("\(pool),\(time)".utf8) + [0] + Array(",,job".utf8),
      "3 | requestedAt | \(time)\u{0} | '\(time)\u{0}' is not a date and time"),
    OddLine("leading zeros in an id", "\(pool),\(time),,000000000012", nil),
  ]

  @Test("a line of CSV costs itself at most", arguments: oddLines)
  func oddLine(odd: OddLine) throws {
    let good = "\(Self.pool),2026-01-14T03:00:00Z,,after\n"
    let text =
      Array("pool,requestedAt,instanceId,job\n".utf8)
      + Array("\(Self.pool),2026-01-14T01:00:00Z,,before\n".utf8)
      + odd.line + Array("\n".utf8) + Array(good.utf8)
    for chunkBytes in [1 << 20, 5] {
      let reading = try Reading.bytes(text, chunkBytes: chunkBytes)
      #expect(reading.problems == odd.problem.map { [$0] } ?? [])
      let jobs = reading.facts.launches.map(\.job)
      #expect(jobs.first == "before")
      #expect(jobs.last == "after")
      #expect(jobs.count == (odd.problem == nil ? 3 : 2))
    }
  }

  @Test("two columns of one name must agree")
  func duplicateHeaders() throws {
    let text = """
      pool,requestedAt,job,job
      \(Self.pool),\(Self.time),a,a
      \(Self.pool),\(Self.time),a,b
      """
    let reading = try Reading.text(text)
    #expect(reading.facts.launches.map(\.job) == ["a"])
    #expect(
      reading.problems == [
        "3 | - | b | columns 3 and 4 have one name and say 'a' and 'b'"
      ])
  }

  @Test("a short row may lack the second of two columns of one name")
  func shortRowOfTwins() throws {
    let columns = CURText.columns + ["product/usagetype", "x", "x"]
    let row = CURText.row(["product/usagetype": "USW2-SpotUsage:p3.2xlarge"])
    let line = columns.dropLast().map { row[$0] ?? "" }.joined(separator: ",")
    let text = columns.joined(separator: ",") + "\n" + line + "\n"
    let reading = try Reading.text(text)
    #expect(reading.facts.usages.count == 1)
    #expect(reading.problems == [])
  }

  @Test("ids keep their zeros and texts their script")
  func texts() throws {
    let text = """
      pool,requestedAt,instanceId,job
      \(Self.pool),\(Self.time),000000000012,größe 模型
      """
    let launch = try #require(try Reading.text(text).facts.launches.first)
    #expect(launch.instanceID == "000000000012")
    #expect(launch.job == "größe 模型")
  }

  /// Prices as they were written, in micro-dollars or with their reason.
  private static let prices: [(String, Int64?, String?)] = [
    ("0.918000", 918_000, nil), ("14", 14_000_000, nil),
    ("9.18e-1", 918_000, nil), ("1.5E+1", 15_000_000, nil),
    ("000.9180", 918_000, nil), ("0.9180004999", 918_000, nil),
    ("0,918", nil, "'0,918' is not a number"),
    ("1,234.5", nil, "'1,234.5' is not a number"),
    ("NULL", nil, "'NULL' is not a number"),
    ("NaN", nil, "'NaN' is not a number"),
    ("inf", nil, "'inf' is not a number"),
    ("$0.918", nil, "'$0.918' is not a number"),
    ("0.918 USD", nil, "'0.918 USD' is not a number"),
    ("0", nil, "'0' is not above 0"), ("-0.1", nil, "'-0.1' is not above 0"),
    ("1e400", nil, "'1e400' is too large"),
    ("", nil, "the value is empty"),
  ]

  @Test("prices in every way of writing numbers", arguments: prices)
  func price(text: String, micro: Int64?, reason: String?) throws {
    let reading = try Reading.text(
      document(price: text, time: "2026-01-14T02:00:00Z"))
    #expect(
      reading.facts.prices.map(\.pricePerHour.rawValue) == micro.map { [$0] }
        ?? [])
    #expect(
      reading.problems
        == reason.map { ["1 | SpotPrice | \(text) | \($0)"] } ?? [])
  }

  /// Times as they were written; all of them mean one instant.
  private static let times: [(String, Int?, String?)] = [
    ("2026-03-29T01:30:00Z", nil, nil),
    ("2026-03-29 01:30:00+00:00", nil, nil),
    ("2026-03-29T01:30:00.000Z", nil, nil),
    ("2026-03-29 01:30:00 UTC", nil, nil),
    ("2026-03-28T18:30:00-07:00", nil, nil),
    ("2026-03-28T18:30:00-0700", nil, nil),
    ("2026-03-29T07:00:00.000000+05:30", nil, nil),
    ("2026-03-29T01:30:00", 0, nil),
    ("2026-03-29 06:30:00", 300, nil),
    ("2026-03-29 01:30:00", nil, "has no time zone; give one with --time-zone"),
    ("2026-03-29", nil, "is not a date and time"),
    ("29/03/2026 01:30", 0, "is not a date and time"),
    ("03/29/2026 01:30:00 AM", 0, "is not a date and time"),
    ("2026-02-29T01:30:00Z", nil, "is not in the calendar"),
    ("2026-03-29T25:30:00Z", nil, "is not in the calendar"),
    ("1774747800", nil, "is not a date and time"),
  ]

  @Test("times in every form, with and without a zone", arguments: times)
  func time(text: String, offsetMinutes: Int?, reason: String?) throws {
    let reading = try Reading.text(
      document(price: "1", time: text),
      hints: IngestHints(
        clock: offsetMinutes.map(LocalClock.init(offsetMinutes:))))
    // 2026-03-29T01:30:00Z is day 20,541 and 5,400 s.
    #expect(
      reading.facts.prices.map(\.effectiveFrom.unixMilliseconds)
        == (reason == nil ? [1_774_747_800_000] : []))
    #expect(
      reading.problems
        == reason.map { ["1 | Timestamp | \(text) | '\(text)' \($0)"] } ?? [])
  }

  @Test("a clock that changes inside a file is followed by its offsets")
  func clockChange() throws {
    // California, 2019-03-10: 01:59:59 -08:00 is followed by 03:00:00 -07:00.
    let text = """
      pool,requestedAt,instanceId
      \(Self.pool),2019-03-10T01:59:59-08:00,i-1
      \(Self.pool),2019-03-10T03:00:00-07:00,i-2
      """
    let launches = try Reading.text(text).facts.launches
    // 2019-03-10T09:59:59Z is day 17,965 and 35,999 s.
    #expect(
      launches.map(\.requestedAt.unixMilliseconds) == [
        1_552_211_999_000, 1_552_212_000_000,
      ])
  }

  @Test("a file that becomes another half-way keeps its first half")
  func changedHalfWay() throws {
    let page = document(price: "1", time: "2026-01-14T02:00:00Z")
    let table = "pool,requestedAt\n\(Self.pool),\(Self.time)\n"
    let error = #expect(throws: IngestError.self) {
      try Reading.text(page + table)
    }
    #expect(error?.code == .malformedDocument)
    #expect(
      error?.message
        == "broken JSON after record 1: byte \(page.utf8.count + 1): 'p' does "
        + "not belong there. Export the file again.")
    let reading = try Reading.text(table + page)
    #expect(reading.facts.count == 1)
    #expect(
      reading.problems == [
        "3 | - | - | the row has 5 fields where the header has 2"
      ])
  }

  @Test("a field of 100 MB is refused with its line, in bounded memory")
  func hugeField() throws {
    let head = "pool,requestedAt\n\(Self.pool),\"\(Self.time)"
    let blanks = [UInt8](repeating: UInt8(ascii: "x"), count: 100_000_000)
    let error = #expect(throws: IngestError.self) {
      try Reading.bytes(Array(head.utf8) + blanks)
    }
    #expect(error?.code == .malformedDocument)
    #expect(
      error?.message
        == "line 2: a row of more than 16 MiB. A closing quote is probably "
        + "missing there.")
  }

  @Test("UTF-16 without a mark is told from binary by its zeros")
  func utf16() {
    let text = Array("pool,requestedAt\n".utf8).flatMap { [$0, UInt8(0)] }
    let error = #expect(throws: IngestError.self) { try Reading.bytes(text) }
    #expect(error?.code == .unsupported)
    #expect(
      error?.message
        == "this text is UTF-16. Save it as UTF-8, for example with "
        + "`iconv -f UTF-16 -t UTF-8`.")
  }

  private func document(price: String, time: String) -> String {
    """
    {"SpotPriceHistory":[{"AvailabilityZone":"us-east-1a",\
    "InstanceType":"p3.2xlarge","ProductDescription":"Linux/UNIX",\
    "SpotPrice":"\(price)","Timestamp":"\(time)"}]}

    """
  }
}
