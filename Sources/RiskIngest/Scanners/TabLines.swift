/// A text as lines of fields between TABs, without quotes or a header.
enum TabLines {
  /// A line beyond this is no table.
  static let lineLimitBytes = 1 << 20

  /// Reads line by line; blank lines are none.
  ///
  /// An end that comes too soon is set aside; the lines before it count.
  ///
  /// - Parameter row: takes the fields and the 1-based line; a thrown
  ///   `RowProblem` sets the line aside.
  static func read(
    _ input: FormatInput, row: ([ArraySlice<UInt8>], Int) throws -> Void
  ) throws {
    var rest: [UInt8] = []
    var line = 0
    func take(_ bytes: ArraySlice<UInt8>) throws {
      line += 1
      let text = bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes
      guard !text.allSatisfy(isBlankByte) else { return }
      do {
        try row(fields(text), line)
      } catch let problem as RowProblem {
        try input.collector.setAside(problem, line: line)
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
          let whole = rest
          rest = []
          try take(whole[...])
        }
        start = end + 1
      }
      rest += chunk[start...]
      guard rest.count <= lineLimitBytes else {
        throw IngestError.malformed(
          "line \(line + 1): a line of more than 1 MiB. Check that the file "
            + "is a table of TABs.", file: input.path)
      }
    }
    if let reason = input.stream.earlyEnd {
      // The last line may be cut inside a number: it is not data.
      return try input.collector.setAside(
        RowProblem(reason: reason), line: line + 1)
    }
    if !rest.isEmpty { try take(rest[...]) }
  }

  /// The fields of a line.
  static func fields(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    line.split(
      separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
  }

  /// The fields of the first whole line of a text that is no JSON; empty when
  /// it has no TAB.
  static func firstFields(_ head: FileHead) -> [ArraySlice<UInt8>] {
    guard head.outline == nil else { return [] }
    let line = head.bytes.prefix { $0 != UInt8(ascii: "\n") }
    let text = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    let fields = fields(text)
    return fields.count > 1 ? fields : []
  }
}
