/// Why the catalog of dated facts could not be read.
public struct CatalogError: Error, Hashable, Sendable {
  /// What kind of thing is wrong.
  public enum Code: String, Sendable {
    /// A folder or file is not there or cannot be read.
    case unreadable
    /// A file has no source, no date or not the columns it must have.
    case malformedFile
    /// A value is missing or is not what its column holds.
    case badValue
    /// Two rows state the same fact.
    case duplicate
    /// A row speaks of something that no other file describes.
    case unknownName
  }

  public var code: Code
  /// Name of the file below the catalog's folder; the folder itself where no
  /// file is at fault.
  public var file: String
  /// 1-based line; nil when the whole file is meant.
  public var line: Int?
  /// Column; nil when the whole row is meant.
  public var key: String?
  /// The text found there.
  public var value: String?
  /// A sentence that says what is wrong.
  public var reason: String
  /// A sentence that says what to do.
  public var nextStep: String

  init(
    _ code: Code, file: String, line: Int? = nil, key: String? = nil,
    value: String? = nil, reason: String, nextStep: String
  ) {
    self.code = code
    self.file = file
    self.line = line
    self.key = key
    self.value = value
    self.reason = reason
    self.nextStep = nextStep
  }
}

extension CatalogError: CustomStringConvertible {
  /// Place, value, what is wrong with it and what to do, in one line.
  public var description: String {
    var place = file
    if let line { place += ":\(line)" }
    if let key { place += " column \(key)" }
    let found = value.map { "'\($0)' " } ?? ""
    return "\(place): \(found)\(reason) \(nextStep)"
  }
}
