public import Foundation

/// One line of the stream: JSON in, JSON out.
public enum DecideLine {
  /// The request on a line, or the failure to answer with.
  public static func request(
    _ line: Data
  ) -> Result<DecideRequest, DecideFailure> {
    do {
      return .success(try JSONDecoder().decode(DecideRequest.self, from: line))
    } catch {
      return .failure(
        DecideFailure(id: id(of: line), error: sentence(error)))
    }
  }

  /// The line for an answer or a failure, without a line feed.
  public static func line(
    _ answer: Result<DecideAnswer, DecideFailure>
  ) throws -> Data {
    if case .success(let value) = answer, let line = value.plainLine {
      return line
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return switch answer {
    case .success(let value): try encoder.encode(value)
    case .failure(let value): try encoder.encode(value)
    }
  }

  private struct Identified: Decodable { var id: DecideID }

  private static func id(of line: Data) -> DecideID? {
    (try? JSONDecoder().decode(Identified.self, from: line))?.id
  }

  private static let noObject =
    "This is not a JSON object. Send one request per line."

  private static func sentence(_ error: any Error) -> String {
    switch error {
    case let failure as DecideFailure:
      failure.error
    case DecodingError.keyNotFound(let key, let context):
      "'\(key.stringValue)' is missing in \(place(context.codingPath))."
    case DecodingError.typeMismatch(let type, let context)
    where !context.codingPath.isEmpty:
      "\(place(context.codingPath)) must be \(name(of: type))."
    case DecodingError.valueNotFound(let type, let context)
    where !context.codingPath.isEmpty:
      "\(place(context.codingPath)) is null; it must be \(name(of: type))."
    case DecodingError.dataCorrupted(let context)
    where !context.codingPath.isEmpty:
      "\(place(context.codingPath)): \(own(context.debugDescription))"
    default:
      noObject
    }
  }

  /// Where in the line, "pools[0].sinceHours".
  private static func place(_ path: [any CodingKey]) -> String {
    guard !path.isEmpty else { return "the line" }
    return path.reduce("") { text, key in
      if let index = key.intValue { return text + "[\(index)]" }
      return text.isEmpty ? key.stringValue : text + "." + key.stringValue
    }
  }

  private static func name(of type: any Any.Type) -> String {
    switch type {
    case is String.Type: "a text"
    case is Bool.Type: "true or false"
    case is Double.Type: "a number"
    case is [Any].Type: "a list"
    case is [String: Any].Type: "an object"
    default: "another kind of value"
    }
  }

  /// Texts of times and pools quote the value; others are the decoder's own
  /// and say nothing to a user.
  private static func own(_ text: String) -> String {
    guard text.hasPrefix("'") else { return "the value cannot be read." }
    return text.hasSuffix(".") ? text : text + "."
  }
}
