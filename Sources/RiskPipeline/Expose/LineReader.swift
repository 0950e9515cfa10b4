/// Cuts chunks of bytes into lines.
struct LineReader {
  private let chunk: () throws -> [UInt8]?
  private var bytes: [UInt8] = []
  private var position = 0
  private var isOver = false
  /// Lines handed out so far.
  private(set) var count = 0

  /// - Parameter chunk: the next bytes; nil or none when there are no more.
  init(_ chunk: @escaping () throws -> [UInt8]?) { self.chunk = chunk }

  /// The next line without its line break; nil at the end.
  mutating func next() throws -> ArraySlice<UInt8>? {
    var searched = position
    while true {
      if let end = bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { position = end + 1 }
        count += 1
        return bytes[position..<end]
      }
      searched = bytes.count
      if isOver {
        guard position < bytes.count else { return nil }
        defer { position = bytes.count }
        count += 1
        return bytes[position...]
      }
      guard let more = try chunk(), !more.isEmpty else {
        isOver = true
        continue
      }
      bytes.removeSubrange(..<position)
      searched -= position
      position = 0
      bytes += more
    }
  }
}
