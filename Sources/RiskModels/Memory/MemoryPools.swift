/// Which pools a memory hazard has effects of, in their order.
///
/// Encoded as the list of keys alone.
public struct MemoryPools: Hashable, Sendable, Codable {
  public let keys: [String]
  private let indices: [String: Int]

  /// - Parameter keys: where two are equal, the first counts.
  public init(_ keys: [String]) {
    self.keys = keys
    indices = Dictionary(
      keys.enumerated().map { ($1, $0) },
      uniquingKeysWith: { first, _ in first })
  }

  public init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode([String].self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(keys)
  }

  /// Place of a pool; nil when it is not among them.
  public func index(of key: String) -> Int? { indices[key] }

  /// Whether a pool is among them.
  public func contains(_ key: String) -> Bool { indices[key] != nil }
}
