public import RiskDomain

/// A file whose rows are loaded together.
public struct SourceFile: Hashable, Sendable, Codable {
  /// Name as it was given, without its folder.
  public var name: String
  /// SHA-256 of the bytes as they lie on disk, 64 lower-case hex digits.
  public var digest: String
  /// The format's name as in `--format`, for example "aws-cur".
  public var format: String

  public init(name: String, digest: String, format: String) {
    self.name = name
    self.digest = digest
    self.format = format
  }
}

/// What one load did, in rows.
public struct LoadSummary: Hashable, Sendable, Codable {
  /// Facts whose key was not in the database before.
  public var new: Int
  /// Facts whose key was there already, from this file or another one.
  public var repeated: Int
  /// Rows that could not be read.
  public var setAside: Int
  /// Event times of the facts; nil when none has one.
  public var first, last: UTCInstant?

  public init(
    new: Int = 0, repeated: Int = 0, setAside: Int = 0,
    first: UTCInstant? = nil, last: UTCInstant? = nil
  ) {
    self.new = new
    self.repeated = repeated
    self.setAside = setAside
    self.first = first
    self.last = last
  }
}

/// A file of which the database holds rows.
public struct StoredFile: Hashable, Sendable, Codable {
  public var file: SourceFile
  /// Facts and set-aside rows that the file stated; of several readings of
  /// the same bytes, the one that found more.
  public var facts, setAside: Int
  /// Event times of its facts; nil when none has one.
  public var first, last: UTCInstant?
}
