import RiskDomain

/// A 64-bit digest of fields in order, the same on every machine.
///
/// FNV-1a over whole words with the finisher of SplitMix64 (Steele, Lea and
/// Flood 2014). Tells the lines of one resource and interval apart, of which
/// there are few: no protection against a forger is needed.
struct TextDigest {
  private(set) var state: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ bytes: ArraySlice<UInt8>) {
    bytes.withUnsafeBufferPointer { add($0) }
  }

  mutating func add(_ field: UnsafeBufferPointer<UInt8>) {
    var index = 0
    let bytes = UnsafeRawBufferPointer(field)
    while index + 8 <= field.count {
      let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      mix(UInt64(littleEndian: word))
      index += 8
    }
    // The length closes the field, so that "ab","c" is not "a","bc".
    var rest = UInt64(field.count) << 56
    for place in 0..<(field.count - index) {
      rest |= UInt64(field[index + place]) << (8 * UInt64(place))
    }
    mix(rest)
  }

  mutating func add(_ number: Int64) { mix(UInt64(bitPattern: number)) }

  private mutating func mix(_ word: UInt64) {
    state = (state ^ word) &* 0x0000_0100_0000_01B3
    state ^= state >> 29
  }

  /// The digest of labels, whatever the order of their columns.
  static func value(of labels: BillingLabels) -> Int64 {
    var digest = TextDigest()
    digest.add(Array(labels.json.utf8)[...])
    return digest.value
  }

  /// The digest as a signed number, as a table holds it.
  var value: Int64 {
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int64(bitPattern: z ^ (z >> 31))
  }
}
