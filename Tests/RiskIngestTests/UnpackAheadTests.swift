import RiskDomain
import Testing

@testable import RiskIngest

/// Streams beyond the 4 MiB from which on they are unpacked by a thread.
@Suite("Unpacking ahead")
struct UnpackAheadTests {
  /// Lines that count up, 12 MiB of them: no chunk is like another.
  private static let text: [UInt8] = {
    var text: [UInt8] = []
    var line = 0
    while text.count < 12 << 20 {
      text += Array("line \(line)\n".utf8)
      line += 1
    }
    return text
  }()

  private static let packed = GzipEncoder.encode(text, level: 1) ?? []

  private func stream(_ path: String, limits: UnpackLimits = UnpackLimits())
    throws -> DecodedStream
  {
    try DecodedStream(path: path, chunkBytes: 1 << 18, limits: limits)
  }

  private func rest(_ stream: DecodedStream) throws -> [UInt8] {
    var all: [UInt8] = []
    while true {
      let chunk = try stream.next()
      if chunk.isEmpty { return all }
      all += chunk
    }
  }

  @Test("gives the bytes in order, and members that follow")
  func whole() throws {
    try withFile(Self.packed + Self.packed) { path in
      let stream = try stream(path)
      #expect(try rest(stream) == Self.text + Self.text)
      #expect(stream.earlyEnd == nil)
      #expect(try stream.next().isEmpty)
    }
  }

  @Test("tells a cut, damage and what follows as without a thread")
  func endings() throws {
    let cut = Array(Self.packed.dropLast(Self.packed.count / 8))
    try withFile(cut) { path in
      let stream = try stream(path)
      let read = try rest(stream)
      #expect(read.count > 8 << 20)
      #expect(read[...] == Self.text.prefix(read.count))
      #expect(stream.earlyEnd?.hasPrefix("the gzip stream ends early") == true)
    }
    var flipped = Self.packed
    // The checksum stands in the last eight bytes (RFC 1952, 2.3).
    flipped[flipped.count - 8] ^= 0xFF
    try withFile(flipped) { path in
      let stream = try stream(path)
      _ = try rest(stream)
      #expect(stream.isDamaged)
    }
    try withFile(Self.packed + Array("more".utf8)) { path in
      let stream = try stream(path)
      #expect(try rest(stream) == Self.text)
      #expect(stream.earlyEnd?.hasPrefix("bytes that are not gzip") == true)
    }
  }

  @Test("a stream that nobody reads on lets its thread end")
  func abandoned() throws {
    try withFile(Self.packed) { path in
      for chunks in [0, 17, 20, 30] {
        let stream = try stream(path)
        for _ in 0..<chunks { #expect(try !stream.next().isEmpty) }
      }
    }
  }

  @Test("progress counts what had been read for the bytes at hand")
  func progress() throws {
    try withFile(Self.packed) { path in
      let stream = try stream(path)
      var counts: [Int64] = []
      stream.onChunk = { counts.append($0) }
      _ = try rest(stream)
      #expect(counts == counts.sorted())
      #expect(counts.last == Int64(Self.packed.count))
      // Half of the chunks are there when about half of the file is read.
      let middle = counts[counts.count / 2]
      #expect(middle > Int64(Self.packed.count / 4))
      #expect(middle < Int64(Self.packed.count * 3 / 4))
    }
  }

  @Test("a bomb is refused at the same byte, however far ahead the thread is")
  func bomb() throws {
    let zeros = [UInt8](repeating: 0, count: 64 << 20)
    let packed = try #require(GzipEncoder.encode(zeros))
    let limits = UnpackLimits(harmlessBytes: 32 << 20)
    try withFile(packed) { path in
      let stream = try stream(path, limits: limits)
      var count = 0
      #expect(throws: IngestError.self) {
        while true {
          let chunk = try stream.next()
          if chunk.isEmpty { break }
          count += chunk.count
        }
      }
      // The first chunk past 32 MiB is refused: 128 of 256 KiB came before.
      #expect(count == 32 << 20)
    }
  }
}
