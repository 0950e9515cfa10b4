/// A file's text: unpacked where it is gzip, zstd or zip, without a byte order
/// mark.
final class DecodedStream {
  private let input: InputBuffer
  private let decoder: (any Decoder)?
  private let archive: ZipArchive?
  private let limits: UnpackLimits
  private var pending: [UInt8] = []
  private let path: String
  private var sawEnd = false
  private var unpackedCount: Int64 = 0
  /// How many files of an archive stand before the present one.
  private(set) var entryIndex: Int32 = 0
  /// Told after every chunk how many bytes of the file have been taken.
  var onChunk: ((Int64) -> Void)?

  /// Opens a file and looks at its first bytes.
  init(
    path: String, chunkBytes: Int, limits: UnpackLimits = UnpackLimits()
  ) throws {
    self.path = path
    self.limits = limits
    input = InputBuffer(
      try FileBytes(path: path, chunkBytes: chunkBytes, isLastReading: true))
    _ = try input.fill(4)
    if input.rest.starts(with: [0x1F, 0x8B]) {
      archive = nil
      decoder = UnpackAhead(
        try Inflater(
          input, frame: .gzip, packing: "gzip", outputBytes: chunkBytes))
    } else if ZstdDecoder.begins(input.rest) {
      archive = nil
      decoder = UnpackAhead(
        try ZstdDecoder(input, path: path, outputBytes: chunkBytes))
    } else if try Self.isZip(input) {
      let zip = ZipArchive(input, path: path, outputBytes: chunkBytes)
      archive = zip
      decoder = zip
      sawEnd = try !zip.nextEntry()
    } else {
      archive = nil
      decoder = nil
    }
    try dropByteOrderMark()
  }

  /// True when a whole header of a zip archive stands there.
  private static func isZip(_ input: InputBuffer) throws -> Bool {
    guard input.rest.starts(with: ZipEntry.fileSignature) else { return false }
    _ = try input.fill(ZipEntry.fixedBytes)
    guard let variable = ZipEntry.variableBytes(input.rest) else {
      return false
    }
    return try input.fill(ZipEntry.fixedBytes + variable)
  }

  /// True when there may be several files inside.
  var isArchive: Bool { archive != nil }

  /// Moves to the next file of a zip archive; false when there is none.
  func nextEntry() throws -> Bool {
    pending = []
    guard let archive else { return false }
    while try !take().isEmpty {}
    guard try archive.nextEntry() else { return false }
    entryIndex &+= 1
    sawEnd = false
    try dropByteOrderMark()
    return true
  }

  /// Why the text ends before its time; nil while it goes on or ended well.
  ///
  /// A sentence for a set-aside row.
  var earlyEnd: String? {
    guard let decoder else { return nil }
    let packing = decoder.packing
    return switch decoder.ending {
    case .truncated:
      "the \(packing) stream ends early: the file was cut off and rows may be "
        + "missing"
    case .damaged:
      "the \(packing) stream is damaged from here on and rows may be missing"
    case .trailingBytes:
      "bytes that are not \(packing) follow the compressed data and were not "
        + "read"
    case .complete, nil: nil
    }
  }

  /// Whether the packed bytes are not those that were packed.
  var isDamaged: Bool { decoder?.ending == .damaged }

  /// The first bytes, which `next` gives again.
  func head(limit: Int) throws -> [UInt8] {
    try fill(limit)
    return Array(pending.prefix(limit))
  }

  /// The next bytes; empty at the end.
  ///
  /// - Throws: `IngestError` when the file unpacks to more than any export
  ///   does, or cannot be read.
  func next() throws -> [UInt8] {
    guard pending.isEmpty else {
      defer { pending = [] }
      return pending
    }
    return try take()
  }

  private func take() throws -> [UInt8] {
    guard let decoder else {
      let chunk = try input.takeChunk()
      if chunk.isEmpty { sawEnd = true }
      onChunk?(input.readCount)
      return chunk
    }
    let chunk = try decoder.next()
    if chunk.isEmpty { sawEnd = true }
    unpackedCount += Int64(chunk.count)
    if let problem = limits.problem(
      packed: decoder.readCount, unpacked: unpackedCount)
    {
      throw IngestError(
        code: .unsupported, file: path,
        message: "this \(decoder.packing) file was not read: " + problem)
    }
    onChunk?(decoder.readCount)
    return chunk
  }

  private func fill(_ count: Int) throws {
    while pending.count < count, !sawEnd { pending += try take() }
  }

  private func dropByteOrderMark() throws {
    try fill(3)
    if pending.starts(with: [0xEF, 0xBB, 0xBF]) { pending.removeFirst(3) }
  }
}
