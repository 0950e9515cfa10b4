import CZlib

/// Inflates gzip members, one after the other, a chunk at a time.
final class GzipInflater {
  /// How a compressed stream came to its end.
  enum Ending: Equatable {
    case complete
    /// The bytes end inside a member.
    case truncated
    /// The bytes inside a member are not what was written.
    case damaged
    /// Something else follows the last member.
    case trailingBytes
  }

  private let stream: UnsafeMutablePointer<z_stream>
  private let source: FileBytes
  private var input: [UInt8]
  private var consumed = 0
  private var isBetweenMembers = false
  private let outputBytes: Int
  /// nil until the end is reached.
  private(set) var ending: Ending?

  /// - Parameter input: bytes already taken from the source.
  init(source: FileBytes, input: [UInt8], outputBytes: Int) throws {
    self.source = source
    self.input = input
    self.outputBytes = max(1, outputBytes)
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    guard risk_inflate_init_gzip(stream) == Z_OK else {
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
      if consumed == input.count {
        input = try source.next()
        consumed = 0
        if input.isEmpty {
          ending = isBetweenMembers ? .complete : .truncated
          break
        }
      }
      if isBetweenMembers, !startNextMember() { continue }
      let output = inflateSome()
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
      }
    }
    switch status {
    case Z_STREAM_END: isBetweenMembers = true
    case Z_OK, Z_BUF_ERROR: break
    default: ending = .damaged
    }
    return output
  }
}
