import Foundation

/// Folders into which answers are written.
enum OutputFolder {
  /// Makes a folder where it is not there.
  ///
  /// - Throws: `.io` that names it.
  static func make(_ folder: String) throws(UseCaseFailure) {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw UseCaseFailure(
        .io, "Cannot make the folder \(folder): \(error.localizedDescription)")
    }
  }

  /// Makes the folder that a file lies in.
  static func make(of path: String) throws(UseCaseFailure) {
    try make(URL(fileURLWithPath: path).deletingLastPathComponent().path)
  }
}
