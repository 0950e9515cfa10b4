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
  }

  /// A path that does not exist or cannot be listed.
  public struct Missing: Error, Sendable, CustomStringConvertible {
    /// The path and what is wrong with it.
    public var description: String
  }

  /// Lists files in a fixed order: paths as given, folders sorted by name.
  ///
  /// Hidden files and, inside folders, empty names are skipped. `-` stands for
  /// standard input, which the caller has copied to `standardInput`.
  public static func list(
    _ paths: [String], standardInput: String?
  ) throws(Missing) -> [Entry] {
    var entries: [Entry] = []
    for path in paths {
      if path == "-" {
        guard let standardInput else {
          throw Missing(description: "Standard input could not be read.")
        }
        entries.append(
          Entry(path: standardInput, name: "-", isNamedDirectly: true))
        continue
      }
      var isFolder: ObjCBool = false
      guard
        FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      else { throw Missing(description: "No such file or folder: \(path)") }
      if isFolder.boolValue {
        entries += try folder(path)
      } else {
        entries.append(Entry(path: path, name: path, isNamedDirectly: true))
      }
    }
    return entries
  }

  private static func folder(_ path: String) throws(Missing) -> [Entry] {
    guard let names = FileManager.default.enumerator(atPath: path) else {
      throw Missing(description: "Cannot list the folder \(path)")
    }
    var entries: [Entry] = []
    for case let name as String in names {
      let isHidden = name.split(separator: "/").contains { $0.hasPrefix(".") }
      let full = path + (path.hasSuffix("/") ? "" : "/") + name
      var isFolder: ObjCBool = false
      guard !isHidden,
        FileManager.default.fileExists(atPath: full, isDirectory: &isFolder),
        !isFolder.boolValue
      else { continue }
      entries.append(Entry(path: full, name: full, isNamedDirectly: false))
    }
    return entries.sorted { $0.path < $1.path }
  }
}
