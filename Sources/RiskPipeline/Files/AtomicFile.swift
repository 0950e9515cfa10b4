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
  /// A file that was there keeps its permissions. What a link points to is replaced, not the link. A device or a pipe, such
  /// as `/dev/null`, is written to as it stands: it must not become a file.
  ///
  /// - Throws: `Failure` naming the path; the target is then unchanged.
  public static func write(
    _ bytes: some Sequence<UInt8>, to path: String
  ) throws(Failure) {
    try write(Data(bytes), to: path) { $0 }
  }

  /// The same, but the whole and synced file waits beside the target until
  /// `release` puts it there.
  ///
  /// What waited there before is replaced.
  static func hold(
    _ bytes: some Sequence<UInt8>, for path: String
  ) throws(Failure) {
    try write(Data(bytes), to: path) { $0 + waitingSuffix }
  }

  /// Ends the names of files that wait: nothing takes `x.yaml.riskctl-next` for
  /// a manifest, nor that of `x.prom` for metrics.
  static let waitingSuffix = ".riskctl-next"

  /// Where a file waits; nil where none does.
  static func waiting(for path: String) -> String? {
    let place = (realPath(path) ?? path) + waitingSuffix
    return FileManager.default.fileExists(atPath: place) ? place : nil
  }

  /// Puts the file that waits in the place of its target; without one, nothing.
  ///
  /// - Throws: `Failure` naming the path; the file then waits on.
  static func release(_ path: String) throws(Failure) {
    guard let place = waiting(for: path) else { return }
    let target = realPath(path) ?? path
    guard rename(place, target) == 0 else { throw failure("finish", path) }
    syncFolder(of: target)
  }

  /// Forgets the file that waits for a place; without one, nothing.
  static func discard(_ path: String) {
    if let place = waiting(for: path) { unlink(place) }
  }

  /// - Parameter name: where the finished file goes, of its target.
  private static func write(
    _ data: Data, to path: String, as name: (String) -> String
  ) throws(Failure) {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      let descriptor = open(path, O_WRONLY)
      guard descriptor >= 0 else { throw failure("write to", path) }
      defer { close(descriptor) }
      return try write(data, to: descriptor, path)
    }
    let target = realPath(path) ?? path
    guard !isDatabase(target) else {
      throw Failure(
        description: "\(path) is an SQLite database: nothing is written over "
          + "it. Name another file.")
    }
    let temporary = target + ".part-\(getpid())"
    // Who may read it is for the process's umask to say, which the command
    // line sets for everything that it makes.
    let descriptor = open(
      temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure("create", temporary) }
    do {
      try write(data, to: descriptor, temporary)
      if stat(target, &status) == 0 {
        fchmod(descriptor, status.st_mode & 0o7777)
      }
    } catch {
      close(descriptor)
      unlink(temporary)
      throw error
    }
    guard fsync(descriptor) == 0, close(descriptor) == 0,
      rename(temporary, name(target)) == 0
    else {
      let error = failure("finish", path)
      unlink(temporary)
      throw error
    }
    syncFolder(of: target)
  }

  /// Whether a file begins as SQLite's do (SQLite, "Database File Format",
  /// section 1.3).
  private static func isDatabase(_ path: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    let head = (try? file.read(upToCount: 16)) ?? nil
    return head == Data("SQLite format 3\0".utf8)
  }

  /// Makes the new name outlast a loss of power, where the system can.
  private static func syncFolder(of path: String) {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// Removes what a process that was killed while it wrote left beside a file.
  public static func removeLeftovers(of path: String) {
    let url = URL(fileURLWithPath: realPath(path) ?? path)
    let folder = url.deletingLastPathComponent().path
    let prefix = url.lastPathComponent + ".part-"
    let names =
      (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names where name.hasPrefix(prefix) {
      guard let writer = pid_t(name.dropFirst(prefix.count)), writer > 0,
        kill(writer, 0) != 0, errno == ESRCH
      else { continue }
      unlink(folder + "/" + name)
    }
  }

  /// The path without links; nil when nothing is there yet.
  private static func realPath(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  private static func write(
    _ data: Data, to descriptor: Int32, _ path: String
  ) throws(Failure) {
    var written = 0
    while written < data.count {
      let step = data.withUnsafeBytes { buffer in
        Foundation.write(
          descriptor, buffer.baseAddress.map { $0 + written },
          data.count - written)
      }
      if step < 0 {
        if errno == EINTR { continue }
        throw failure("write", path)
      }
      written += step
    }
  }

  private static func failure(_ verb: String, _ path: String) -> Failure {
    Failure(
      description: "Cannot \(verb) \(path): \(String(cString: strerror(errno)))"
    )
  }
}
