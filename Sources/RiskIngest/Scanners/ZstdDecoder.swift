import CZstd

/// Unpacks zstd frames, one after the other (RFC 8878).
final class ZstdDecoder: Decoder {
  /// Windows beyond 64 MiB would take more memory than ingest has.
  private static let windowLogLimit: Int32 = 26

  private let stream: OpaquePointer
  private let input: InputBuffer
  private let outputBytes: Int
  private let path: String
  private var isBetweenFrames = true
  private var outputWasFull = false
  /// Bytes that the open frame says it holds; nil when it does not say.
  private var declaredCount: UInt64?
  private var frameCount: UInt64 = 0
  private(set) var ending: DecoderEnding?

  let packing = "zstd"
  var readCount: Int64 { input.readCount }

  init(_ input: InputBuffer, path: String, outputBytes: Int) throws {
    guard let stream = ZSTD_createDStream() else {
      throw IngestError(
        code: .unreadable, file: path,
        message: "zstd could not be started; memory may be short.")
    }
    self.stream = stream
    self.input = input
    self.path = path
    self.outputBytes = max(1, outputBytes)
    ZSTD_DCtx_setParameter(
      stream, ZSTD_d_windowLogMax, Self.windowLogLimit)
  }

  deinit { ZSTD_freeDStream(stream) }

  /// True when bytes begin with a frame, of data or to be skipped.
  static func begins(_ bytes: some Collection<UInt8>) -> Bool {
    let start = Array(bytes.prefix(4))
    if start == [0x28, 0xB5, 0x2F, 0xFD] { return true }
    return start.count == 4 && start[0] & 0xF0 == 0x50
      && start[1...].elementsEqual([0x2A, 0x4D, 0x18])
  }

  func next() throws -> [UInt8] {
    while ending == nil {
      if input.isEmpty, isBetweenFrames || !outputWasFull {
        guard try input.fill(1) else {
          ending = isBetweenFrames ? .complete : .truncated
          break
        }
      }
      if isBetweenFrames {
        _ = try input.fill(4)
        guard Self.begins(input.rest) else {
          ending = .trailingBytes
          break
        }
        try openFrame()
      }
      let output = try unpackSome()
      if !output.isEmpty { return output }
    }
    return []
  }

  /// Reads how much the next frame says it holds.
  ///
  /// The library compares it only where a frame is unpacked in one piece, so
  /// that a frame which lacks blocks would pass as whole.
  private func openFrame() throws {
    // The longest header (RFC 8878, 3.1.1.1): magic number, descriptor,
    // window, dictionary and content size take 4 + 1 + 1 + 4 + 8 bytes.
    _ = try input.fill(18)
    let header = Array(input.rest.prefix(18))
    let count = ZSTD_getFrameContentSize(header, header.count)
    // ZSTD_CONTENTSIZE_UNKNOWN and _ERROR, macros that Swift does not import.
    declaredCount = count >= .max - 1 ? nil : count
    frameCount = 0
  }

  private func unpackSome() throws -> [UInt8] {
    var status = 0
    let output = [UInt8](unsafeUninitializedCapacity: outputBytes) {
      buffer, filled in
      var target = ZSTD_outBuffer(
        dst: buffer.baseAddress, size: outputBytes, pos: 0)
      input.lend { bytes in
        var source = ZSTD_inBuffer(
          src: bytes.baseAddress, size: bytes.count, pos: 0)
        status = ZSTD_decompressStream(stream, &target, &source)
        return source.pos
      }
      filled = target.pos
      outputWasFull = target.pos == outputBytes
    }
    if ZSTD_isError(status) != 0 {
      if ZSTD_getErrorCode(status)
        == ZSTD_error_frameParameter_windowTooLarge
      {
        throw IngestError(
          code: .unsupported, file: path,
          message: "this zstd file needs a window of more than 64 MiB. Unpack "
            + "it first with `zstd -d --long=31`.")
      }
      ending = .damaged
    }
    isBetweenFrames = status == 0
    frameCount += UInt64(output.count)
    if isBetweenFrames, let declaredCount, declaredCount != frameCount {
      ending = .damaged
    }
    return output
  }
}
