#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Reads a file a chunk at a time.
final class FileBytes {
  /// Files from this size on leave memory again while they are read.
  private static let forgottenBytes = 1 << 30
  /// Bytes after which what was read leaves memory.
  private static let forgottenAtOnce: Int64 = 8 << 20

  private let path: String
  private let descriptor: Int32
  /// Filled again when nobody holds the chunk that was handed out of it: a new
  /// one for every chunk would cost as much as reading it.
  private var buffer: [UInt8]
  /// Bytes taken so far.
  private(set) var taken: Int64 = 0
  private let isForgotten: Bool
  private var forgotten: Int64 = 0

  /// - Parameter isLastReading: true where nobody needs the bytes once more.
  ///   What was read of a long file is then not kept in memory, where it would
  ///   take the place of the database's pages and of other programs' files.
  init(
    path: String, chunkBytes: Int, isLastReading: Bool = false
  ) throws {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    buffer = []
    let size = descriptor < 0 ? nil : Self.size(descriptor)
    isForgotten = isLastReading && (size ?? 0) >= Self.forgottenBytes
    guard descriptor >= 0 else { throw Self.failure(path) }
    let room = size.map { $0 + 1 } ?? chunkBytes
    buffer = [UInt8](repeating: 0, count: max(1, min(chunkBytes, room)))
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
    if isForgotten { forget() }
    return count == buffer.count ? buffer : Array(buffer.prefix(count))
  }

  private func forget() {
    guard taken - forgotten >= Self.forgottenAtOnce else { return }
    #if canImport(Glibc)
      // Advice: where it is not followed, the file stays in memory.
      _ = posix_fadvise(
        descriptor, off_t(forgotten), off_t(taken - forgotten),
        POSIX_FADV_DONTNEED)
    #endif
    forgotten = taken
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
