/// Follows one JSON value to its last byte, across chunks.
struct JSONValueTracker {
  enum Outcome: Equatable {
    case needsMore
    case complete
    case broken(String)
  }

  private enum Kind { case unknown, string, container, bare }

  private var kind = Kind.unknown
  private var depth = 0
  /// One bit per level, 1 for an object.
  private var isObject: UInt64 = 0
  private var isInString = false
  private var isEscaped = false
  private var isLineStart = false

  init() {}

  /// Moves `position` behind the value, or to the end of the bytes.
  ///
  /// - Parameter splitsDocuments: a `{` at the start of a line inside the
  ///   value means that the document before it was cut off. Programs that
  ///   write one document per line, or indent, never put one there.
  mutating func advance(
    _ bytes: [UInt8], from position: inout Int, splitsDocuments: Bool
  ) -> Outcome {
    bytes.withUnsafeBufferPointer { bytes in
      var index = position
      defer { position = index }
      while index < bytes.count {
        let byte = bytes[index]
        if isInString {
          if isEscaped {
            isEscaped = false
          } else if byte == UInt8(ascii: "\\") {
            isEscaped = true
          } else if byte == UInt8(ascii: "\"") {
            isInString = false
            if kind == .string {
              index += 1
              return .complete
            }
          } else if byte == UInt8(ascii: "\n") {
            index += 1
            return .broken("a string is not closed on its line")
          }
          index += 1
          continue
        }
        if kind == .bare, Self.endsBareScalar(byte) { return .complete }
        if splitsDocuments, isLineStart, byte == UInt8(ascii: "{") {
          return .broken("the next record begins before this one is closed")
        }
        isLineStart = byte == UInt8(ascii: "\n")
        if let outcome = structure(byte) {
          if outcome == .complete { index += 1 }
          return outcome
        }
        index += 1
      }
      return .needsMore
    }
  }

  private static func endsBareScalar(_ byte: UInt8) -> Bool {
    isBlankByte(byte) || byte == UInt8(ascii: ",")
      || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}")
  }

  /// Takes a byte outside strings; nil while the value goes on.
  private mutating func structure(_ byte: UInt8) -> Outcome? {
    switch byte {
    case UInt8(ascii: "\""):
      isInString = true
      if kind == .unknown { kind = .string }
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      kind = .container
      guard depth < JSONCursor.depthLimit else {
        return .broken("brackets nest deeper than 64 levels")
      }
      depth += 1
      isObject = isObject << 1 | (byte == UInt8(ascii: "{") ? 1 : 0)
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      guard (isObject & 1 == 1) == (byte == UInt8(ascii: "}")), depth > 0
      else { return .broken("a bracket closes what it did not open") }
      depth -= 1
      isObject >>= 1
      if depth == 0 { return .complete }
    default:
      if kind == .unknown { kind = .bare }
    }
    return nil
  }
}
