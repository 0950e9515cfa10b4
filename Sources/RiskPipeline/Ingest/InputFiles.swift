import Foundation
import RiskReport

/// The files that the paths of an `ingest` call stand for.
public struct InputFiles: Sendable {
  /// One thing that lies there: a file to read, or something to name.
  public struct Entry: Hashable, Sendable {
    /// What is to be done with it.
    public enum Kind: Hashable, Sendable {
      case file
      /// Expected beside data and never data; why it is left alone.
      case companion(String)
      /// Not a file that can be read again; what it is and the next step.
      case notAFile(String)
      /// The system refuses it; what it said and the next step.
      case unreadable(String)
      /// Nothing is there although something was announced.
      case missing(String)
    }

    /// Where the bytes lie.
    public var path: String
    /// The name under which it is listed and stored.
    public var name: String
    /// Named by the user, not found in a folder: must be readable.
    public var isNamedDirectly: Bool
    public var kind = Kind.file
    /// Bytes on disk; 0 where they are not known.
    public var byteCount: Int64 = 0
  }

  /// A path that does not exist.
  public struct Missing: Error, Sendable, CustomStringConvertible {
    /// The path and what is wrong with it.
    public var description: String
  }

  /// Lists files in a fixed order: paths as given, folders sorted by name.
  ///
  /// What cannot be read is an entry too, so that nobody takes silence for
  /// emptiness.
  ///
  /// - Parameter spooled: for `-` and for pipes, which can be read only once,
  ///   the files to which the caller has copied them, by path as given.
  /// - Throws: `Missing` for a path that leads nowhere.
  public static func list(
    _ paths: [String], spooled: [String: String] = [:]
  ) throws(Missing) -> [Entry] {
    var entries: [Entry] = []
    for path in paths {
      var entry = Entry(path: path, name: path, isNamedDirectly: true)
      if let copy = spooled[path] {
        entry.path = copy
        entry.byteCount = Status(following: copy)?.byteCount ?? 0
        entries.append(entry)
        continue
      }
      guard let status = Status(following: path) else {
        let code = errno
        guard code == EACCES else {
          throw Missing(
            description: code == ELOOP
              ? "\(shown(path)): the links lead in a circle"
              : "No such file or folder: \(shown(path))")
        }
        entry.kind = .unreadable(refusal(code, of: "file"))
        entries.append(entry)
        continue
      }
      entry.byteCount = status.byteCount
      entries += status.isFolder ? folder(entry) : [entry]
    }
    return entries
  }

  /// Whether a path is a pipe or another thing that can be read only once.
  public static func isReadOnce(_ path: String) -> Bool {
    guard let status = Status(following: path) else { return false }
    return status.kind == S_IFIFO || status.kind == S_IFCHR
  }

  private static func folder(_ entry: Entry) -> [Entry] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: entry.path)
    } catch {
      var entry = entry
      entry.kind = .unreadable(
        "the folder cannot be listed. Check its permissions.")
      return [entry]
    }
    return names.sorted().flatMap { name -> [Entry] in
      let path = entry.path + (entry.path.hasSuffix("/") ? "" : "/") + name
      return found(
        Entry(path: path, name: path, isNamedDirectly: false), as: name)
    }
  }

  /// What stands in a folder under a name.
  ///
  /// Links are followed to files, never to folders: so there are no loops and
  /// nothing is read twice.
  private static func found(_ entry: Entry, as name: String) -> [Entry] {
    var entry = entry
    if let reason = companion(name) {
      entry.kind = .companion(reason)
      return [entry]
    }
    guard let here = Status(at: entry.path) else {
      // Only names whose bytes are no UTF-8 are listed and then not found.
      entry.kind = .unreadable(
        "it is gone, or its name is not UTF-8. Rename it.")
      return [entry]
    }
    guard let target = here.isLink ? Status(following: entry.path) : here
    else {
      entry.kind = .notAFile("a link that leads nowhere. Remove or mend it.")
      return [entry]
    }
    entry.byteCount = target.byteCount
    switch target.kind {
    case S_IFREG: return [entry]
    case S_IFDIR where !here.isLink: return folder(entry)
    case S_IFDIR:
      entry.kind = .notAFile(
        "a link to a folder is not followed. Name the folder itself.")
    default:
      entry.kind = .notAFile(
        "a pipe, socket or device. Name a pipe directly to read it.")
    }
    return [entry]
  }

  /// Why a name is not of data; nil when it may be.
  ///
  /// What tools leave beside exports: markers of finished jobs, notes for
  /// people, sums, caches of desktops.
  private static func companion(_ name: String) -> String? {
    let lower = name.lowercased()
    if name.hasPrefix(".") { return "hidden" }
    if ["_success", "thumbs.db", "desktop.ini"].contains(lower)
      || lower.hasPrefix("_committed_") || lower.hasPrefix("_started_")
    {
      return "a marker, not data"
    }
    let stem = lower.prefix { $0 != "." }
    if ["readme", "license", "notice"].contains(stem) {
      return "notes for people"
    }
    let sums = [".md5", ".sha256", ".sha512", ".crc"]
    if sums.contains(where: lower.hasSuffix) || stem == "sha256sums" {
      return "check sums"
    }
    return nil
  }

  private static func refusal(_ code: Int32, of thing: String) -> String {
    let reason = String(cString: strerror(code)).lowercased()
    return "cannot be read: \(reason). Check the \(thing)'s permissions."
  }

  private static func shown(_ path: String) -> String {
    PlainText.escaped(path)
  }

  /// What the system says of a path.
  private struct Status {
    var kind: mode_t
    var byteCount: Int64

    var isFolder: Bool { kind == S_IFDIR }
    var isLink: Bool { kind == S_IFLNK }

    /// The thing that a path leads to; nil with `errno` set.
    init?(following path: String) {
      var info = stat()
      guard stat(path, &info) == 0 else { return nil }
      self.init(info)
    }

    /// The thing itself, links included.
    init?(at path: String) {
      var info = stat()
      guard lstat(path, &info) == 0 else { return nil }
      self.init(info)
    }

    private init(_ info: stat) {
      kind = info.st_mode & S_IFMT
      byteCount = Int64(info.st_size)
    }
  }
}
