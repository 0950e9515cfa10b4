/// Bytes of a file that wait to be decoded.
final class InputBuffer {
  private let file: FileBytes
  private(set) var bytes: [UInt8] = []
  /// First byte that was not taken yet.
  private(set) var position = 0

  init(_ file: FileBytes) { self.file = file }

  /// Bytes read from the file so far, taken or not.
  private(set) var readCount: Int64 = 0

  var isEmpty: Bool { position == bytes.count }

  /// The bytes that wait.
  var rest: ArraySlice<UInt8> { bytes[position...] }

  /// Reads on until that many bytes wait; false when the file has fewer.
  func fill(_ count: Int) throws -> Bool {
    while bytes.count - position < count {
      let chunk = try file.next()
      if chunk.isEmpty { return false }
      readCount += Int64(chunk.count)
      if position == bytes.count {
        bytes = chunk
      } else {
        bytes.removeFirst(position)
        bytes += chunk
      }
      position = 0
    }
    return true
  }

  /// Steps over bytes that wait.
  func skip(_ count: Int) { position = min(position + count, bytes.count) }

  /// Takes at most that many bytes; empty at the file's end.
  func take(_ count: Int) throws -> [UInt8] {
    guard try fill(1) else { return [] }
    let taken = Array(rest.prefix(count))
    skip(taken.count)
    return taken
  }

  /// Takes what waits, or else what the file gives next; empty at its end.
  func takeChunk() throws -> [UInt8] {
    guard try fill(1) else { return [] }
    defer {
      bytes = []
      position = 0
    }
    return position == 0 ? bytes : Array(rest)
  }

  /// Lends the waiting bytes to a decoder.
  ///
  /// - Parameter body: returns how many it took.
  func lend(_ body: (UnsafeMutableBufferPointer<UInt8>) -> Int) {
    let from = position
    var taken = 0
    bytes.withUnsafeMutableBufferPointer { all in
      taken = body(UnsafeMutableBufferPointer(rebasing: all[from...]))
    }
    skip(taken)
  }
}
