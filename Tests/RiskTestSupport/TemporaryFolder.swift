import Foundation

/// A folder of one test, removed when the test ends.
///
/// - Parameter body: gets the folder's path.
public func withTemporaryFolder<T>(
  _ body: (String) throws -> T
) throws -> T {
  let folder = try TemporaryFolder.make()
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try body(folder)
}

/// Folders for tests.
public enum TemporaryFolder {
  /// Makes an empty folder that the caller removes.
  ///
  /// - Returns: its path.
  public static func make() throws -> String {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("riskctl-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true)
    return folder.path
  }
}

/// Writes a small file for a test.
///
/// - Returns: its path.
@discardableResult
public func write(
  _ text: String, to name: String, in folder: String
) throws -> String {
  let path = folder + "/" + name
  try Data(text.utf8).write(to: URL(filePath: path))
  return path
}
