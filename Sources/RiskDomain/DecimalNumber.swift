/// A decimal number as written in a file: digits and a power of ten.
///
/// Lets prices and usage amounts be read exactly into integers.
public struct DecimalNumber: Hashable, Sendable {
  /// Why a text is no decimal number.
  public enum ParseError: Error, Equatable, Sendable {
    case malformed
  }

  private var isNegative: Bool
  /// The first 18 significant digits.
  private var digits: Int64
  private var exponent: Int
  /// True when a digit other than 0 was dropped after the eighteenth.
  private var hasDroppedDigits: Bool

  /// Reads a sign, digits with a point, and an exponent.
  ///
  /// Sign, point and exponent are optional. Nothing else is allowed: no blanks,
  /// no `NaN`, no thousands separators.
  public init(parsing bytes: ArraySlice<UInt8>) throws(ParseError) {
    self = try bytes.withUnsafeBufferPointer { (bytes) throws(ParseError) in
      try DecimalNumber(parsing: bytes)
    }
  }

  /// Reads bytes that are lent.
  public init(
    parsing bytes: UnsafeBufferPointer<UInt8>
  ) throws(ParseError) {
    var place = 0
    isNegative = bytes.first == UInt8(ascii: "-")
    if isNegative || bytes.first == UInt8(ascii: "+") { place = 1 }
    digits = 0
    exponent = 0
    hasDroppedDigits = false
    var seenDigits = 0
    var afterPoint = false
    while place < bytes.count {
      let byte = bytes[place]
      if byte == UInt8(ascii: "."), !afterPoint {
        afterPoint = true
      } else if byte >= 48, byte <= 57 {
        seenDigits += 1
        if digits < 100_000_000_000_000_000 {
          digits = digits * 10 + Int64(byte - 48)
          if afterPoint { exponent -= 1 }
        } else {
          if byte != 48 { hasDroppedDigits = true }
          if !afterPoint { exponent += 1 }
        }
      } else {
        break
      }
      place += 1
    }
    guard seenDigits > 0 else { throw .malformed }
    guard place < bytes.count else { return }
    let byte = bytes[place]
    guard byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") else {
      throw .malformed
    }
    exponent += try Self.exponent(
      UnsafeBufferPointer(rebasing: bytes[(place + 1)...]))
  }

  private static func exponent(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) throws(ParseError) -> Int {
    var place = 0
    let isNegative = bytes.first == UInt8(ascii: "-")
    if isNegative || bytes.first == UInt8(ascii: "+") { place = 1 }
    guard place < bytes.count, bytes.count - place <= 4 else {
      throw .malformed
    }
    var value = 0
    for byte in bytes[place...] {
      guard byte >= 48, byte <= 57 else { throw .malformed }
      value = value * 10 + Int(byte - 48)
    }
    return isNegative ? -value : value
  }

  /// The number times 10^power, rounded half to even; nil when it does not fit
  /// into 63 bits.
  public func scaled(byPowerOfTen power: Int) -> Int64? {
    var shift = exponent + power
    var value = digits
    if value == 0 { return 0 }
    while shift > 0 {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      value = product
      shift -= 1
    }
    var last: Int64 = 0
    var sticky = hasDroppedDigits
    while shift < 0 {
      if last != 0 { sticky = true }
      last = value % 10
      value /= 10
      shift += 1
      if value == 0, last == 0 { return 0 }
    }
    if last > 5 || (last == 5 && (sticky || value % 2 != 0)) { value += 1 }
    return isNegative ? -value : value
  }
}
