import Foundation

/// Files that a reader never sees half written.
public enum AtomicFile {
  /// Why a file could not be written.
  public struct Failure: Error, Sendable, CustomStringConvertible {
    /// The path and what the system said.
    public var description: String
  }

  /// Writes to a temporary name beside the target, syncs and renames.
  ///
  /// - Throws: `Failure` naming the path; the target is then unchanged.
  public static func write(
    _ bytes: some Sequence<UInt8>, to path: String
  ) throws(Failure) {
    let data = Data(bytes)
    let temporary = path + ".part-\(getpid())"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard descriptor >= 0 else { throw failure("create", temporary) }
    var written = 0
    while written < data.count {
      let step = data.withUnsafeBytes { buffer in
        Foundation.write(
          descriptor, buffer.baseAddress.map { $0 + written },
          data.count - written)
      }
      if step < 0 {
        if errno == EINTR { continue }
        let error = failure("write", temporary)
        close(descriptor)
        unlink(temporary)
        throw error
      }
      written += step
    }
    guard fsync(descriptor) == 0, close(descriptor) == 0,
      rename(temporary, path) == 0
    else {
      let error = failure("finish", path)
      unlink(temporary)
      throw error
    }
  }

  private static func failure(_ verb: String, _ path: String) -> Failure {
    Failure(
      description: "Cannot \(verb) \(path): \(String(cString: strerror(errno)))"
    )
  }
}
