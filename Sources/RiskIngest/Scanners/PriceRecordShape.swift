#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What stands between the values of a price record.
struct PriceRecordShape {
  /// Where the values of one record stand, without their quotes.
  struct Values {
    var zone = 0..<0
    var type = 0..<0
    var product = 0..<0
    var price = 0..<0
    var time = 0..<0
  }

  private enum Member { case zone, type, product, price, time, other }

  /// Everything that is no value, in its order.
  private var text: [UInt8] = []
  /// For each value, how much text stands before it, opening quote included.
  private var steps: [(count: Int, member: Member)] = []
  /// How much text stands behind the last value, closing quote and `}`
  /// included.
  private var tailCount = 0

  /// Longer records than this are no price records.
  private static let memberLimit = 16

  /// Learns from a record; nil when it is cut off, is broken, lacks a member,
  /// has one twice, or has a value that is no plain string.
  init?(learning bytes: UnsafeRawBufferPointer, at start: Int) {
    var index = start + 1
    var from = start
    var seen: [Member] = []
    while seen.count < Self.memberLimit {
      Self.skipBlanks(bytes, &index)
      guard let key = Self.string(bytes, &index) else { return nil }
      Self.skipBlanks(bytes, &index)
      guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else {
        return nil
      }
      index += 1
      Self.skipBlanks(bytes, &index)
      guard let value = Self.string(bytes, &index) else { return nil }
      let member = Self.member(bytes, key)
      if member != .other, seen.contains(member) { return nil }
      seen.append(member)
      text.append(contentsOf: bytes[from..<value.lowerBound])
      steps.append((value.lowerBound - from, member))
      from = value.upperBound
      Self.skipBlanks(bytes, &index)
      guard index < bytes.count else { return nil }
      let byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: ",") { continue }
      guard byte == UInt8(ascii: "}") else { return nil }
      text.append(contentsOf: bytes[from..<index])
      tailCount = index - from
      let needed: [Member] = [.zone, .type, .product, .price, .time]
      guard needed.allSatisfy(seen.contains) else { return nil }
      return
    }
    return nil
  }

  /// Finds the values of a record of this shape.
  ///
  /// - Returns: the place behind the record; nil when it has another shape or
  ///   is cut off.
  func match(
    _ bytes: UnsafeRawBufferPointer, at start: Int, _ values: inout Values
  ) -> Int? {
    text.withUnsafeBytes { text in
      var index = start
      var known = 0
      for step in steps {
        guard
          Self.matches(bytes, at: index, text, from: known, count: step.count)
        else { return nil }
        index += step.count
        known += step.count
        guard let end = Self.quote(bytes, from: index) else { return nil }
        switch step.member {
        case .zone: values.zone = index..<end
        case .type: values.type = index..<end
        case .product: values.product = index..<end
        case .price: values.price = index..<end
        case .time: values.time = index..<end
        case .other: break
        }
        index = end
      }
      guard
        Self.matches(bytes, at: index, text, from: known, count: tailCount)
      else { return nil }
      return index + tailCount
    }
  }

  private static func member(
    _ bytes: UnsafeRawBufferPointer, _ key: Range<Int>
  ) -> Member {
    let names: [(StaticString, Member)] = [
      ("AvailabilityZone", .zone), ("InstanceType", .type),
      ("ProductDescription", .product), ("SpotPrice", .price),
      ("Timestamp", .time),
    ]
    let text = Array(bytes[key])[...]
    return names.first { text.matches($0.0) }?.1 ?? .other
  }

  private static func skipBlanks(
    _ bytes: UnsafeRawBufferPointer, _ index: inout Int
  ) {
    while index < bytes.count, isBlankByte(bytes[index]) { index += 1 }
  }

  /// A string without escapes, without its quotes.
  private static func string(
    _ bytes: UnsafeRawBufferPointer, _ index: inout Int
  ) -> Range<Int>? {
    guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
      return nil
    }
    guard let end = quote(bytes, from: index + 1) else { return nil }
    defer { index = end + 1 }
    return (index + 1)..<end
  }

  private static func matches(
    _ bytes: UnsafeRawBufferPointer, at index: Int,
    _ text: UnsafeRawBufferPointer, from known: Int, count: Int
  ) -> Bool {
    guard let here = bytes.baseAddress, let wanted = text.baseAddress,
      count <= bytes.count - index
    else { return false }
    return memcmp(here + index, wanted + known, count) == 0
  }

  /// The next closing quote; nil when an escape or a control byte comes
  /// first, or the bytes end within eight bytes.
  ///
  /// Eight bytes at a time: in `x - 0x01…01 & ~x & 0x80…80` the lowest set
  /// bit marks the first byte of `x` that is 0.
  private static func quote(
    _ bytes: UnsafeRawBufferPointer, from start: Int
  ) -> Int? {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    var index = start
    while index + 8 <= bytes.count {
      let word = UInt64(
        littleEndian: bytes.loadUnaligned(
          fromByteOffset: index, as: UInt64.self))
      let quotes = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
      let slashes = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
      let marks =
        ((quotes &- ones) & ~quotes | (slashes &- ones) & ~slashes
          | (word &- ones &* 0x20) & ~word) & highs
      if marks != 0 {
        let hit = index + marks.trailingZeroBitCount / 8
        return bytes[hit] == UInt8(ascii: "\"") ? hit : nil
      }
      index += 8
    }
    return nil
  }
}
