import RiskDomain
import Testing

@testable import RiskIngest

/// Files that no cloud writes on purpose.
@Suite("Hostile files")
struct HostileFilesTests {
  private func failure(_ text: String) -> IngestError? {
    failure(Array(text.utf8))
  }

  private func failure(_ bytes: [UInt8]) -> IngestError? {
    #expect(throws: IngestError.self) { try Reading.bytes(bytes) }
  }

  @Test("an empty file says so, packed or not")
  func empty() {
    for bytes in [[], Array("  \n\r\n".utf8), gzip([]), [0xEF, 0xBB, 0xBF]] {
      #expect(failure(bytes)?.code == .emptyFile)
      #expect(
        failure(bytes)?.message == "the file is empty. Export it again.")
    }
  }

  /// Looked at once a byte, this many would take hours.
  @Test("megabytes of blanks between records are no work")
  func blanks() throws {
    let record = """
      {"AvailabilityZone":"us-east-1a","InstanceType":"p3.2xlarge",\
      "ProductDescription":"Linux/UNIX","SpotPrice":"1",\
      "Timestamp":"2026-01-14T02:00:00Z"}
      """
    let blanks = String(repeating: " ", count: 4 << 20)
    let text =
      "{\"SpotPriceHistory\":[" + record + blanks + ","
      + record.replacing("T02", with: "T03") + blanks + "]}"
    let reading = try Reading.bytes(Array(text.utf8))
    #expect(reading.report.rowsRead == 2)
    #expect(reading.problems == [])
  }

  @Test("lines that end with carriage returns alone are refused, not lost")
  func carriageReturns() {
    let text = CURText.text(rows: [CURText.spot])
      .replacing("\r\n", with: "\r").replacing("\n", with: "\r")
    #expect(
      failure(text)?.message
        == "lines end with carriage returns alone, so that the file is one "
        + "line. Convert it, for example with `tr '\\r' '\\n'`.")
  }

  @Test("an unrecognised file lists the formats")
  func unrecognised() {
    for text in [
      "hello", "a,b,c\n1,2,3\n", "{\"a\": 1}", "[1, 2", "[]", "null",
    ] {
      #expect(failure(text)?.code == .unrecognised)
    }
    #expect(
      failure("hello")?.message
        == "the content fits none of the known formats. Name one with "
        + "--format: "
        + IngestFormat.all.map(\.rawValue).joined(separator: ", ") + ".")
  }

  @Test("known kinds that are not read name the next step")
  func unsupported() {
    #expect(
      failure([0x50, 0x4B, 3, 4, 0, 0])?.message
        == "this zip archive does not begin with a whole file. "
        + "Unpack it first with `unzip`.")
    #expect(
      failure([0xFF, 0xFE, 0x7B, 0x00])?.message
        == "this text is UTF-16. Save it as UTF-8, for example with "
        + "`iconv -f UTF-16 -t UTF-8`.")
    #expect(failure(Array("PAR1".utf8))?.code == .unsupported)
  }

  @Test("no file and no permission are different errors")
  func unreadable() throws {
    func code(_ path: String) -> IngestError? {
      #expect(throws: IngestError.self) {
        try Reading.file(path, name: "x")
      }
    }
    #expect(code("/nonexistent/prices.json")?.code == .noSuchFile)
    #expect(
      code("/nonexistent/prices.json")?.description
        == "/nonexistent/prices.json: cannot be read: no such file or "
        + "directory. Check the path.")
    #expect(code("/")?.code == .unreadable)
  }

  @Test("a damaged or followed gzip stream costs one row, not the file")
  func damagedGzip() throws {
    let bytes = Array(Sample.price.text.utf8)
    var flipped = gzip(bytes)
    // The checksum follows the data.
    flipped[flipped.count - 6] ^= 0xFF
    let damaged = try Reading.bytes(flipped)
    #expect(damaged.facts.count == 2)
    #expect(
      damaged.problems == [
        "3 | - | - | the gzip stream is damaged from here on and rows may be "
          + "missing"
      ])
    let followed = try Reading.bytes(gzip(bytes) + Array("tail".utf8))
    #expect(followed.facts.count == 2)
    #expect(
      followed.problems == [
        "3 | - | - | bytes that are not gzip follow the compressed data and "
          + "were not read"
      ])
  }

  /// Any amount of it may be wrong, so that none is taken.
  @Test("a packed bill whose checksum does not fit is refused")
  func damagedBill() throws {
    var packed = gzip(Array(CURText.text(rows: [CURText.row([:])]).utf8))
    packed[packed.count - 6] ^= 0xFF
    let error = #expect(throws: IngestError.self) {
      try Reading.bytes(packed)
    }
    #expect(
      error?.message
        == "the packed bill is damaged: its checksum or its packing does not "
        + "fit, so that any amount in it may be wrong. Nothing of it was "
        + "loaded; copy the file again.")
  }

  @Test("a gzip stream cut inside a CSV row drops that row")
  func truncatedTable() throws {
    let text = CURText.text(
      rows: (1...4).map { CURText.row(["identity/LineItemId": "li-\($0)"]) })
    let packed = gzip(Array(text.utf8))
    let reading = try Reading.bytes(Array(packed[..<(packed.count - 40)]))
    #expect(reading.facts.usages.map(\.origin.line) == [2, 3, 4])
    #expect(
      reading.problems == [
        "5 | - | - | the gzip stream ends early: the file was cut off and "
          + "rows may be missing"
      ])
  }

  @Test("nesting deeper than 64 levels is refused")
  func deepNesting() throws {
    let deep = String(repeating: "[", count: 70)
    let error = failure("{\"SpotPriceHistory\": [" + deep)
    #expect(error?.code == .malformedDocument)
    #expect(error?.message.contains("deeper than 64 levels") == true)
  }

  @Test("a record beyond 16 MiB is refused")
  func hugeRecord() throws {
    let error = failure(
      "{\"SpotPriceHistory\": [{\"SpotPrice\": \""
        + String(repeating: "9", count: 17 << 20))
    #expect(error?.code == .malformedDocument)
    #expect(error?.message.contains("larger than 16 MiB") == true)
  }

  @Test("a quote that is never closed is named by its line")
  func openQuote() throws {
    let text =
      CURText.text(rows: [CURText.spot])
      + "li-2,\"open\n" + String(repeating: "x,y\n", count: 10)
    #expect(
      try Reading.text(text).problems == [
        "3 | - | - | a quoted field is not closed before the file ends"
      ])
    let huge = text + String(repeating: "0123456789abcde\n", count: 17 << 16)
    #expect(
      failure(huge)?.message
        == "line 3: a row of more than 16 MiB. A closing quote is probably "
        + "missing there.")
  }

  @Test("a million columns are read like any other row")
  func manyColumns() throws {
    let extra = (0..<1_000_000).map { "c\($0)" }
    let header = (CURText.columns + extra).joined(separator: ",")
    let row = CURText.columns.map { CURText.spot[$0] ?? "" }
    let text =
      header + "\n"
      + (row + Array(repeating: "", count: extra.count)).joined(separator: ",")
    #expect(try Reading.text(text).facts.count == 1)
  }

  @Test("an error of a sink ends the reading and comes through")
  func sinkError() throws {
    struct Full: Error {}
    #expect(throws: Full.self) {
      let packed = gzip(Array(Sample.price.text.utf8))
      _ = try withFile(packed) { path in
        try IngestFile.read(
          path: path, name: "x", digest: "d", sink: { _ in throw Full() },
          setAside: { _ in })
      }
    }
  }

  @Test("the report's reasons are bounded")
  func boundedReasons() throws {
    let text = (0..<200).map {
      "{\"id\":\"\($0)\",\"detail-type\":\"T\($0)\",\"detail\":{}}"
    }.joined()
    let report = try Reading.text(text).report
    #expect(report.ignored.count == 65)
    #expect(report.ignored["other reasons"] == 136)
    #expect(report.ignored.values.reduce(0, +) == 200)
  }
}
