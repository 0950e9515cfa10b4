import Foundation
public import Testing

/// The folder of published reference values, nil where there is none.
///
/// `RISKCTL_REFERENCE`, else `reference` beside the folder of real samples.
public let referenceFolder: String? = {
  let environment = ProcessInfo.processInfo.environment
  let path =
    environment["RISKCTL_REFERENCE"]
    ?? environment["RISKCTL_REAL_DATA"].map {
      URL(filePath: $0).deletingLastPathComponent()
        .appending(path: "reference").path
    }
  return path.flatMap {
    FileManager.default.fileExists(atPath: $0) ? $0 : nil
  }
}()

/// What a skipped comparison says.
public let referenceSkipReason: Comment =
  "RISKCTL_REFERENCE is not set: reference values are skipped"

/// A comma-separated reference table, columns by name; empty cells are nil.
public struct ReferenceTable {
  public let columns: [String: [Double?]]
  public let rowCount: Int

  public init(_ name: String) throws {
    let folder = try #require(referenceFolder)
    let text = try String(
      contentsOf: URL(filePath: folder).appending(path: name), encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline)
    let names = try #require(lines.first).split(separator: ",").map(String.init)
    var columns = Dictionary(
      uniqueKeysWithValues: names.map { ($0, [Double?]()) })
    for line in lines.dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      for (name, cell) in zip(names, cells) {
        columns[name]?.append(Double(cell))
      }
    }
    self.columns = columns
    rowCount = lines.count - 1
  }

  /// A column without gaps.
  public subscript(_ name: String) -> [Double] {
    get throws { try #require(columns[name]).map { try #require($0) } }
  }
}

/// A node of a reference document.
public struct ReferenceNode {
  public let value: Any

  public init(_ name: String) throws {
    let folder = try #require(referenceFolder)
    value = try JSONSerialization.jsonObject(
      with: Data(
        contentsOf: URL(filePath: folder).appending(path: name)))
  }

  private init(value: Any) { self.value = value }

  /// The names of an object's members, sorted.
  public var keys: [String] {
    (value as? [String: Any])?.keys.sorted() ?? []
  }

  /// A member; nil when it is absent.
  public func member(_ key: String) -> ReferenceNode? {
    (value as? [String: Any])?[key].map(ReferenceNode.init(value:))
  }

  public subscript(_ key: String) -> ReferenceNode {
    get throws { try #require(member(key), "no member \(key)") }
  }

  /// The number itself.
  public var number: Double { get throws { try #require(value as? Double) } }

  public var text: String { get throws { try #require(value as? String) } }

  /// An array of numbers, null as nil; a lone number is an array of one.
  public var optionalNumbers: [Double?] {
    get throws {
      if let one = value as? Double { return [one] }
      return try #require(value as? [Any]).map { $0 as? Double }
    }
  }

  public var numbers: [Double] {
    get throws { try optionalNumbers.map { try #require($0) } }
  }

  public var texts: [String] {
    get throws {
      if let one = value as? String { return [one] }
      return try #require(value as? [String])
    }
  }

  /// A matrix by rows.
  public var rows: [[Double]] {
    get throws { try #require(value as? [[Double]]) }
  }
}
