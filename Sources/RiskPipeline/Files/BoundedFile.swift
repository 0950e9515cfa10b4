import Foundation

/// Files that are read whole: what people and riskctl itself write.
///
/// A bound stands before each, since a device or a pipe does not say how long
/// it is: no more than one byte beyond the bound is read.
enum BoundedFile {
  /// The bytes of a file; nil where there is none that can be read.
  ///
  /// - Throws: `UseCaseFailure` for a file beyond the bound.
  static func contents(
    _ path: String, limitMiB: Int
  ) throws(UseCaseFailure) -> Data? {
    guard let data = start(of: path, bytes: (limitMiB << 20) + 1) else {
      return nil
    }
    guard data.count <= limitMiB << 20 else {
      throw UseCaseFailure(
        .badData,
        "\(path) is larger than \(limitMiB) MiB, the most that is read of such "
          + "a file. Check that it is the one you mean.")
    }
    return data
  }

  /// A file as text; nil where there is none that can be read.
  ///
  /// - Throws: `UseCaseFailure` for a file that is not UTF-8 or beyond the
  ///   bound.
  static func text(
    _ path: String, limitMiB: Int
  ) throws(UseCaseFailure) -> String? {
    guard let data = start(of: path, bytes: (limitMiB << 20) + 1) else {
      return nil
    }
    guard data.count <= limitMiB << 20,
      let text = String(data: data, encoding: .utf8)
    else {
      throw UseCaseFailure(
        .configuration, "\(path) is no UTF-8 text of at most \(limitMiB) MiB.")
    }
    return text
  }

  private static func start(of path: String, bytes: Int) -> Data? {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? file.close() }
    // At the end of a file some versions answer nil, others no bytes.
    do { return try file.read(upToCount: bytes) ?? Data() } catch { return nil }
  }
}
