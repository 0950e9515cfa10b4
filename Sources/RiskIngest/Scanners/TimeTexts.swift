import RiskDomain

/// Times in their common forms, remembering the last day.
struct TimeTexts {
  private var lastDay: (UInt64, UInt16) = (0, 0)
  /// Milliseconds at the beginning of that day, UTC.
  private var lastDayStart: Int64 = 0

  /// A time such as `2026-01-14T02:00:00+00:00`; nil for uncommon forms.
  ///
  /// Common are times in UTC, written `Z` or as an offset of 0, with `.000` or
  /// without.
  mutating func milliseconds(
    _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>
  ) -> Int64? {
    guard range.count >= 20 else { return nil }
    let start = range.lowerBound
    guard let day = dayStart(bytes, start),
      bytes[start + 10] == UInt8(ascii: "T")
        || bytes[start + 10] == UInt8(ascii: " "),
      let hour = two(bytes, start + 11), hour < 24,
      bytes[start + 13] == UInt8(ascii: ":"),
      let minute = two(bytes, start + 14), minute < 60,
      bytes[start + 16] == UInt8(ascii: ":"),
      let second = two(bytes, start + 17), second < 60,
      Self.isUTC(bytes, (start + 19)..<range.upperBound)
    else { return nil }
    return day + ((hour * 60 + minute) * 60 + second) * 1000
  }

  /// True for `Z`, `+00:00`, and either behind `.000`.
  private static func isUTC(
    _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>
  ) -> Bool {
    var rest = range
    if rest.count > 6 || rest.count == 5 {
      guard bytes[rest.lowerBound] == UInt8(ascii: "."),
        (1...3).allSatisfy({
          bytes[rest.lowerBound + $0] == UInt8(ascii: "0")
        })
      else { return false }
      rest = (rest.lowerBound + 4)..<rest.upperBound
    }
    if rest.count == 1 { return bytes[rest.lowerBound] == UInt8(ascii: "Z") }
    guard rest.count == 6 else { return false }
    let zone = rest.lowerBound
    return bytes[zone] == UInt8(ascii: "+")
      && bytes[zone + 3] == UInt8(ascii: ":")
      && bytes[zone + 1] == 48 && bytes[zone + 2] == 48
      && bytes[zone + 4] == 48 && bytes[zone + 5] == 48
  }

  private mutating func dayStart(
    _ bytes: UnsafeRawBufferPointer, _ start: Int
  ) -> Int64? {
    let day = (
      bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self),
      bytes.loadUnaligned(fromByteOffset: start + 8, as: UInt16.self)
    )
    if day == lastDay { return lastDayStart }
    let midnight =
      Array(bytes[start..<(start + 10)]) + Array("T00:00:00Z".utf8)
    guard let instant = try? UTCInstant(parsing: midnight[...]) else {
      return nil
    }
    lastDay = day
    lastDayStart = instant.unixMilliseconds
    return lastDayStart
  }

  private func two(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> Int64? {
    guard let tens = decimalDigit(bytes[index]),
      let ones = decimalDigit(bytes[index + 1])
    else { return nil }
    return tens * 10 + ones
  }
}
