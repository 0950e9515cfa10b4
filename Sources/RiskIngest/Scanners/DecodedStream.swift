/// A file's text: inflated where it is gzip or zip, without a byte order mark.
final class DecodedStream {
  private let file: FileBytes
  private var inflater: Inflater?
  private var pending: [UInt8] = []
  private let path: String
  private var sawEnd = false
  /// Told after every chunk how many bytes of the file have been taken.
  var onChunk: ((Int64) -> Void)?

  /// Opens a file and looks at its first bytes.
  init(path: String, chunkBytes: Int) throws {
    self.path = path
    file = try FileBytes(path: path, chunkBytes: chunkBytes)
    var start = try Self.bytes(of: file, atLeast: 4)
    if start.starts(with: [0x1F, 0x8B]) {
      inflater = try Inflater(
        source: file, frame: .gzip, input: start, outputBytes: chunkBytes)
    } else if start.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
      start += try Self.bytes(
        of: file, atLeast: ZipEntry.headerLimit - start.count)
      if let entry = ZipEntry(start), entry.dataOffset <= start.count {
        inflater = try Inflater(
          source: file, frame: .zip(entry),
          input: Array(start[entry.dataOffset...]), outputBytes: chunkBytes)
      } else {
        pending = start
      }
    } else {
      pending = start
    }
    try dropByteOrderMark()
  }

  /// That many bytes or more, or all that are left.
  private static func bytes(
    of file: FileBytes, atLeast count: Int
  ) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      let chunk = try file.next()
      if chunk.isEmpty { break }
      bytes += chunk
    }
    return bytes
  }

  /// Why the text ends before its time; nil while it goes on or ended well.
  ///
  /// A sentence for a set-aside row.
  var earlyEnd: String? {
    switch inflater?.ending {
    case .truncated:
      "the \(packing) stream ends early: the file was cut off and rows may be "
        + "missing"
    case .damaged:
      "the \(packing) stream is damaged from here on and rows may be missing"
    case .furtherFiles:
      "the zip archive holds more files, which were not read; unpack it "
        + "with `unzip`"
    case .trailingBytes:
      "bytes that are not gzip follow the compressed data and were not read"
    case .complete, nil: nil
    }
  }

  private var packing: String {
    if case .zip = inflater?.frame { "zip" } else { "gzip" }
  }

  /// The first bytes, which `next` gives again.
  func head(limit: Int) throws -> [UInt8] {
    try fill(limit)
    return Array(pending.prefix(limit))
  }

  /// The next bytes; empty at the end.
  func next() throws -> [UInt8] {
    guard pending.isEmpty else {
      defer { pending = [] }
      return pending
    }
    return try take()
  }

  private func take() throws -> [UInt8] {
    let chunk = try inflater?.next() ?? file.next()
    if chunk.isEmpty { sawEnd = true }
    onChunk?(file.taken)
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
