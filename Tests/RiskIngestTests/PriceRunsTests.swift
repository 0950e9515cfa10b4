import RiskDomain
import Testing

@testable import RiskIngest

/// Prices read in runs are the prices read one by one.
@Suite("Runs of prices")
struct PriceRunsTests {
  /// What a reading gave, prices as facts in the file's order.
  private struct Outcome: Equatable {
    var prices: [PriceObservation] = []
    var setAside: [SetAsideRow] = []
    var report: FileReport?
    var error: IngestError?
  }

  private func outcome(
    _ bytes: [UInt8], inColumns: Bool, chunkBytes: Int,
    format: IngestFormat? = .awsSpotPriceHistory
  ) throws -> Outcome {
    var result = Outcome()
    let origin = { RowOrigin(source: "f", fileDigest: "d", line: $0) }
    try withFile(bytes) { path in
      do {
        result.report = try IngestFile.read(
          path: path, name: "f", digest: "d", format: format,
          chunkBytes: chunkBytes, sink: { result.prices += $0.prices },
          prices: inColumns
            ? { result.prices += $0.observations(origin: origin) } : nil,
          setAside: { result.setAside += $0 })
      } catch let error as IngestError {
        result.error = error
        result.error?.file = "f"
        // What was handed over before an error depends on the batches.
        result.prices = []
        result.setAside = []
      }
    }
    return result
  }

  private func record(_ index: Int) -> String {
    let zone = "us-east-1" + ["a", "b", "c"][index % 3]
    let product = ["Linux/UNIX", "SUSE Linux", "Windows (Amazon VPC)"]
    let times = [
      "2026-01-14T02:00:00+00:00", "2026-02-28T23:59:59.000Z",
      "2024-02-29 00:00:00Z", "2026-01-14T02:00:00.125Z",
      "2026-01-14T02:00:00+05:30", "2026-01-14T02:00:00",
    ]
    return """
      {"AvailabilityZone":"\(zone)","InstanceType":"p\(index % 5).2xlarge",\
      "ProductDescription":"\(product[index % 3])",\
      "SpotPrice":"\(index % 11).\(918_000 + index % 7)",\
      "Timestamp":"\(times[index % 17 == 0 ? index % 6 : index % 3])"}
      """
  }

  private func document(_ count: Int, separator: String = ",") -> [UInt8] {
    let records = (0..<count).map(record).joined(separator: separator)
    return Array("{\"SpotPriceHistory\":[\(records)],\"NextToken\":\"\"}".utf8)
  }

  @Test(
    "every separator and chunk size gives the same",
    arguments: [",", " , ", ",\n    ", "\n,\r\n\t"], [64, 1000, 1 << 20])
  func packings(separator: String, chunkBytes: Int) throws {
    let bytes = document(300, separator: separator)
    let slow = try outcome(bytes, inColumns: false, chunkBytes: chunkBytes)
    let fast = try outcome(bytes, inColumns: true, chunkBytes: chunkBytes)
    #expect(fast == slow)
    // Indices 17 · 5 and 17 · 11 have a time without a zone or are short.
    #expect(slow.report?.rowsRead == 300)
    #expect(slow.prices.count + slow.setAside.count == 300)
    #expect(slow.setAside.count > 0)
  }

