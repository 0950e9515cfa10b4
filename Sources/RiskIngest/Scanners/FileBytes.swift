#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Reads a file a chunk at a time.
final class FileBytes {
  private let path: String
  private let descriptor: Int32
  private let chunkBytes: Int
  /// Bytes taken so far.
  private(set) var taken: Int64 = 0

  init(path: String, chunkBytes: Int) throws {
    self.path = path
    self.chunkBytes = max(1, chunkBytes)
    descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { throw Self.failure(path) }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// The next bytes; empty at the end of the file.
  func next() throws -> [UInt8] {
    var count = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: chunkBytes) {
      buffer, filled in
      repeat {
        count = read(descriptor, buffer.baseAddress, chunkBytes)
      } while count < 0 && errno == EINTR
      filled = max(0, count)
    }
    guard count >= 0 else { throw Self.failure(path) }
    taken += Int64(count)
    return bytes
  }

  private static func failure(_ path: String) -> IngestError {
    let code = errno
    let reason = String(cString: strerror(code)).lowercased()
    let isMissing = code == ENOENT || code == ENOTDIR
    return IngestError(
      code: isMissing ? .noSuchFile : .unreadable, file: path,
      message: "cannot be read: \(reason). "
        + (isMissing ? "Check the path." : "Check the file's permissions."))
  }
}
