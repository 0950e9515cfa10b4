/// A CSV text as a header and data rows that fit it.
enum CSVTable {
  /// Reads a table row by row.
  ///
  /// A row with another number of fields than the header is set aside, and so
  /// is an end that comes too soon; the rows before it count.
  ///
  /// - Parameters:
  ///   - header: takes the column names; called once, before any row.
  ///   - fits: whether a row with another number of fields can be read after
  ///     all; none can unless the format knows how to tell.
  ///   - row: takes a data row; a thrown `RowProblem` sets it aside.
  static func read(
    _ input: FormatInput, header: ([String]) throws -> Void,
    fits: (CSVRow) -> Bool = { _ in false },
    row: (CSVRow) throws -> Void
  ) throws {
    var scanner = CSVScanner()
    var columnCount: Int?
    func take(_ next: CSVRow) throws {
      guard let wanted = columnCount else {
        columnCount = next.fieldCount
        return try header((0..<next.fieldCount).map { next.text($0) })
      }
      do {
        guard next.fieldCount == wanted || fits(next) else {
          throw RowProblem(
            reason: "the row has \(next.fieldCount) fields where the header "
              + "has \(wanted)")
        }
        try row(next)
      } catch let problem as RowProblem {
        try input.collector.setAside(problem, line: next.line)
      }
    }
    do {
      while true {
        let chunk = try input.stream.next()
        if chunk.isEmpty { break }
        try scanner.consume(chunk, take)
      }
      if let reason = input.stream.earlyEnd {
        // The last line may be cut inside a number: it is not data.
        return try input.collector.setAside(
          RowProblem(reason: reason), line: scanner.rowLine)
      }
      if let line = try scanner.finish(take) {
        try input.collector.setAside(
          RowProblem(
            reason: "a quoted field is not closed before the file ends"),
          line: line)
      }
    } catch let row as CSVScanner.TooLong {
      throw IngestError.malformed(
        "line \(row.line): a row of more than 16 MiB. "
          + (row.isQuoted
            ? "A closing quote is probably missing there."
            : "Check that the file is CSV."),
        file: input.path)
    }
    if columnCount == nil {
      throw IngestError.malformed("there is no header line.", file: input.path)
    }
  }
}
