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

  private static let block = 64

  /// Moves to the next line break outside quotes.
  ///
  /// Looks only at commas, quotes and line breaks: everything between them is
  /// plain text whatever it is.
  mutating func advance(
    _ bytes: UnsafeRawBufferPointer, ends: UnsafeMutableBufferPointer<Int>
  ) -> Stop {
    while position < bytes.count {
      let marks = Self.marks(bytes, at: position)
      let stop =
        tidyFields(marks).map { takeTidy($0, bytes, ends) }
        ?? takeOneByOne(marks, bytes, ends)
      if let stop { return stop }
    }
    return .needsBytes
  }

  // MARK: Blocks of whole fields

  /// The marks of a block in which quotes do nothing but enclose fields.
  private struct TidyFields {
    var commas: UInt64
    /// The first line break, as a bit; 0 when there is none.
    var lineBreak: UInt64
    /// Whether the block ends inside quotes.
    var endsQuoted: Bool
  }

  /// The marks outside quotes; nil for a block that must be taken mark by
  /// mark.
  ///
  /// Quotes toggle, so that the exclusive or of all up to a byte tells whether
  /// it is quoted (Langdale and Lemire 2019, section 3.1.1). That holds where
  /// each opening quote begins a field or follows a closing one, of which it
  /// is the double; a quote inside plain text is text. Line breaks inside
  /// quotes are rare and would have to be counted.
  private func tidyFields(_ marks: risk_byte_marks) -> TidyFields? {
    let quotes = marks.b
    let quoted = Self.prefixParity(quotes) ^ (isQuoted ? ~0 : 0)
    let outside = ~quoted
    let separators = (marks.a | marks.c) & outside
    let mayOpen =
      (separators | quotes & outside) << 1
      | (position == fieldStart ? 1 : 0)
    guard quotes & quoted & ~mayOpen == 0, marks.c & quoted == 0 else {
      return nil
    }
    let breaks = marks.c & outside
    let lineBreak = breaks & (~breaks &+ 1)
    // Without a break, 0 - 1 keeps all commas.
    return TidyFields(
      commas: marks.a & outside & (lineBreak &- 1), lineBreak: lineBreak,
      endsQuoted: quoted >> 63 == 1)
  }

  /// For each bit whether the number of set bits up to and with it is odd.
  private static func prefixParity(_ bits: UInt64) -> UInt64 {
    if bits == 0 { return 0 }
    var parity = bits
    parity ^= parity << 1
    parity ^= parity << 2
    parity ^= parity << 4
    parity ^= parity << 8
    parity ^= parity << 16
    parity ^= parity << 32
    return parity
  }

  private mutating func takeTidy(
    _ fields: TidyFields, _ bytes: UnsafeRawBufferPointer,
    _ ends: UnsafeMutableBufferPointer<Int>
  ) -> Stop? {
    var commas = fields.commas
    let count = commas.nonzeroBitCount
    guard endCount + count <= ends.count else { return .needsRoom }
    for place in endCount..<(endCount + count) {
      ends[place] = position + commas.trailingZeroBitCount
      commas &= commas &- 1
    }
    endCount += count
    if count > 0 { fieldStart = ends[endCount - 1] + 1 }
    if fields.lineBreak != 0 {
      line += 1
      position += fields.lineBreak.trailingZeroBitCount
      isQuoted = false
      return .rowEnd
    }
    isQuoted = fields.endsQuoted
    position = min(position + Self.block, bytes.count)
    return nil
  }

  // MARK: Mark by mark

  private mutating func takeOneByOne(
    _ marks: risk_byte_marks, _ bytes: UnsafeRawBufferPointer,
    _ ends: UnsafeMutableBufferPointer<Int>
  ) -> Stop? {
    let base = position
    var all = marks.a | marks.b | marks.c
    while all != 0 {
      let index = base + all.trailingZeroBitCount
      all &= all &- 1
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
      case UInt8(ascii: "\""):
        // Only a field that began with a quote has quotes; elsewhere they are
        // plain text.
        if bytes[fieldStart] == UInt8(ascii: "\"") { isQuoted.toggle() }
      default:
        line += 1
        if !isQuoted {
          position = index
          return .rowEnd
        }
      }
    }
    position = min(base + Self.block, bytes.count)
    return nil
  }

  /// A bit for each comma (a), quote (b) and line break (c) of the 64 bytes
  /// from there.
  private static func marks(
    _ bytes: UnsafeRawBufferPointer, at base: Int
  ) -> risk_byte_marks {
    guard let start = bytes.baseAddress else {
      return risk_byte_marks(a: 0, b: 0, c: 0)
    }
    let left = bytes.count - base
    if left >= block { return marks(start + base) }
    return withUnsafeTemporaryAllocation(byteCount: block, alignment: 16) {
      last in
      last.initializeMemory(as: UInt8.self, repeating: 0)
      last.copyMemory(
        from: UnsafeRawBufferPointer(start: start + base, count: left))
      guard let tail = last.baseAddress else {
        return risk_byte_marks(a: 0, b: 0, c: 0)
      }
      return marks(tail)
    }
  }

  private static func marks(_ bytes: UnsafeRawPointer) -> risk_byte_marks {
    risk_bytes_equal(
      bytes, UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"))
  }
}
