/// Where a stored row came from; never its key.
public struct RowOrigin: Hashable, Sendable, Codable {
  /// Name of the file as it was given, without its folder.
  public var source: String
  /// SHA-256 of the file's bytes as they lie on disk, lower-case hex.
  public var fileDigest: String
  /// 1-based physical line, or 1-based record index in JSON.
  public var line: Int

  public init(source: String, fileDigest: String, line: Int) {
    self.source = source
    self.fileDigest = fileDigest
    self.line = line
  }
}