  @Test("bare lists, pages and single lines give the same")
  func shapes() throws {
    let records = (0..<40).map(record)
    let page = document(20)
    let texts: [[UInt8]] = [
      Array("[\(records.joined(separator: ","))]".utf8),
      page + page, page + Array("\n".utf8) + page,
      Array(records.joined(separator: "\n").utf8),
    ]
    for bytes in texts {
      for chunkBytes in [64, 1 << 20] {
        let slow = try outcome(
          bytes, inColumns: false, chunkBytes: chunkBytes, format: nil)
        #expect(
          try outcome(
            bytes, inColumns: true, chunkBytes: chunkBytes, format: nil)
            == slow)
        #expect(slow.prices.count >= 36)
      }
    }
  }

  @Test("any damage gives the same rows, reasons and errors", arguments: 1...8)
  func mutations(seed: UInt64) throws {
    var random = MutationSource(state: seed)
    let plain = document(60)
    // Bytes that mean something to JSON, numbers and times.
    let marks = Array("\"\\{}[],: \n0-9.+TZe\u{e9}".utf8) + [0, 0x7F, 0xFF]
    for _ in 0..<80 {
      var bytes = plain
      for _ in 0..<(1 + random.next(4)) {
        let place = random.next(bytes.count)
        switch random.next(4) {
        case 0: bytes[place] = marks[random.next(marks.count)]
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(marks[random.next(marks.count)], at: place)
        default: bytes.swapAt(place, random.next(bytes.count))
        }
      }
      let chunkBytes = [64, 500, 1 << 20][random.next(3)]
      let slow = try outcome(bytes, inColumns: false, chunkBytes: chunkBytes)
      let fast = try outcome(bytes, inColumns: true, chunkBytes: chunkBytes)
      #expect(
        fast == slow, "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
    }
  }

  @Test("a member that is not needed may come and go")
  func otherMembers() throws {
    let extra = (0..<30).map { index in
      let record = record(index)
      return index % 4 == 0
        ? record.replacing(
          "{\"Avail", with: "{\"AvailabilityZoneId\":\"use1-az4\",\"Avail")
        : record
    }
    let bytes = Array("[\(extra.joined(separator: ","))]".utf8)
    let slow = try outcome(bytes, inColumns: false, chunkBytes: 1 << 20)
    #expect(try outcome(bytes, inColumns: true, chunkBytes: 1 << 20) == slow)
    #expect(slow.prices.count == 29)
  }

  @Test("pools are told apart by all three texts, however many there are")
  func manyPools() throws {
    // 4,000 pools: the table of texts grows twice.
    let records = (0..<4000).map { index in
      """
      {"AvailabilityZone":"us-east-\(index % 10)a",\
      "InstanceType":"t\(index / 40).x",\
      "ProductDescription":"\(["Linux/UNIX", "SUSE Linux", "Windows",
        "Red Hat Enterprise Linux"][index / 10 % 4])","SpotPrice":"1",\
      "Timestamp":"2026-01-14T02:00:00Z"}
      """
    }
    let bytes = Array("[\((records + records).joined(separator: ","))]".utf8)
    let fast = try outcome(bytes, inColumns: true, chunkBytes: 1 << 16)
    #expect(Set(fast.prices.map(\.pool)).count == 4000)
    #expect(
      fast.prices[..<4000].map(\.pool) == fast.prices[4000...].map(\.pool))
    #expect(fast.prices[4577].pool.key == "aws/us-east-7a/t14.x/suse")
  }

  @Test("columns name each pool once and keep its index")
  func columns() throws {
    var batches: [PriceColumns] = []
    try withFile(document(100)) { path in
      _ = try IngestFile.read(
        path: path, name: "f", digest: "d", sink: { _ in },
        prices: { batches.append($0) }, setAside: { _ in })
    }
    let columns = try #require(batches.first)
    #expect(batches.count == 1)
    // Zone and product go by index mod 3, the type by index mod 5.
    #expect(columns.pools.count == 15)
    #expect(columns.pools[0].key == "aws/us-east-1a/p0.2xlarge")
    #expect(
      columns.rows[1]
        == PriceColumns.Row(
          // 2026-02-28T23:59:59Z is day 20,512 and 86,399 s.
          atMilliseconds: 1_772_323_199_000, microUSDPerHour: 1_918_001,
          pool: 1, line: 2))
  }
}

/// A fixed sequence; Steele, Lea and Flood 2014, as in RiskNumerics.
struct MutationSource {
  var state: UInt64

  mutating func next(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(max(1, bound)))
  }
}
