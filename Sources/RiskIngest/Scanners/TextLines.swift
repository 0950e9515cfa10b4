/// A text as a row of lines.
enum TextLines {
  /// A line beyond this is no line of text.
  static let lineLimitBytes = 16 << 20

  /// Hands over every line that is not blank, without its line break, with
  /// its number counted from 1.
  ///
  /// A `RowProblem` of the body sets the line aside, and so is an end that
  /// comes too soon; the lines before it count.
  ///
  /// - Throws: `IngestError` for a line over 16 MiB.
  static func read(
    _ input: FormatInput, line body: (ArraySlice<UInt8>, Int) throws -> Void
  ) throws {
    var rest: [UInt8] = []
    var number = 0
    func take(_ line: ArraySlice<UInt8>) throws {
      number += 1
      let end = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      guard !end.allSatisfy(isBlankByte) else { return }
      do {
        try body(end, number)
      } catch let problem as RowProblem {
        try input.collector.setAside(problem, line: number)
      }
    }
    while true {
      let chunk = try input.stream.next()
      if chunk.isEmpty { break }
      var bytes = chunk[...]
      if !rest.isEmpty {
        rest += chunk
        bytes = rest[...]
        rest = []
      }
      while let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
        try take(bytes[..<end])
        bytes = bytes[(end + 1)...]
      }
      guard bytes.count <= lineLimitBytes else {
        throw IngestError.malformed(
          "line \(number + 1) has more than 16 MiB. Check that the file is "
            + "text.", file: input.path)
      }
      rest = Array(bytes)
    }
    if let reason = input.stream.earlyEnd {
      return try input.collector.setAside(
        RowProblem(reason: reason), line: number + 1)
    }
    if !rest.isEmpty { try take(rest[...]) }
  }
}
