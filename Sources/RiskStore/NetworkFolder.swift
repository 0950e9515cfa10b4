import Foundation

/// Folders that lie on another computer.
///
/// A write-ahead log keeps its index in memory that all processes share, which
/// the processes of two computers do not (SQLite, "Write-Ahead Logging",
/// section 1), and locks of such file systems have been known to hold on one
/// side only. What is written then is lost or damaged without an error.
enum NetworkFolder {
  /// Beginnings of the names of file systems, as Linux lists them.
  private static let names = [
    "nfs", "cifs", "smb", "afs", "coda", "ceph", "lustre", "gpfs", "beegfs",
    "fuse.sshfs", "fuse.gcsfuse", "fuse.s3fs", "fuse.mount-s3",
    "fuse.goofys", "fuse.blobfuse", "fuse.rclone",
  ]

  /// The name of the file system of a device; nil when it is not a network's.
  ///
  /// - Parameters:
  ///   - device: `major:minor`, as `stat` gives it.
  ///   - mounts: the text of `/proc/self/mountinfo` (proc(5)).
  static func name(ofDevice device: String, mounts: String) -> String? {
    for line in mounts.split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard fields.count > 2, fields[2] == device,
        let dash = fields.firstIndex(of: "-"), dash + 1 < fields.count
      else { continue }
      let name = String(fields[dash + 1])
      return names.contains(where: name.hasPrefix) ? name : nil
    }
    return nil
  }

  /// The device on which a file lies or would lie, `major:minor`; nil where
  /// neither the file nor its folder is there.
  static func device(ofFile path: String) -> String? {
    var about = stat()
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard stat(path, &about) == 0 || stat(folder, &about) == 0 else {
      return nil
    }
    // As glibc's gnu_dev_major and gnu_dev_minor take it apart.
    let device = UInt64(truncatingIfNeeded: about.st_dev)
    let major = (device >> 8) & 0xFFF | (device >> 32) & ~0xFFF
    let minor = device & 0xFF | (device >> 12) & ~0xFF
    return "\(major):\(minor)"
  }

  /// Throws when a file lies on a network file system.
  static func refuse(_ path: String) throws(StoreError) {
    guard let device = device(ofFile: path),
      let mounts = try? String(
        contentsOfFile: "/proc/self/mountinfo", encoding: .utf8),
      let name = name(ofDevice: device, mounts: mounts)
    else { return }
    throw refusal(path, name)
  }

  /// Says why, and what to do instead.
  static func refusal(_ path: String, _ name: String) -> StoreError {
    StoreError(
      code: .networkFile,
      message: "'\(path)' lies on a network file system (\(name)), on which "
        + "SQLite's write-ahead log loses writes without an error. Keep the "
        + "database on a local disk, name it with --db, and share what "
        + "riskctl writes, or a copy made while no command runs.")
  }
}
