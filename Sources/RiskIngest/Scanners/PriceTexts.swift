/// Prices in their common form.
enum PriceTexts {
  /// A price such as `0.918000` or `12`, above 0; nil for any other form.
  ///
  /// Up to nine digits before the point and six behind it fit without a
  /// check.
  static func microUSD(
    _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>
  ) -> Int64? {
    var value: Int64 = 0
    var index = range.lowerBound
    while index < range.upperBound, let digit = decimalDigit(bytes[index]) {
      value = value &* 10 &+ digit
      index += 1
    }
    let whole = index - range.lowerBound
    guard whole >= 1, whole <= 9 else { return nil }
    var decimals = 0
    if index < range.upperBound {
      guard bytes[index] == UInt8(ascii: ".") else { return nil }
      index += 1
      decimals = range.upperBound - index
      guard decimals >= 1, decimals <= 6 else { return nil }
      while index < range.upperBound {
        guard let digit = decimalDigit(bytes[index]) else { return nil }
        value = value &* 10 &+ digit
        index += 1
      }
    }
    for _ in decimals..<6 { value = value &* 10 }
    return value > 0 ? value : nil
  }
}

/// The value of an ASCII digit; nil for any other byte.
func decimalDigit(_ byte: UInt8) -> Int64? {
  let value = byte &- 48
  return value < 10 ? Int64(value) : nil
}
