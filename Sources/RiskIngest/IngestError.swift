/// Why a file as a whole could not be read.
public struct IngestError: Error, Hashable, Sendable {
  /// The kinds of failure, for exit codes and tests.
  public enum Code: String, Sendable, CaseIterable {
    /// No format's marks were found.
    case unrecognised
    /// There is nothing in it.
    case emptyFile
    /// There is no such file.
    case noSuchFile
    /// The operating system refused to read it.
    case unreadable
    /// The file cannot say something that an option must say.
    case needsOption
    /// A known kind of file that is not read.
    case unsupported
    /// The file breaks the rules of its own format.
    case malformedDocument
  }

  public var code: Code
  /// The file as it was named.
  public var file: String
  /// What was wrong and the next step, without the file's name.
  public var message: String
  /// The option to give, for `needsOption`.
  public var option: String?

  /// An error about one file.
  public init(
    code: Code, file: String, message: String, option: String? = nil
  ) {
    self.code = code
    self.file = file
    self.message = message
    self.option = option
  }

  /// An error that asks for an option.
  static func missing(
    option: String, _ message: String, file: String
  ) -> IngestError {
    IngestError(
      code: .needsOption, file: file, message: message, option: option)
  }

  /// An error about the document's own rules.
  static func malformed(_ message: String, file: String) -> IngestError {
    IngestError(code: .malformedDocument, file: file, message: message)
  }
}

extension IngestError: CustomStringConvertible {
  public var description: String { file + ": " + message }
}
