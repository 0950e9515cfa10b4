/// Why a job file cannot be used: what, where, and what to do.
public struct JobFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A sentence with the key, and the next step where there is one.
  public var message: String
  /// 1-based; nil when the whole file is meant.
  public var line: Int?
  /// 1-based; nil when the whole line is meant.
  public var column: Int?
  /// Path of the key, "checkpoint.mode"; nil when none is meant.
  public var key: String?

  public init(
    _ message: String, line: Int? = nil, column: Int? = nil, key: String? = nil
  ) {
    self.message = message
    self.line = line
    self.column = column
    self.key = key
  }

  public var description: String { message }
}
