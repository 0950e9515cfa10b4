import Foundation

/// A stream copied to a file, because every file is read twice.
struct InputSpool {
  let path: String

  /// Copies everything there is: standard input for `-`, else a pipe.
  init(_ source: String) throws {
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("riskctl-\(getpid())-\(UUID().uuidString)").path
    guard
      let input = source == "-"
        ? FileHandle.standardInput : FileHandle(forReadingAtPath: source)
    else { throw Failure(.io, "Cannot read \(source).") }
    guard
      FileManager.default.createFile(
        atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
      let file = FileHandle(forWritingAtPath: path)
    else { throw Failure(.io, "Cannot create \(path).") }
    do {
      while let chunk = try input.read(upToCount: 1 << 20), !chunk.isEmpty {
        try file.write(contentsOf: chunk)
      }
      try file.close()
    } catch {
      remove()
      throw Failure(
        .io,
        "\(source) cannot be copied to \(path). Check the free space there, "
          + "or point TMPDIR to another folder.")
    }
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }
}
