/// The header of one file in a zip archive (PKWARE APPNOTE 6.3, 4.3.7).
struct ZipEntry {
  enum Method: Equatable {
    case stored, deflated
    case other(Int)
  }

  static let fileSignature: [UInt8] = [0x50, 0x4B, 0x03, 0x04]
  private static let descriptorSignature: [UInt8] = [0x50, 0x4B, 0x07, 0x08]
  /// Length of a header without its name and extra field.
  static let fixedBytes = 30
  /// Enough for the longest descriptor and the signature behind it.
  static let trailerBytes = 28

  let name: String
  let method: Method
  let isEncrypted: Bool
  /// Checksum and sizes stand behind the data.
  let hasDescriptor: Bool
  private let checksum: UInt32
  /// Bytes of the packed data; not known where a descriptor follows.
  let packedCount: UInt64

  /// Length of a header's name and extra field; nil for other bytes.
  static func variableBytes(_ header: ArraySlice<UInt8>) -> Int? {
    guard header.starts(with: fileSignature), header.count >= fixedBytes
    else { return nil }
    return Int(number(header, 26, 2)) + Int(number(header, 28, 2))
  }

  /// Reads a whole header.
  init(_ header: ArraySlice<UInt8>) {
    let flags = Self.number(header, 6, 2)
    isEncrypted = flags & 1 != 0
    hasDescriptor = flags & 8 != 0
    method =
      switch Self.number(header, 8, 2) {
      case 0: .stored
      case 8: .deflated
      case let other: .other(Int(other))
      }
    checksum = UInt32(truncatingIfNeeded: Self.number(header, 14, 4))
    let nameCount = Int(Self.number(header, 26, 2))
    let rest = header.dropFirst(Self.fixedBytes)
    name = String(decoding: rest.prefix(nameCount), as: UTF8.self)
    let size = Self.number(header, 18, 4)
    packedCount =
      size == 0xFFFF_FFFF
      ? Self.largeSize(rest.dropFirst(nameCount)) ?? size : size
  }

  /// True for an entry that only names a folder.
  var isFolder: Bool { name.hasSuffix("/") }

  /// True when the name leads out of the folder of whoever unpacks it.
  var leadsOutside: Bool {
    let parts = name.split(
      omittingEmptySubsequences: false
    ) { $0 == "/" || $0 == "\\" }
    return parts.first == "" || parts.contains("..")
      || parts.first?.hasSuffix(":") == true
  }

  /// The packed size in the extra field of large files (4.5.3): the second
  /// of two numbers of 8 bytes.
  private static func largeSize(_ extra: ArraySlice<UInt8>) -> UInt64? {
    var rest = extra
    while rest.count >= 4 {
      let count = Int(number(rest, 2, 2))
      if number(rest, 0, 2) == 1, count >= 16, rest.count >= 20 {
        return number(rest, 12, 8)
      }
      rest = rest.dropFirst(4 + count)
    }
    return nil
  }

  /// Reads what follows the data.
  ///
  /// - Parameter bytes: what follows; less than `trailerBytes` only at the
  ///   end of the file.
  /// - Returns: the checksum and the length of the descriptor; nil when it is
  ///   cut off.
  func trailer(
    _ bytes: ArraySlice<UInt8>
  ) -> (checksum: UInt32, count: Int)? {
    guard hasDescriptor else { return (checksum, 0) }
    let mark = bytes.starts(with: Self.descriptorSignature) ? 4 : 0
    guard bytes.count >= mark + 12 else { return nil }
    let sum = UInt32(truncatingIfNeeded: Self.number(bytes, mark, 4))
    // Sizes have 4 bytes each, in large files 8: then something else stands
    // where the next header should.
    let short = mark + 12
    let isShort =
      bytes.count == short || bytes.dropFirst(short).starts(with: [0x50, 0x4B])
    let count = isShort ? short : mark + 20
    return bytes.count >= count ? (sum, count) : nil
  }

  /// A little-endian number at an offset; bytes that are not there are 0.
  private static func number(
    _ bytes: ArraySlice<UInt8>, _ offset: Int, _ count: Int
  ) -> UInt64 {
    bytes.dropFirst(offset).prefix(count).reversed().reduce(0) {
      $0 << 8 | UInt64($1)
    }
  }
}
