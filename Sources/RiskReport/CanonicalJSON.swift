public import Foundation

/// JSON whose bytes depend on the value alone.
public enum CanonicalJSON {
  /// Sorted keys, two-space indents, a newline at the end.
  public static func pretty(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [
      .sortedKeys, .withoutEscapingSlashes, .prettyPrinted,
    ]
    return try encoder.encode(value) + Data("\n".utf8)
  }

  /// One line with a newline at the end, for JSON lines.
  public static func line(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value) + Data("\n".utf8)
  }
}
