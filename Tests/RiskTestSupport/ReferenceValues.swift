public import Foundation
public import Testing

/// The folder of published reference values: `RISKCTL_REFERENCE`, else
/// `reference` beside the real samples; nil where neither is given.
public let referenceFolder: URL? = {
  let environment = ProcessInfo.processInfo.environment
  let folder =
    environment["RISKCTL_REFERENCE"].map { URL(filePath: $0) }
    ?? realData.map {
      URL(filePath: $0).deletingLastPathComponent()
        .appending(path: "reference")
    }
  guard let folder, FileManager.default.fileExists(atPath: folder.path)
  else { return nil }
  return folder
}()

/// What a skipped comparison says.
public let referenceSkipReason: Comment =
  "RISKCTL_REFERENCE is not set: reference values are skipped"

/// A part of a reference document, addressed by keys.
public struct ReferenceValues {
  /// A key that the document does not have, or of another kind.
  public struct Missing: Error, CustomStringConvertible {
    public var description: String
  }

  private let object: [String: Any]

  /// A document of the reference folder.
  public init(file: String) throws {
    guard let folder = referenceFolder else {
      throw Missing(description: "no reference folder")
    }
    let bytes = try Data(contentsOf: folder.appending(path: file))
    guard
      let object = try JSONSerialization.jsonObject(with: bytes)
        as? [String: Any]
    else { throw Missing(description: "\(file) is no object") }
    self.object = object
  }

  private init(_ object: [String: Any]) { self.object = object }

  public var keys: Set<String> { Set(object.keys) }

  private func value<Value>(_ key: String, _ type: Value.Type) throws -> Value {
    guard let value = object[key] as? Value else {
      throw Missing(description: "\(key) is missing or no \(type)")
    }
    return value
  }

  public func part(_ key: String) throws -> ReferenceValues {
    ReferenceValues(try value(key, [String: Any].self))
  }

  public func parts(_ key: String) throws -> [ReferenceValues] {
    try value(key, [[String: Any]].self).map { ReferenceValues($0) }
  }

  public func number(_ key: String) throws -> Double {
    try value(key, Double.self)
  }

  public func text(_ key: String) throws -> String {
    try value(key, String.self)
  }

  /// A list of numbers; one number alone is a list of one.
  public func numbers(_ key: String) throws -> [Double] {
    if let one = object[key] as? Double { return [one] }
    return try value(key, [Double].self)
  }

  /// A list of texts; one text alone is a list of one.
  public func texts(_ key: String) throws -> [String] {
    if let one = object[key] as? String { return [one] }
    return try value(key, [String].self)
  }

  public func table(_ key: String) throws -> [[Double]] {
    try value(key, [[Double]].self)
  }
}

/// A comma-separated table of the reference folder; empty cells are nan.
public struct ReferenceTable {
  private let columns: [String: [Double]]
  public let rowCount: Int

  public init(file: String) throws {
    guard let folder = referenceFolder else {
      throw ReferenceValues.Missing(description: "no reference folder")
    }
    let text = try String(
      contentsOf: folder.appending(path: file), encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    rowCount = max(lines.count - 1, 0)
    columns = Dictionary(
      uniqueKeysWithValues: (lines.first ?? []).enumerated().map { j, name in
        (String(name), lines.dropFirst().map { Double($0[j]) ?? .nan })
      })
  }

  /// A column by its name.
  public subscript(name: String) -> [Double] { columns[name] ?? [] }

  /// Columns side by side, row by row.
  public func rows(_ names: [String]) -> [Double] {
    let parts = names.map { self[$0] }
    return (0..<rowCount).flatMap { i in parts.map { $0[i] } }
  }
}

/// Expects lists of numbers to agree entry by entry, each within a share of
/// its own size or of `floor`.
public func expectAllClose(
  _ actual: [Double], _ expected: [Double], relative tolerance: Double,
  floor: Double = 0, _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(
    actual.count == expected.count, "\(what): lengths",
    sourceLocation: sourceLocation)
  for (k, (a, e)) in zip(actual, expected).enumerated() {
    #expect(
      abs(a - e) <= tolerance * max(abs(e), floor),
      "\(what) [\(k)]: \(a) is not within \(tolerance) of \(e)",
      sourceLocation: sourceLocation)
  }
}
