/// A text as lines, for tables of TABs and logs that put a time before each
/// document.
enum TextLines {
  /// Reads line by line, without line breaks; blank lines are no lines.
  ///
  /// An end that comes too soon is set aside; the lines before it count.
  ///
  /// - Parameters:
  ///   - limitMiB: a longer line is no line of such a file.
  ///   - kind: what such a file is, for the message.
  ///   - line: takes a line and its 1-based number; a thrown `RowProblem` sets
  ///     it aside.
  static func read(
    _ input: FormatInput, limitMiB: Int = 16, kind: String = "a log",
    line: (ArraySlice<UInt8>, Int) throws -> Void
  ) throws {
    var rest: [UInt8] = []
    var number = 0
    func take(_ bytes: ArraySlice<UInt8>) throws {
      number += 1
      let text = bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes
      guard !text.allSatisfy(isBlankByte) else { return }
      do {
        try line(text, number)
      } catch let problem as RowProblem {
        try input.collector.setAside(problem, line: number)
      }
    }
    while true {
      let chunk = try input.stream.next()
      if chunk.isEmpty { break }
      var start = chunk.startIndex
      while let end = chunk[start...].firstIndex(of: UInt8(ascii: "\n")) {
        if rest.isEmpty {
          try take(chunk[start..<end])
        } else {
          rest += chunk[start..<end]
          try take(rest[...])
          rest = []
        }
        start = end + 1
      }
      rest += chunk[start...]
      if rest.count > limitMiB << 20 {
        throw IngestError.malformed(
          "line \(number + 1): a line of more than \(limitMiB) MiB. Check that "
            + "the file is \(kind).", file: input.path)
      }
    }
    if let reason = input.stream.earlyEnd {
      // The last line may be cut inside a value: it is not data.
      return try input.collector.setAside(
        RowProblem(reason: reason), line: number + 1)
    }
    if !rest.isEmpty { try take(rest[...]) }
  }
}
