import Foundation
import RiskDomain

@testable import RiskSimulation

/// A simulated folder kept in memory, for tests to look into.
struct MonthFolder {
  var files: [SimulatedFile] = []

  init(_ month: GPUMonth) throws {
    var files: [SimulatedFile] = []
    try month.write { files.append($0) }
    self.files = files
  }

  /// Content of the files whose path has a prefix and a suffix.
  func texts(_ prefix: String, _ suffix: String = "") -> [String] {
    files.filter { $0.path.hasPrefix(prefix) && $0.path.hasSuffix(suffix) }
      .map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  /// Rows of a CSV text by column name; fields may be quoted.
  static func rows(_ text: String) -> [[String: String]] {
    let lines = text.split(separator: "\n").map { fields(String($0)) }
    guard let header = lines.first else { return [] }
    return lines.dropFirst().map { fields in
      Dictionary(uniqueKeysWithValues: zip(header, fields))
    }
  }

  private static func fields(_ line: String) -> [String] {
    var fields = [""]
    var isQuoted = false
    for character in line {
      if character == "\"" {
        isQuoted.toggle()
      } else if character == ",", !isQuoted {
        fields.append("")
      } else {
        fields[fields.count - 1].append(character)
      }
    }
    return fields
  }

  /// One JSON object per line.
  static func events(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
      return object as? [String: Any] ?? [:]
    }
  }
}
