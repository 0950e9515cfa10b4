import Foundation
import Synchronization
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

/// Which numbers of the reference documents a body read.
///
/// A number counts as compared when it was read as an expected value and as
/// given when it was read through `given`, for a call's arguments.
public final class ReferenceReads: Sendable {
  @TaskLocal static var current: ReferenceReads?

  private let paths = Mutex<(compared: Set<String>, given: Set<String>)>(
    ([], []))

  public init() {}

  /// Runs a body and keeps what it reads.
  public func record(_ body: () throws -> Void) rethrows {
    try Self.$current.withValue(self) { try body() }
  }

  public var compared: Set<String> { paths.withLock { $0.compared } }
  public var given: Set<String> { paths.withLock { $0.given } }

  fileprivate func insert(_ path: String, isGiven: Bool) {
    paths.withLock { paths in
      if isGiven {
        _ = paths.given.insert(path)
      } else {
        _ = paths.compared.insert(path)
      }
    }
  }
}

/// A node of a reference document.
public struct ReferenceNode {
  private let value: Any
  /// The document's name without suffix and the members that lead here,
  /// "lung.cox_efron.coef.age" or "lung.km.time[3]".
  private let path: String
  private let isGiven: Bool

  public init(_ name: String) throws {
    let folder = try #require(referenceFolder)
    value = try JSONSerialization.jsonObject(
      with: Data(
        contentsOf: URL(filePath: folder).appending(path: name)))
    path = name.hasSuffix(".json") ? String(name.dropLast(5)) : name
    isGiven = false
  }

  private init(value: Any, path: String, isGiven: Bool) {
    self.value = value
    self.path = path
    self.isGiven = isGiven
  }

  private func child(_ value: Any, _ suffix: String) -> ReferenceNode {
    ReferenceNode(value: value, path: path + suffix, isGiven: isGiven)
  }

  /// The same node, read for arguments of a call and not as its result.
  public var given: ReferenceNode {
    ReferenceNode(value: value, path: path, isGiven: true)
  }

  /// The names of an object's members, sorted.
  public var keys: [String] {
    (value as? [String: Any])?.keys.sorted() ?? []
  }

  /// A member; nil when it is absent.
  public func member(_ key: String) -> ReferenceNode? {
    (value as? [String: Any])?[key].map { child($0, "." + key) }
  }

  public subscript(_ key: String) -> ReferenceNode {
    get throws { try #require(member(key), "no member \(key)") }
  }

  /// The entries of an array; a lone value is an array of one.
  public var elements: [ReferenceNode] {
    guard let all = value as? [Any] else { return [self] }
    return all.enumerated().map { child($1, "[\($0)]") }
  }

  /// The number itself; nil for null.
  public var optionalNumber: Double? {
    ReferenceReads.current?.insert(path, isGiven: isGiven)
    return value as? Double
  }

  /// The number itself.
  public var number: Double { get throws { try #require(optionalNumber) } }

  public var text: String { get throws { try #require(value as? String) } }

  /// An array of numbers, null as nil; a lone number is an array of one.
  public var optionalNumbers: [Double?] { elements.map(\.optionalNumber) }

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
    get throws { try elements.map { try $0.numbers } }
  }

  /// The paths of all numbers and nulls below this node.
  public var leaves: [String] {
    if let members = value as? [String: Any] {
      return members.keys.sorted().flatMap { member($0)?.leaves ?? [] }
    }
    if value is [Any] { return elements.flatMap(\.leaves) }
    return value is String ? [] : [path]
  }
}
