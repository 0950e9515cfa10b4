/// A CSV text as a header and data rows that fit it.
enum CSVTable {
  /// Reads a table row by row.
  ///
  /// A row with another number of fields than the header is set aside, and so
  /// is a row that says two things in two columns of one name, and an end that
  /// comes too soon; the rows before it count.
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
    var twins: [(first: Int, second: Int)] = []
    func take(_ next: CSVRow) throws {
      guard let wanted = columnCount else {
        columnCount = next.fieldCount
        let names = (0..<next.fieldCount).map { next.text($0) }
        let isOneLine = names.contains {
          $0.utf8.contains(0x0D) && !$0.utf8.contains(0x0A)
        }
        guard !isOneLine else {
          throw IngestError.malformed(
            "lines end with carriage returns alone, so that the file is one "
              + "line. Convert it, for example with `tr '\\r' '\\n'`.",
            file: input.path)
        }
        twins = HeaderPlaces.columnsOfOneName(names)
        return try header(names)
      }
      do {
        guard next.fieldCount == wanted || fits(next) else {
          throw RowProblem(
            reason: "the row has \(next.fieldCount) fields where the header "
              + "has \(wanted)")
        }
        if !twins.isEmpty { try refuseDifference(next, twins) }
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

  /// A row that fits although it is short may lack the second of two columns.
  private static func refuseDifference(
    _ row: CSVRow, _ twins: [(first: Int, second: Int)]
  ) throws(RowProblem) {
    for (first, second) in twins
    where second < row.fieldCount
      && !row.field(first).elementsEqual(row.field(second))
    {
      throw RowProblem(
        value: row.text(second),
        reason: "columns \(first + 1) and \(second + 1) have one name and say "
          + "'\(row.text(first).prefix(60))' and "
          + "'\(row.text(second).prefix(60))'")
    }
  }
}
