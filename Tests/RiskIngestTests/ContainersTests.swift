import RiskDomain
import Testing

@testable import RiskIngest

/// Archives and packed files, written by the rules of their formats.
@Suite("Containers")
struct ContainersTests {
  private let prices = Array(Sample.price.text.utf8)

  private func failure(_ bytes: [UInt8]) -> IngestError? {
    #expect(throws: IngestError.self) { try Reading.bytes(bytes) }
  }

  @Test("files of an archive may be stored, lie in folders or be of no format")
  func severalFiles() throws {
    let archive = zipArchive([
      ("README.txt", Array("hello".utf8), .stored),
      ("2026/", [], .stored),
      ("2026/01/prices.json", prices, .stored),
      ("2026/02/empty.json", [], .stored),
      ("2026/02/prices.json", prices, .deflated),
    ])
    for chunkBytes in [1 << 20, 7] {
      let reading = try Reading.bytes(archive, chunkBytes: chunkBytes)
      #expect(reading.facts.count == 4)
      #expect(
        reading.report.ignored == ["file in the archive of no known format": 2])
      #expect(reading.problems.isEmpty)
    }
  }

  @Test("a stored file of an archive with 8-byte sizes is read")
  func zip64() throws {
    let archive = zipArchive([("prices.json", prices, .large)])
    #expect(try Reading.bytes(archive).facts.count == 2)
  }

  @Test(
    "a name that leads out of its folder is refused",
    arguments: [
      "../prices.json", "a/../../prices.json", "/etc/prices.json",
      "..\\prices.json", "C:\\prices.json", "C:/prices.json",
    ])
  func names(name: String) {
    let error = failure(
      zipArchive([("good.json", prices, .stored), (name, prices, .stored)]))
    #expect(error?.code == .malformedDocument)
    #expect(
      error?.message
        == "the archive holds a file named '\(name)', which leads out of the "
        + "folder where it is unpacked. Pack the files again without such "
        + "names.")
  }

  @Test("names with two dots inside are names")
  func dots() throws {
    let archive = zipArchive([("2026..01/a..b.json", prices, .stored)])
    #expect(try Reading.bytes(archive).facts.count == 2)
  }

  @Test("encrypted files and other methods name the next step")
  func unsupported() {
    var encrypted = zipArchive([("p.json", prices, .stored)])
    encrypted[6] |= 1
    #expect(
      failure(encrypted)?.message
        == "the file 'p.json' in the archive is encrypted. Unpack it first "
        + "with `unzip`.")
    var other = zipArchive([("p.json", prices, .stored)])
    other[8] = 12
    #expect(
      failure(other)?.message
        == "the file 'p.json' in the archive is packed by method 12, which is "
        + "not read. Unpack it first with `unzip`.")
    var endless = zipArchive([("p.json", prices, .stored)])
    endless[6] |= 8
    #expect(
      failure(endless)?.message
        == "the file 'p.json' in the archive is stored without its length. "
        + "Unpack it first with `unzip`.")
  }

  @Test("a cut or damaged file of an archive costs the rest, not the rows")
  func broken() throws {
    let archive = zipArchive([
      ("a.json", prices, .stored), ("b.json", prices, .stored),
    ])
    let cut = try Reading.bytes(Array(archive.prefix(archive.count - 200)))
    #expect(cut.facts.count == 3)
    #expect(
      cut.problems == [
        "2 | - | - | the zip stream ends early: the file was cut off and rows "
          + "may be missing"
      ])
    var flipped = archive
    // The checksum of the first file stands at byte 14.
    flipped[14] ^= 0xFF
    let damaged = try Reading.bytes(flipped)
    #expect(damaged.facts.count == 2)
    #expect(
      damaged.problems == [
        "3 | - | - | the zip stream is damaged from here on and rows may be "
          + "missing"
      ])
  }

  @Test("zstd frames follow one another", arguments: [1 << 20, 7, 1])
  func zstdFrames(chunkBytes: Int) throws {
    let half = prices.count / 2
    let packed =
      zstd(Array(prices[..<half])) + zstd([])
      // A frame to be skipped: 3 bytes that are not data.
      + [0x53, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3]
      + zstd(Array(prices[half...]))
    let reading = try Reading.bytes(packed, chunkBytes: chunkBytes)
    #expect(reading.facts.count == 2)
    #expect(reading.problems.isEmpty)
  }

  @Test("a broken zstd file keeps the rows before the break")
  func zstdEndings() throws {
    let packed = zstd(prices)
    let cut = try Reading.bytes(Array(packed.dropLast(20)))
    #expect(
      cut.problems == [
        "3 | - | - | the zstd stream ends early: the file was cut off and rows "
          + "may be missing"
      ])
    let followed = try Reading.bytes(packed + Array("tail".utf8))
    #expect(followed.facts.count == 2)
    #expect(
      followed.problems == [
        "3 | - | - | bytes that are not zstd follow the compressed data and "
          + "were not read"
      ])
    var damaged = packed
    // The block's type: 3 is reserved (RFC 8878, 3.1.1.2.2).
    damaged[9] |= 6
    #expect(
      try Reading.bytes(damaged, format: .awsSpotPriceHistory).problems == [
        "1 | - | - | the zstd stream is damaged from here on and rows may be "
          + "missing"
      ])
  }

  @Test(
    "a zstd frame with less than it declares is damaged",
    arguments: [1 << 20, 7, 1])
  func zstdShortFrame(chunkBytes: Int) throws {
    // One segment of 5 bytes, then an empty last block (RFC 8878, 3.1.1).
    let short: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x20, 5, 1, 0, 0]
    let reading = try Reading.bytes(
      zstd(prices) + short, chunkBytes: chunkBytes)
    #expect(reading.facts.count == 2)
    #expect(
      reading.problems == [
        "3 | - | - | the zstd stream is damaged from here on and rows may be "
          + "missing"
      ])
  }

  @Test("a zstd window beyond 64 MiB is refused before it takes memory")
  func zstdWindow() {
    // Window descriptor 0xA0: 2^(10 + 20) bytes (RFC 8878, 3.1.1.1.2).
    let error = failure([0x28, 0xB5, 0x2F, 0xFD, 0, 0xA0, 1, 0, 0])
    #expect(error?.code == .unsupported)
    #expect(
      error?.message
        == "this zstd file needs a window of more than 64 MiB. Unpack it first "
        + "with `zstd -d --long=31`.")
  }

  @Test("a bomb is refused by its kind, whatever packs it")
  func bombs() throws {
    // 640 blocks of 4 bytes that each stand for 128 KiB: 80 MiB.
    let run: [UInt8] = [0x02, 0x00, 0x10, 0x20]
    var bomb: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0, 0x58]
    for _ in 0..<640 { bomb += run }
    bomb += [0x01, 0, 0]
    let blanks = [UInt8](repeating: 0x20, count: 80 << 20)
    let gzipped = try #require(GzipEncoder.encode(blanks, level: 6))
    for (packing, bytes) in [("zstd", bomb), ("gzip", gzipped)] {
      let error = try withFile(bytes) { path in
        let stream = try DecodedStream(path: path, chunkBytes: 1 << 20)
        return #expect(throws: IngestError.self) {
          while try !stream.next().isEmpty {}
        }
      }
      #expect(
        error?.message
          == "this \(packing) file was not read: it unpacks to more than 400 "
          + "times its size, as no export does. Unpack it yourself if you "
          + "trust it.")
    }
  }

  @Test("what shrinks to a hundredth is no bomb, what outgrows any disk is")
  func limits() {
    let limits = UnpackLimits()
    #expect(limits.problem(packed: 1 << 30, unpacked: 100 << 30) == nil)
    #expect(limits.problem(packed: 1000, unpacked: 64 << 20) == nil)
    #expect(limits.problem(packed: 1000, unpacked: 64 << 20 + 1) != nil)
    #expect(
      limits.problem(packed: .max, unpacked: 1 << 40 + 1)
        == "it unpacks to more than 1024 GiB. Unpack it and split it.")
  }

  private enum Method { case stored, deflated, large }

  private func little(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(value >> ($0 * 8) & 255) }
  }

  /// An archive by the rules of the APPNOTE, its directory cut to its
  /// signature.
  private func zipArchive(
    _ files: [(name: String, bytes: [UInt8], method: Method)]
  ) -> [UInt8] {
    var out: [UInt8] = []
    for (name, bytes, method) in files {
      // gzip's frame is 10 bytes in front and 8 behind.
      let data =
        method == .deflated
        ? Array(gzip(bytes).dropFirst(10).dropLast(8)) : bytes
      let size = UInt64(bytes.count)
      let extra: [UInt8] =
        method == .large
        ? little(1, 2) + little(16, 2) + little(size, 8) + little(size, 8) : []
      out += [0x50, 0x4B, 3, 4, 20, 0, 0, 0, method == .deflated ? 8 : 0, 0]
      out += little(0, 4) + little(UInt64(crc32(bytes)), 4)
      out +=
        method == .large
        ? little(0xFFFF_FFFF, 4) + little(0xFFFF_FFFF, 4)
        : little(UInt64(data.count), 4) + little(size, 4)
      out += little(UInt64(name.utf8.count), 2)
      out += little(UInt64(extra.count), 2) + Array(name.utf8) + extra + data
    }
    return out + [0x50, 0x4B, 1, 2]
  }

  /// One zstd frame without compression: 4-byte content size, raw blocks.
  private func zstd(_ bytes: [UInt8]) -> [UInt8] {
    let head: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0xA0]
    return head + little(UInt64(bytes.count), 4)
      + little(UInt64(bytes.count) << 3 | 1, 3) + bytes
  }
}
