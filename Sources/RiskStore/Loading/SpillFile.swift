#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A temporary file of entries that nobody else sees.
///
/// It has no name once it is open, so that it goes with the process whatever
/// happens.
final class SpillFile {
  private let descriptor: Int32
  private let folder: String
  private var byteCount = 0

  init(folder: String) throws(StoreError) {
    self.folder = folder
    var template = Array((folder + "/.riskctl-sort-XXXXXX").utf8CString)
    descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw Self.failure(folder) }
    unlink(template)
  }

  deinit { close(descriptor) }

  /// The folder of a database file, which has room for its rows; the system's
  /// for temporary files where the database lies in memory.
  static func folder(besideDatabase path: String) -> String {
    guard path != ":memory:" else { return "/tmp" }
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  func append(_ bytes: UnsafeRawBufferPointer) throws(StoreError) {
    var rest = bytes
    while !rest.isEmpty {
      let written = pwrite(
        descriptor, rest.baseAddress, rest.count, off_t(byteCount))
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw Self.failure(folder) }
      byteCount += written
      rest = UnsafeRawBufferPointer(rebasing: rest[written...])
    }
  }

  /// Replaces a block by the entries from an index on.
  func read<Entry: SortedEntry>(
    _ block: inout [Entry], from start: Int, count: Int
  ) throws(StoreError) {
    if block.count != count {
      block = [Entry](repeating: .zero, count: count)
    }
    let size = MemoryLayout<Entry>.stride
    var done = 0
    while done < count * size {
      let got = block.withUnsafeMutableBytes { bytes in
        pread(
          descriptor, bytes.baseAddress.map { $0 + done },
          count * size - done, off_t(start * size + done))
      }
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { throw Self.failure(folder) }
      done += got
    }
  }

  private static func failure(_ folder: String) -> StoreError {
    let reason = String(cString: strerror(errno)).lowercased()
    return StoreError(
      code: .io,
      message: "A temporary file in '\(folder)' cannot be used (\(reason)). "
        + "Sorting a file needs up to 160 bytes a row there. Check the free "
        + "space and the folder's permissions.")
  }
}
