/// Exact money: millionths of a US dollar.
public struct MicroUSD: Hashable, Comparable, Sendable {
  /// Millionths of a US dollar.
  public var rawValue: Int64

  /// Money from millionths of a US dollar.
  public init(rawValue: Int64) { self.rawValue = rawValue }

  public static func < (left: Self, right: Self) -> Bool {
    left.rawValue < right.rawValue
  }

  public static func + (left: Self, right: Self) -> Self {
    MicroUSD(rawValue: left.rawValue + right.rawValue)
  }

  /// Dollars, for models and decisions.
  public var usd: Double { Double(rawValue) / 1_000_000 }

  /// Money from dollars, rounded half to even; nil when it does not fit.
  public init?(usd: Double) {
    let micro = (usd * 1_000_000).rounded(.toNearestOrEven)
    guard micro.isFinite, abs(micro) < 9e18 else { return nil }
    rawValue = Int64(micro)
  }
}

extension MicroUSD {
  /// Why a text is no amount of money.
  public enum ParseError: Error, Equatable, Sendable {
    case notANumber
    case outOfRange
  }

  /// Reads a decimal number of dollars: `0.918000`, `-3`, `5e-06`.
  ///
  /// Digits past the sixth decimal are rounded half to even. The reading is
  /// exact: no binary fraction lies between the text and the result.
  public init(parsing text: some StringProtocol) throws(ParseError) {
    try self.init(parsing: Array(text.utf8)[...])
  }

  /// Reads a decimal number of dollars from ASCII bytes.
  public init(parsing bytes: ArraySlice<UInt8>) throws(ParseError) {
    let decimal: DecimalNumber
    do {
      decimal = try DecimalNumber(parsing: bytes)
    } catch {
      throw .notANumber
    }
    guard let micro = decimal.scaled(byPowerOfTen: 6) else {
      throw .outOfRange
    }
    rawValue = micro
  }
}

extension MicroUSD: CustomStringConvertible {
  /// Dollars with six decimals: `0.918000`.
  public var description: String {
    let magnitude = rawValue.magnitude
    let fraction = String(magnitude % 1_000_000)
    return (rawValue < 0 ? "-" : "") + String(magnitude / 1_000_000) + "."
      + String(repeating: "0", count: 6 - fraction.utf8.count) + fraction
  }
}

extension MicroUSD: Codable {
  public init(from decoder: any Decoder) throws {
    rawValue = try decoder.singleValueContainer().decode(Int64.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}
