import Foundation

/// The files that the paths of an `ingest` call stand for.
public struct InputFiles: Sendable {
  /// One file to read.
  public struct Entry: Hashable, Sendable {
    /// Where the bytes lie.
    public var path: String
    /// The name under which it is listed and stored.
    public var name: String
    /// Named by the user, not found in a folder: must be readable.
    public var isNamedDirectly: Bool
    /// Why nothing can be read there; nil when that is not known yet.
    public var problem: String?
  }

  /// A path that does not exist.
  public struct Missing: Error, Sendable, CustomStringConvertible {
    /// The path and what is wrong with it.
    public var description: String
  }

  /// Lists files in a fixed order: paths as given, folders sorted by name.
  ///
  /// Hidden files are skipped. A folder that cannot be listed is an entry with
  /// a problem, so that nobody takes its silence for emptiness.
  ///
  /// - Parameter spooled: for `-` and for pipes, which can be read only once,
  ///   the files to which the caller has copied them, by path as given.
  public static func list(
    _ paths: [String], spooled: [String: String] = [:]
  ) throws(Missing) -> [Entry] {
    var entries: [Entry] = []
    for path in paths {
      if let copy = spooled[path] {
        entries.append(Entry(path: copy, name: path, isNamedDirectly: true))
        continue
      }
      var isFolder: ObjCBool = false
      guard
        FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      else { throw Missing(description: "No such file or folder: \(path)") }
      if isFolder.boolValue {
        entries += folder(path, isNamedDirectly: true)
      } else {
        entries.append(Entry(path: path, name: path, isNamedDirectly: true))
      }
    }
    return entries
  }

  private static func folder(
    _ path: String, isNamedDirectly: Bool
  ) -> [Entry] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      return [
        Entry(
          path: path, name: path, isNamedDirectly: isNamedDirectly,
          problem: "the folder cannot be listed; check its permissions")
      ]
    }
    return names.sorted().filter { !$0.hasPrefix(".") }.flatMap {
      name -> [Entry] in
      let full = path + (path.hasSuffix("/") ? "" : "/") + name
      switch kind(full) {
      case S_IFDIR: return folder(full, isNamedDirectly: false)
      case S_IFREG:
        return [Entry(path: full, name: full, isNamedDirectly: false)]
      default:
        // Links are followed to files, never to folders: no loops. Sockets
        // and pipes in a folder are not files of a cloud.
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(
          atPath: full, isDirectory: &isFolder)
        guard exists, !isFolder.boolValue, kind(full) == S_IFLNK else {
          return []
        }
        return [Entry(path: full, name: full, isNamedDirectly: false)]
      }
    }
  }

  /// Whether a path is a pipe or another thing that can be read only once.
  public static func isReadOnce(_ path: String) -> Bool {
    var info = stat()
    guard stat(path, &info) == 0 else { return false }
    let kind = info.st_mode & S_IFMT
    return kind == S_IFIFO || kind == S_IFCHR
  }

  private static func kind(_ path: String) -> mode_t {
    var info = stat()
    guard lstat(path, &info) == 0 else { return 0 }
    return info.st_mode & S_IFMT
  }
}
