import CZlib

/// The files of a zip archive, in the order in which they lie there.
///
/// Headers are read where they stand in front of their data; the directory at
/// the end is not needed, so that an archive that was cut off gives what it
/// still holds.
final class ZipArchive: Decoder {
  let packing = "zip"

  private let input: InputBuffer
  private let path: String
  private let outputBytes: Int
  private var entry: ZipEntry?
  private var inflater: UnpackAhead?
  /// Bytes of a stored file that are left.
  private var storedCount: UInt64 = 0
  private var checksum: UInt = 0
  /// Of the current file.
  private(set) var ending: DecoderEnding?
  /// While a file is inflated ahead the input is not ours to look at.
  var readCount: Int64 { inflater?.readCount ?? input.readCount }

  /// - Parameter input: stands before the first header.
  init(_ input: InputBuffer, path: String, outputBytes: Int) {
    self.input = input
    self.path = path
    self.outputBytes = max(1, outputBytes)
  }

  /// Moves to the next file; folders are skipped.
  ///
  /// - Returns: false when there is none, or none that can be found because
  ///   the one before is broken.
  /// - Throws: `IngestError` for a name that leads outside, an encrypted file
  ///   and a method that is not read.
  func nextEntry() throws -> Bool {
    guard entry == nil || ending == .complete else { return false }
    while let next = try header() {
      guard !next.leadsOutside else {
        throw IngestError.malformed(
          "the archive holds a file named '\(next.name.prefix(200))', which "
            + "leads out of the folder where it is unpacked. Pack the files "
            + "again without such names.", file: path)
      }
      try open(next)
      if !next.isFolder { return true }
      while ending == nil { _ = try self.next() }
      guard ending == .complete else { return false }
    }
    return false
  }

  private func header() throws -> ZipEntry? {
    _ = try input.fill(ZipEntry.fixedBytes)
    guard let variable = ZipEntry.variableBytes(input.rest),
      try input.fill(ZipEntry.fixedBytes + variable)
    else { return nil }
    let whole = input.rest.prefix(ZipEntry.fixedBytes + variable)
    input.skip(whole.count)
    return ZipEntry(whole)
  }

  private func open(_ next: ZipEntry) throws {
    func unsupported(_ what: String) -> IngestError {
      IngestError(
        code: .unsupported, file: path,
        message: "the file '\(next.name.prefix(200))' in the archive is "
          + what + ". Unpack it first with `unzip`.")
    }
    if next.isEncrypted { throw unsupported("encrypted") }
    entry = next
    ending = nil
    checksum = 0
    inflater = nil
    switch next.method {
    case .deflated:
      inflater = UnpackAhead(
        try Inflater(
          input, frame: .raw, packing: packing, outputBytes: outputBytes))
    case .stored where next.hasDescriptor && !next.isFolder:
      throw unsupported("stored without its length")
    case .stored:
      storedCount = next.hasDescriptor ? 0 : next.packedCount
    case .other(let number):
      throw unsupported("packed by method \(number), which is not read")
    }
  }

  func next() throws -> [UInt8] {
    guard let entry, ending == nil else { return [] }
    let output = try inflater?.next() ?? stored()
    if !output.isEmpty {
      // zlib takes an empty buffer as the wish to start over.
      checksum = crc32(checksum, output, UInt32(output.count))
      return output
    }
    if let broken = inflater?.ending, broken != .complete {
      ending = broken
    } else if inflater == nil, storedCount > 0 {
      ending = .truncated
    } else {
      try finish(entry)
    }
    return []
  }

  private func stored() throws -> [UInt8] {
    let count = Int(clamping: min(storedCount, UInt64(outputBytes)))
    guard count > 0 else { return [] }
    let bytes = try input.take(count)
    storedCount -= UInt64(bytes.count)
    return bytes
  }

  /// Compares the checksum of a file that was read to its end.
  private func finish(_ entry: ZipEntry) throws {
    _ = try input.fill(ZipEntry.trailerBytes)
    guard let trailer = entry.trailer(input.rest) else {
      ending = .truncated
      return
    }
    input.skip(trailer.count)
    ending = UInt(trailer.checksum) == checksum ? .complete : .damaged
  }
}
