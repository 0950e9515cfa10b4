import Foundation

/// Where the catalog and the model specs lie.
public struct DataHome: Hashable, Sendable {
  /// The folder that holds `Data/catalog` and `Models/specs`.
  public var path: String

  /// The spec taken instead of the one that lies there; nil takes that one.
  public var spec: String?

  /// No folder with a catalog was found.
  public struct Missing: Error, Sendable, CustomStringConvertible {
    /// The folders looked at and the next step.
    public var description: String
  }

  /// Looks at `--data-dir`, then `$RISKCTL_HOME`, then beside the binary and in
  /// every folder above it.
  ///
  /// - Parameters:
  ///   - option: value of `--data-dir`; when given, only it counts.
  ///   - environment: value of `RISKCTL_HOME`; when given, only it counts.
  ///   - executable: path of the running program.
  public static func locate(
    option: String?, environment: String?, executable: String
  ) throws(Missing) -> DataHome {
    if let given = option ?? environment {
      guard hasCatalog(given) else {
        throw Missing(
          description: "No Data/catalog in \(given). "
            + "Point --data-dir or RISKCTL_HOME to the riskctl folder.")
      }
      return DataHome(path: given)
    }
    var folder = URL(fileURLWithPath: executable).resolvingSymlinksInPath()
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      if hasCatalog(folder.path) { return DataHome(path: folder.path) }
      let shared = folder.appendingPathComponent("share/riskctl").path
      if hasCatalog(shared) { return DataHome(path: shared) }
    }
    throw Missing(
      description: "No Data/catalog beside \(executable) or above it. "
        + "Point --data-dir or RISKCTL_HOME to the riskctl folder.")
  }

  /// `Data/catalog` below this folder.
  public var catalog: String { path + "/Data/catalog" }

  /// The spec that `fit` takes when none is named.
  public var defaultSpec: String { spec ?? path + "/Models/specs/default.json" }

  /// The rules that `alerts` takes when none are named.
  public var defaultRules: String { path + "/Data/rules/default.yaml" }

  private static func hasCatalog(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(
      atPath: path + "/Data/catalog", isDirectory: &isFolder)
      && isFolder.boolValue
  }
}
