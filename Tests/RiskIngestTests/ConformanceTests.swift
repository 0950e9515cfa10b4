import Foundation
import RiskDomain
import RiskTestSupport
import Testing

@testable import RiskIngest

/// What every format must do, whatever it reads.
@Suite("Every format")
struct ConformanceTests {
  @Test("has a sample and a place in the visible list")
  func isListed() {
    #expect(Set(Sample.all.map(\.format)) == Set(IngestFormat.all))
    #expect(Set(IngestFormat.all) == Set(IngestFormat.allCases))
    #expect(IngestFormat.all.count == 32)
  }

  /// `nested` and `quotes` are seeds for the scanners alone.
  @Test("has a seed for the fuzzer")
  func hasASeed() throws {
    let folder = SourceTree.root + "/Tests/Fuzz/Seeds"
    let seeds = try FileManager.default.contentsOfDirectory(atPath: folder)
    let detected = seeds.map {
      try? IngestFile.detect(path: folder + "/" + $0)
    }
    #expect(Set(detected.compactMap(\.self)) == Set(IngestFormat.all))
    #expect(detected.filter { $0 == nil }.count == 2)
  }

  @Test(
    "gives the counted facts and is found by its content alone",
    arguments: Sample.all)
  func reads(sample: Sample) throws {
    let reading = try read(sample, Array(sample.text.utf8))
    #expect(reading.report.format == sample.format)
    #expect(reading.report.rowsRead == sample.rows)
    #expect(reading.facts.count == sample.facts)
    #expect(reading.setAside.isEmpty)
    #expect((reading.report.firstInstant != nil) == sample.isDated)
  }

  @Test("gives the same facts however the bytes come", arguments: Sample.all)
  func isIndifferentToPacking(sample: Sample) throws {
    let plain = Array(sample.text.utf8)
    let wanted = try read(sample, plain)
    let half = plain.count / 2
    let packings: [(String, [UInt8], Int)] = [
      ("7-byte chunks", plain, 7),
      ("1-byte chunks", plain, 1),
      ("gzip", gzip(plain), 1 << 20),
      ("gzip in 7-byte chunks", gzip(plain), 7),
      (
        "two gzip members",
        gzip(Array(plain[..<half]))
          + gzip(Array(plain[half...])), 1 << 20
      ),
      (
        "three gzip members and padding",
        gzip(Array(plain[..<half]))
          + gzip([]) + gzip(Array(plain[half...])) + [0, 0, 0], 7
      ),
      ("zip", zip(plain, hasDescriptor: false), 1 << 20),
      ("zip with a descriptor", zip(plain, hasDescriptor: true), 7),
      ("a byte order mark", [0xEF, 0xBB, 0xBF] + plain, 7),
      ("no last line break", withoutLastLineBreak(plain), 1 << 20),
    ]
    for (packing, bytes, chunk) in packings {
      let reading = try read(sample, bytes, chunkBytes: chunk)
      #expect(reading.facts == wanted.facts, "\(packing)")
      #expect(reading.setAside.isEmpty, "\(packing)")
      #expect(reading.report == wanted.report, "\(packing)")
    }
  }

  @Test("reads CRLF as LF", arguments: Sample.all)
  func readsCRLF(sample: Sample) throws {
    let wanted = try read(sample, Array(sample.text.utf8))
    let text = sample.text.replacing("\n", with: "\r\n")
    #expect(
      try read(sample, Array(text.utf8), chunkBytes: 7).facts == wanted.facts)
  }

  @Test("says where each fact stands", arguments: Sample.all)
  func namesOrigins(sample: Sample) throws {
    let reading = try read(sample, Array(sample.text.utf8))
    for fact in reading.facts {
      let origin = fact.origin
      #expect(origin.source == sample.name)
      #expect(origin.fileDigest == "d")
      #expect(origin.line >= 1)
    }
  }

  @Test(
    "keeps the rows before the spot where gzip breaks off",
    arguments: Sample.all)
  func survivesTruncation(sample: Sample) throws {
    let plain = Array(sample.text.utf8)
    let packed = gzip(plain)
    let wanted = try read(sample, plain)
    // Without its last 8 bytes (checksum and length) the data are whole.
    for cut in [packed.count - 8, packed.count - 12, packed.count * 2 / 3] {
      let reading = try read(
        sample, Array(packed[..<cut]), format: sample.format)
      #expect(reading.facts == Array(wanted.facts[..<reading.facts.count]))
      #expect(
        reading.setAside.last?.reason
          == "the gzip stream ends early: the file was cut off and rows may "
          + "be missing")
      #expect(reading.setAside.count == 1)
    }
  }

  @Test(
    "ends with a typed error or a report on any damage", arguments: Sample.all)
  func neverTraps(sample: Sample) throws {
    var random = SplitMix(state: 20_261_121)
    let plain = Array(sample.text.utf8)
    for _ in 0..<150 {
      var bytes = plain
      for _ in 0..<(1 + random.next(3)) {
        let place = random.next(bytes.count)
        switch random.next(3) {
        case 0: bytes[place] = UInt8(random.next(256))
        case 1: bytes.remove(at: place)
        default: bytes.removeLast(random.next(bytes.count))
        }
        if bytes.isEmpty { bytes = [UInt8(ascii: "x")] }
      }
      do {
        let reading = try read(
          sample, bytes, format: sample.format, chunkBytes: 64)
        let report = reading.report
        let ignored = report.ignored.values.reduce(0, +)
        #expect(report.rowsRead >= report.setAside + ignored)
      } catch let error as IngestError {
        #expect(!error.message.isEmpty)
      }
    }
  }

  private func read(
    _ sample: Sample, _ bytes: [UInt8], format: IngestFormat? = nil,
    chunkBytes: Int = 1 << 20
  ) throws -> Reading {
    try Reading.bytes(
      bytes, folder: sample.folder, name: sample.name, format: format,
      hints: sample.hints, chunkBytes: chunkBytes)
  }

  private func withoutLastLineBreak(_ bytes: [UInt8]) -> [UInt8] {
    bytes.last == UInt8(ascii: "\n") ? Array(bytes.dropLast()) : bytes
  }
}

/// A fixed sequence; Steele, Lea and Flood 2014, as in RiskNumerics.
private struct SplitMix {
  var state: UInt64

  mutating func next(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(max(1, bound)))
  }
}
