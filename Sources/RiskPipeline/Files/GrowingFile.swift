import Foundation

/// A file that is written piece by piece under a temporary name and appears
/// under its own when it is whole.
final class GrowingFile {
  private let path, temporary: String
  private let file: FileHandle

  /// - Throws: `UseCaseFailure` when the folder or the file cannot be made.
  init(_ path: String) throws(UseCaseFailure) {
    self.path = path
    temporary = path + ".part-\(getpid())"
    try OutputFolder.make(of: path)
    guard FileManager.default.createFile(atPath: temporary, contents: nil),
      let file = FileHandle(forWritingAtPath: temporary)
    else {
      throw UseCaseFailure(.io, "\(temporary) cannot be made.")
    }
    self.file = file
  }

  func append(_ bytes: [UInt8]) throws(UseCaseFailure) {
    do {
      try file.write(contentsOf: Data(bytes))
    } catch {
      throw failure("written to: \(error)")
    }
  }

  /// Syncs the file and gives it its name.
  func finish() throws(UseCaseFailure) {
    do {
      try file.synchronize()
      try file.close()
    } catch {
      throw failure("finished: \(error)")
    }
    guard rename(temporary, path) == 0 else {
      throw failure("finished: \(String(cString: strerror(errno)))")
    }
  }

  /// Leaves nothing behind of a file that will not be whole.
  func abandon() {
    try? file.close()
    unlink(temporary)
  }

  private func failure(_ words: String) -> UseCaseFailure {
    abandon()
    return UseCaseFailure(.io, "\(path) cannot be \(words)")
  }
}
