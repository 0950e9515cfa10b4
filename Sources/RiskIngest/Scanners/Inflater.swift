import CZlib

/// Inflates a chunk at a time: gzip members, one after the other, or one file
/// of a zip archive.
final class Inflater: Decoder {
  /// What frames the compressed bytes.
  enum Frame {
    case gzip
    /// Nothing: the bytes end where deflate says so.
    case raw
  }

  private let stream: UnsafeMutablePointer<z_stream>
  private let input: InputBuffer
  private let frame: Frame
  private var isBetweenMembers = false
  private var outputWasFull = false
  private let outputBytes: Int
  private(set) var ending: DecoderEnding?

  let packing: String
  var readCount: Int64 { input.readCount }

  init(
    _ input: InputBuffer, frame: Frame, packing: String, outputBytes: Int
  ) throws {
    self.input = input
    self.frame = frame
    self.packing = packing
    self.outputBytes = max(1, outputBytes)
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let status =
      switch frame {
      case .gzip: risk_inflate_init_gzip(stream)
      case .raw: risk_inflate_init_raw(stream)
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

  func next() throws -> [UInt8] {
    while ending == nil {
      // A full output may leave inflated bytes behind inside zlib.
      if input.isEmpty, isBetweenMembers || !outputWasFull {
        guard try input.fill(1) else {
          ending = isBetweenMembers ? .complete : .truncated
          break
        }
      }
      if isBetweenMembers, !startNextMember() { continue }
      let output = inflateSome()
      if isBetweenMembers, frame == .raw { ending = .complete }
      if !output.isEmpty { return output }
    }
    return []
  }

  /// Looks at the byte after a member: a new member, padding or the end.
  private func startNextMember() -> Bool {
    switch input.rest.first {
    case 0x1F:
      inflateReset(stream)
      isBetweenMembers = false
      return true
    case 0:
      // gzip(1) ignores zero padding, as tapes have it.
      input.skip(1)
      return false
    default:
      ending = .trailingBytes
      return false
    }
  }

  private func inflateSome() -> [UInt8] {
    var status = Z_OK
    let output = [UInt8](unsafeUninitializedCapacity: outputBytes) {
      buffer, filled in
      input.lend { bytes in
        stream.pointee.next_in = bytes.baseAddress
        stream.pointee.avail_in = UInt32(bytes.count)
        stream.pointee.next_out = buffer.baseAddress
        stream.pointee.avail_out = UInt32(outputBytes)
        status = inflate(stream, Z_NO_FLUSH)
        return bytes.count - Int(stream.pointee.avail_in)
      }
      filled = outputBytes - Int(stream.pointee.avail_out)
      outputWasFull = stream.pointee.avail_out == 0
    }
    switch status {
    case Z_STREAM_END: isBetweenMembers = true
    case Z_OK, Z_BUF_ERROR: break
    default: ending = .damaged
    }
    return output
  }
}
