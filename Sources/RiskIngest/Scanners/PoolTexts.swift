#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

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
