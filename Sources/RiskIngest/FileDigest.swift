import Crypto
import RiskDomain

/// SHA-256 and size of a file's bytes as they lie on disk.
public struct FileDigest: Hashable, Sendable {
  /// Lower-case hex, 64 characters.
  public var sha256: String
  public var byteCount: Int64

  /// Reads a whole file once, a chunk at a time.
  ///
  /// - Throws: `IngestError` with `noSuchFile` or `unreadable`.
  public static func sha256(path: String) throws -> FileDigest {
    let file = try FileBytes(path: path, chunkBytes: 1 << 20)
    var hash = SHA256()
    var count: Int64 = 0
    while true {
      let chunk = try file.next()
      if chunk.isEmpty { break }
      hash.update(data: chunk)
      count += Int64(chunk.count)
    }
    return FileDigest(sha256: hash.finalize().lowercaseHex, byteCount: count)
  }
}
