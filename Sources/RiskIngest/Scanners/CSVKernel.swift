import CByteScan

/// Where a CSV scan stands inside its buffer, and the pointer work of it.
struct CSVKernel {
  /// Why a scan came back.
  enum Stop {
    /// At a line break outside quotes.
    case rowEnd
    /// At the end of the bytes.
    case needsBytes
    /// The list of field ends is full.
    case needsRoom
  }

  var position = 0
  /// First byte of the current field.
  var fieldStart = 0
  /// Field ends found so far.
  var endCount = 0
  /// 1-based line of `position`.
  var line = 1
  var isQuoted = false
  /// The field began with a quote; a quote elsewhere is plain text.
  var isQuotedField = false

  private static let block = 64

  /// Moves to the next line break outside quotes.
  ///
  /// Looks only at commas, quotes and line breaks: everything between them is
  /// plain text whatever it is.
  mutating func advance(
    _ bytes: UnsafeRawBufferPointer, ends: UnsafeMutableBufferPointer<Int>
  ) -> Stop {
    var base = position
    while base < bytes.count {
      var marks = Self.marks(bytes, at: base)
      while marks != 0 {
        let index = base + marks.trailingZeroBitCount
        marks &= marks &- 1
        switch bytes[index] {
        case UInt8(ascii: ","):
          if isQuoted { continue }
          guard endCount < ends.count else {
            position = index
            return .needsRoom
          }
          ends[endCount] = index
          endCount += 1
          fieldStart = index + 1
          isQuotedField = false
        case UInt8(ascii: "\""):
          if index == fieldStart { isQuotedField = true }
          if isQuotedField { isQuoted.toggle() }
        default:
          line += 1
          if !isQuoted {
            position = index
            return .rowEnd
          }
        }
      }
      base += Self.block
    }
    position = bytes.count
    return .needsBytes
  }

  /// A bit for each comma, quote and line break of the 64 bytes from there.
  private static func marks(
    _ bytes: UnsafeRawBufferPointer, at base: Int
  ) -> UInt64 {
    guard let start = bytes.baseAddress else { return 0 }
    let left = bytes.count - base
    if left >= block {
      return risk_bytes_equal(
        start + base, UInt8(ascii: ","), UInt8(ascii: "\""),
        UInt8(ascii: "\n"))
    }
    return withUnsafeTemporaryAllocation(byteCount: block, alignment: 16) {
      last in
      last.initializeMemory(as: UInt8.self, repeating: 0)
      last.copyMemory(
        from: UnsafeRawBufferPointer(start: start + base, count: left))
      guard let tail = last.baseAddress else { return 0 }
      return risk_bytes_equal(
        tail, UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"))
    }
  }
}
