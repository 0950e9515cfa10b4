import Foundation
import Testing

/// A JSON object as any other program reads it.
struct JSONAnswer {
  var object: [String: Any]

  init(_ data: Data) throws {
    object = try #require(
      JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  /// A list of objects.
  func array(_ key: String) throws -> [[String: Any]] {
    try #require(object[key] as? [[String: Any]])
  }

  func text(_ key: String) throws -> String {
    try #require(object[key] as? String, "\(key)")
  }

  /// One object per line.
  static func lines(_ data: Data) throws -> [JSONAnswer] {
    try data.split(separator: 0x0A).map { try JSONAnswer(Data($0)) }
  }
}
