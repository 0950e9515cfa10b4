internal import CZlib

/// Bytes packed as one gzip member, the same bytes for the same input.
public enum GzipEncoder {
  /// Packs bytes; no file name and no time go into the header.
  ///
  /// - Returns: nil when zlib refuses, which it does only without memory.
  public static func encode(_ bytes: [UInt8], level: Int32 = 9) -> [UInt8]? {
    var stream = z_stream()
    guard risk_deflate_init_gzip(&stream, level) == Z_OK else { return nil }
    defer { deflateEnd(&stream) }
    var input = bytes
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    let finished = input.withUnsafeMutableBufferPointer { source -> Bool in
      stream.next_in = source.baseAddress
      stream.avail_in = UInt32(source.count)
      while true {
        let result = chunk.withUnsafeMutableBufferPointer { target -> Int32 in
          stream.next_out = target.baseAddress
          stream.avail_out = UInt32(target.count)
          return deflate(&stream, Z_FINISH)
        }
        output += chunk[..<(chunk.count - Int(stream.avail_out))]
        if result == Z_STREAM_END { return true }
        guard result == Z_OK else { return false }
      }
    }
    return finished ? output : nil
  }
}
