/// What a request is called; the answer carries it as it came.
public enum DecideID: Hashable, Sendable {
  case text(String)
  case integer(Int64)
}

extension DecideID: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let number = try? container.decode(Int64.self) {
      self = .integer(number)
    } else {
      throw DecideFailure(
        id: nil, error: "id must be a text or a whole number.")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let text): try container.encode(text)
    case .integer(let number): try container.encode(number)
    }
  }
}

extension DecideID: ExpressibleByStringInterpolation {
  public init(stringLiteral text: String) { self = .text(text) }
}
