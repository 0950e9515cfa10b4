/// A text as lines of fields between TABs, without quotes or a header.
enum TabLines {
  /// Reads line by line; blank lines are none.
  ///
  /// An end that comes too soon is set aside; the lines before it count.
  ///
  /// - Parameter row: takes the fields and the 1-based line; a thrown
  ///   `RowProblem` sets the line aside.
  static func read(
    _ input: FormatInput, row: ([ArraySlice<UInt8>], Int) throws -> Void
  ) throws {
    try TextLines.read(input, limitMiB: 1, kind: "a table of TABs") {
      line, number in
      try row(fields(line), number)
    }
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
