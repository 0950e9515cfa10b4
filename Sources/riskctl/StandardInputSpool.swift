import Foundation

/// Standard input copied to a file, because every file is read twice.
struct StandardInputSpool {
  let path: String

  /// Copies everything there is.
  init() throws {
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("riskctl-stdin-\(getpid())").path
    guard
      FileManager.default.createFile(
        atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
      let file = FileHandle(forWritingAtPath: path)
    else { throw Failure(.io, "Cannot create \(path).") }
    while let chunk = try FileHandle.standardInput.read(upToCount: 1 << 20),
      !chunk.isEmpty
    {
      try file.write(contentsOf: chunk)
    }
    try file.close()
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }
}
