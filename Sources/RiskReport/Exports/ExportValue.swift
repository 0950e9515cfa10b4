import Foundation
import Yams

/// A document before it is written: what YAML and JSON have in common.
///
/// Members keep the order in which a person should read them; JSON sorts them,
/// so that its bytes do not depend on it.
public indirect enum ExportValue: Hashable, Sendable {
  /// A key and its value.
  public struct Member: Hashable, Sendable {
    public var key: String
    public var value: ExportValue
  }

  case text(String)
  case whole(Int)
  case number(Double)
  case flag(Bool)
  case list([ExportValue])
  case members([Member])
}

extension ExportValue: ExpressibleByStringLiteral,
  ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  public init(stringLiteral value: String) { self = .text(value) }
  public init(integerLiteral value: Int) { self = .whole(value) }
  public init(booleanLiteral value: Bool) { self = .flag(value) }
  public init(arrayLiteral elements: ExportValue...) { self = .list(elements) }

  /// Members whose value is nil are left out.
  public init(dictionaryLiteral elements: (String, ExportValue?)...) {
    self = .members(
      elements.compactMap { key, value in
        value.map { Member(key: key, value: $0) }
      })
  }

  /// Members in the order of their keys.
  init(_ texts: [String: String]) {
    self = .members(
      texts.sorted { $0.key < $1.key }.map {
        Member(key: $0.key, value: .text($0.value))
      })
  }

  init(_ texts: [String]) { self = .list(texts.map { .text($0) }) }
}

extension ExportValue: Encodable {
  private struct MemberKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .members(let members):
      var box = encoder.container(keyedBy: MemberKey.self)
      for member in members {
        try box.encode(member.value, forKey: MemberKey(stringValue: member.key))
      }
    case .list(let values):
      var box = encoder.unkeyedContainer()
      for value in values { try box.encode(value) }
    case .text(let text):
      var box = encoder.singleValueContainer()
      try box.encode(text)
    case .whole(let whole):
      var box = encoder.singleValueContainer()
      try box.encode(whole)
    case .number(let number):
      var box = encoder.singleValueContainer()
      try box.encode(number)
    case .flag(let flag):
      var box = encoder.singleValueContainer()
      try box.encode(flag)
    }
  }

  /// JSON as this program writes it everywhere.
  func json() throws -> String {
    String(decoding: try CanonicalJSON.pretty(self), as: UTF8.self)
  }

  /// One YAML document in block style.
  func yaml() throws -> String {
    let encoder = YAMLEncoder()
    encoder.options.width = -1
    return try encoder.encode(self)
  }
}
