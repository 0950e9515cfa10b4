import RiskDomain

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

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
    while index < range.upperBound, let digit = digit(bytes[index]) {
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
        guard let digit = digit(bytes[index]) else { return nil }
        value = value &* 10 &+ digit
        index += 1
      }
    }
    for _ in decimals..<6 { value = value &* 10 }
    return value > 0 ? value : nil
  }
}

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
    guard let tens = digit(bytes[index]), let ones = digit(bytes[index + 1])
    else { return nil }
    return tens * 10 + ones
  }
}

private func digit(_ byte: UInt8) -> Int64? {
  let value = byte &- 48
  return value < 10 ? Int64(value) : nil
}

/// Pools by the raw texts that name them: an open hash table over one string
/// of bytes.
struct PoolTexts {
  private struct Entry {
    var hash: UInt64 = 0
    /// Place of the three texts in `texts`, one behind the other.
    var offset = 0
    var zoneCount: UInt32 = 0
    var typeCount: UInt32 = 0
    var productCount: UInt32 = 0
    /// Index of the pool plus 1; 0 marks an empty place.
    var pool: UInt32 = 0
  }

  private var entries = [Entry](repeating: Entry(), count: 1024)
  private var texts: [UInt8] = []
  private var count = 0

  static func hash(
    _ bytes: UnsafeRawBufferPointer, _ found: PriceRecordShape.Values
  ) -> UInt64 {
    var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
    for range in [found.zone, found.type, found.product] {
      mix(&hash, UInt64(range.count))
      var index = range.lowerBound
      while index + 8 <= range.upperBound {
        mix(
          &hash, bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
        index += 8
      }
      var last: UInt64 = 0
      while index < range.upperBound {
        last = last << 8 | UInt64(bytes[index])
        index += 1
      }
      mix(&hash, last)
    }
    return hash
  }

  /// Multiplies to 128 bits and folds them.
  private static func mix(_ hash: inout UInt64, _ word: UInt64) {
    let product = (hash ^ word).multipliedFullWidth(
      by: 0xA076_1D64_78BD_642F)
    hash = product.high ^ product.low &+ 0xE703_7ED1_A0B4_28DB
  }

  func index(
    _ bytes: UnsafeRawBufferPointer, _ found: PriceRecordShape.Values,
    hash: UInt64
  ) -> UInt32? {
    var place = Int(truncatingIfNeeded: hash) & (entries.count - 1)
    while entries[place].pool != 0 {
      let entry = entries[place]
      if entry.hash == hash, isSame(entry, bytes, found) {
        return entry.pool - 1
      }
      place = (place + 1) & (entries.count - 1)
    }
    return nil
  }

  mutating func insert(
    _ bytes: UnsafeRawBufferPointer, _ found: PriceRecordShape.Values,
    hash: UInt64, index: UInt32
  ) {
    if count * 2 >= entries.count { grow() }
    let entry = Entry(
      hash: hash, offset: texts.count, zoneCount: UInt32(found.zone.count),
      typeCount: UInt32(found.type.count),
      productCount: UInt32(found.product.count), pool: index + 1)
    for range in [found.zone, found.type, found.product] {
      texts.append(contentsOf: bytes[range])
    }
    place(entry)
    count += 1
  }

  private mutating func grow() {
    let old = entries
    entries = [Entry](repeating: Entry(), count: old.count * 2)
    for entry in old where entry.pool != 0 { place(entry) }
  }

  private mutating func place(_ entry: Entry) {
    var place = Int(truncatingIfNeeded: entry.hash) & (entries.count - 1)
    while entries[place].pool != 0 { place = (place + 1) & (entries.count - 1) }
    entries[place] = entry
  }

  private func isSame(
    _ entry: Entry, _ bytes: UnsafeRawBufferPointer,
    _ found: PriceRecordShape.Values
  ) -> Bool {
    guard Int(entry.zoneCount) == found.zone.count,
      Int(entry.typeCount) == found.type.count,
      Int(entry.productCount) == found.product.count,
      let start = bytes.baseAddress
    else { return false }
    return texts.withUnsafeBytes { texts in
      guard var known = texts.baseAddress.map({ $0 + entry.offset }) else {
        return false
      }
      if memcmp(known, start + found.zone.lowerBound, found.zone.count) != 0 {
        return false
      }
      known += found.zone.count
      if memcmp(known, start + found.type.lowerBound, found.type.count) != 0 {
        return false
      }
      known += found.type.count
      return memcmp(
        known, start + found.product.lowerBound, found.product.count) == 0
    }
  }
}
