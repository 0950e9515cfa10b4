import Foundation

/// The right to be the only nightly run on a database.
///
/// Held by the open file, so that the system frees it when the holder dies; the
/// file itself stays and says who held it last.
final class NightlyLock {
  private let descriptor: Int32

  /// - Throws: `.locked` while another process holds it, `.io` where the file
  ///   cannot be made.
  init(database: String) throws(UseCaseFailure) {
    let path = database + ".nightly.lock"
    // A child must not hold it on: duckdb may outlive a killed run.
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw UseCaseFailure(
        .io, "Cannot make \(path): \(String(cString: strerror(errno))).")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let holder = Self.text(descriptor)
      close(descriptor)
      throw UseCaseFailure(
        .locked,
        "Another nightly run\(holder.isEmpty ? "" : " (\(holder))") is at work "
          + "on \(database). Try again when it has ended.")
    }
    ftruncate(descriptor, 0)
    let text = "pid \(getpid())\n"
    _ = text.withCString { pwrite(descriptor, $0, text.utf8.count, 0) }
  }

  deinit { close(descriptor) }

  private static func text(_ descriptor: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
