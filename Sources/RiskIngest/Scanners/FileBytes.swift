#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Reads a file a chunk at a time.
final class FileBytes {
  private let path: String
  private let descriptor: Int32
  /// Filled again when nobody holds the chunk that was handed out of it: a new
  /// one for every chunk would cost as much as reading it.
  private var buffer: [UInt8]
  /// Bytes taken so far.
  private(set) var taken: Int64 = 0

  init(path: String, chunkBytes: Int) throws {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    buffer = []
    guard descriptor >= 0 else { throw Self.failure(path) }
    let size = Self.size(descriptor).map { $0 + 1 } ?? chunkBytes
    buffer = [UInt8](repeating: 0, count: max(1, min(chunkBytes, size)))
  }

  /// Bytes of a file that says how long it is; nil for a pipe.
  ///
  /// A thousand small files must not each pay for a chunk of a large one.
  private static func size(_ descriptor: Int32) -> Int? {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_size > 0,
      status.st_mode & S_IFMT == S_IFREG
    else { return nil }
    return Int(status.st_size)
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// The next bytes; empty at the end of the file.
  func next() throws -> [UInt8] {
    let count = buffer.withUnsafeMutableBytes { bytes in
      var count = 0
      repeat {
        count = read(descriptor, bytes.baseAddress, bytes.count)
      } while count < 0 && errno == EINTR
      return count
    }
    guard count >= 0 else { throw Self.failure(path) }
    taken += Int64(count)
    return count == buffer.count ? buffer : Array(buffer.prefix(count))
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
