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
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return switch answer {
    case .success(let value): try encoder.encode(value)
    case .failure(let value): try encoder.encode(value)
    }
  }

  private struct Identified: Decodable { var id: String }
  private struct Numbered: Decodable { var id: Int }

  private static func id(of line: Data) -> String? {
    if let text = try? JSONDecoder().decode(Identified.self, from: line) {
      return text.id
    }
    return (try? JSONDecoder().decode(Numbered.self, from: line)).map {
      String($0.id)
    }
  }

  private static func sentence(_ error: any Error) -> String {
    func place(_ path: [any CodingKey]) -> String {
      path.isEmpty
        ? "the line" : path.map(\.stringValue).joined(separator: ".")
    }
    return switch error {
    case DecodingError.keyNotFound(let key, let context):
      "'\(key.stringValue)' is missing in \(place(context.codingPath))."
    case DecodingError.typeMismatch(_, let context),
      DecodingError.valueNotFound(_, let context):
      "\(place(context.codingPath)): \(context.debugDescription)"
    case DecodingError.dataCorrupted(let context)
    where !context.codingPath.isEmpty:
      "\(place(context.codingPath)): \(context.debugDescription)"
    default:
      "This is not a JSON object. Send one request per line."
    }
  }
}
