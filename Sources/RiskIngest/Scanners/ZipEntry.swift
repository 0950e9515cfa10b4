/// The header of the first file in a zip archive (PKWARE APPNOTE 6.3, 4.3.7).
///
/// Only deflated files are read; others are left to `unzip`.
struct ZipEntry {
  /// Enough for a descriptor and the signature behind it.
  static let trailerBytes = 28
  private static let fileSignature: [UInt8] = [0x50, 0x4B, 0x03, 0x04]
  private static let descriptorSignature: [UInt8] = [0x50, 0x4B, 0x07, 0x08]

  /// Where the compressed bytes begin.
  let dataOffset: Int
  /// nil when the checksum stands behind the data.
  private let checksum: UInt32?

  /// Reads a header; nil when the bytes are no archive, are too few, or the
  /// file is encrypted or not deflated.
  init?(_ bytes: [UInt8]) {
    guard bytes.starts(with: Self.fileSignature), bytes.count >= 30 else {
      return nil
    }
    let flags = Self.number(bytes[6..<8])
    let method = Self.number(bytes[8..<10])
    guard flags & 1 == 0, method == 8 else { return nil }
    checksum = flags & 8 == 0 ? Self.number(bytes[14..<18]) : nil
    dataOffset =
      30 + Int(Self.number(bytes[26..<28]))
      + Int(Self.number(bytes[28..<30]))
  }

  /// Bytes that a header can take before it must be readable.
  static let headerLimit = 30 + 2 * 65535

  /// Reads what follows the compressed bytes; nil when it is cut off.
  func trailer(
    _ bytes: [UInt8]
  ) -> (checksum: UInt32, hasFurtherFiles: Bool)? {
    if let checksum {
      return (checksum, bytes.starts(with: Self.fileSignature))
    }
    let descriptor =
      bytes.starts(with: Self.descriptorSignature)
      ? bytes.dropFirst(4) : bytes[...]
    guard descriptor.count >= 12 else { return nil }
    // Sizes of 4 bytes each, or of 8 in large archives.
    let hasFurtherFiles = [12, 20].contains {
      descriptor.dropFirst($0).starts(with: Self.fileSignature)
    }
    return (Self.number(descriptor.prefix(4)), hasFurtherFiles)
  }

  /// A little-endian number.
  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }
}
