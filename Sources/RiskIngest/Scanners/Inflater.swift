import CZlib

/// Inflates a chunk at a time: gzip members, one after the other, or the first
/// file of a zip archive.
final class Inflater {
  /// What frames the compressed bytes.
  enum Frame {
    case gzip
    case zip(ZipEntry)
  }

  /// How a compressed stream came to its end.
  enum Ending: Equatable {
    case complete
    /// The bytes end inside a member.
    case truncated
    /// The bytes inside a member are not what was written.
    case damaged
    /// Something else follows the last member.
    case trailingBytes
    /// The archive goes on with another file.
    case furtherFiles
  }

  private let stream: UnsafeMutablePointer<z_stream>
  private let source: FileBytes
  let frame: Frame
  /// Of a zip archive's inflated bytes; gzip checks its own.
  private var checksum: UInt = 0
  private var input: [UInt8]
  private var consumed = 0
  private var isBetweenMembers = false
  private var outputWasFull = false
  private let outputBytes: Int
  /// nil until the end is reached.
  private(set) var ending: Ending?

  /// - Parameter input: bytes already taken from the source.
  init(
    source: FileBytes, frame: Frame, input: [UInt8], outputBytes: Int
  ) throws {
    self.source = source
    self.frame = frame
    self.input = input
    self.outputBytes = max(1, outputBytes)
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let status =
      switch frame {
      case .gzip: risk_inflate_init_gzip(stream)
      case .zip: risk_inflate_init_raw(stream)
      }
    guard status == Z_OK else {
      throw IngestError(
        code: .unreadable, file: "zlib",
        message: "zlib could not be started; memory may be short.")
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// The next inflated bytes; empty once `ending` is known.
  func next() throws -> [UInt8] {
    while ending == nil {
      // A full output may leave inflated bytes behind inside zlib.
      if consumed == input.count, isBetweenMembers || !outputWasFull {
        input = try source.next()
        consumed = 0
        if input.isEmpty {
          ending = isBetweenMembers ? .complete : .truncated
          break
        }
      }
      if isBetweenMembers, !startNextMember() { continue }
      let output = inflateSome()
      if case .zip(let entry) = frame {
        // zlib takes an empty buffer as the wish to start over.
        if !output.isEmpty {
          checksum = crc32(checksum, output, UInt32(output.count))
        }
        if isBetweenMembers { ending = try zipEnding(entry) }
      }
      if !output.isEmpty { return output }
    }
    return []
  }

  /// Looks at the byte after a member: a new member, padding or the end.
  private func startNextMember() -> Bool {
    switch input[consumed] {
    case 0x1F:
      inflateReset(stream)
      isBetweenMembers = false
      return true
    case 0:
      // gzip(1) ignores zero padding, as tapes have it.
      consumed += 1
      return false
    default:
      ending = .trailingBytes
      return false
    }
  }

  private func inflateSome() -> [UInt8] {
    var status = Z_OK
    let offset = consumed
    let output = [UInt8](unsafeUninitializedCapacity: outputBytes) {
      buffer, filled in
      input.withUnsafeMutableBufferPointer { bytes in
        stream.pointee.next_in = bytes.baseAddress?.advanced(by: offset)
        stream.pointee.avail_in = UInt32(bytes.count - offset)
        stream.pointee.next_out = buffer.baseAddress
        stream.pointee.avail_out = UInt32(outputBytes)
        status = inflate(stream, Z_NO_FLUSH)
        filled = outputBytes - Int(stream.pointee.avail_out)
        consumed = bytes.count - Int(stream.pointee.avail_in)
        outputWasFull = stream.pointee.avail_out == 0
      }
    }
    switch status {
    case Z_STREAM_END: isBetweenMembers = true
    case Z_OK, Z_BUF_ERROR: break
    default: ending = .damaged
    }
    return output
  }

  /// Compares the checksum of a zip entry and looks at what follows it.
  private func zipEnding(_ entry: ZipEntry) throws -> Ending {
    var rest = Array(input[consumed...])
    while rest.count < ZipEntry.trailerBytes {
      let chunk = try source.next()
      if chunk.isEmpty { break }
      rest += chunk
    }
    guard let trailer = entry.trailer(rest) else { return .truncated }
    if UInt(trailer.checksum) != checksum { return .damaged }
    return trailer.hasFurtherFiles ? .furtherFiles : .complete
  }
}
