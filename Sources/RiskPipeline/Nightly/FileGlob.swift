import Foundation
import RiskDomain

/// Files named by a pattern such as `jobs/*.yaml`.
enum FileGlob {
  /// Regular files that fit, sorted; a path without `*` and `?` is itself.
  ///
  /// Patterns hold in the last part of the path only, and never for names that
  /// begin with a dot.
  static func paths(_ pattern: String) -> [String] {
    let url = URL(fileURLWithPath: pattern)
    let (folder, name) = (
      url.deletingLastPathComponent().path, url.lastPathComponent
    )
    guard name.contains(where: { $0 == "*" || $0 == "?" }) else {
      return isFile(pattern) ? [pattern] : []
    }
    let glob = GlobPattern(name)
    let names =
      (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { !$0.hasPrefix(".") && glob.matches($0) }.sorted()
      .map { folder + "/" + $0 }.filter(isFile)
  }

  private static func isFile(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(
      atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
  }
}
