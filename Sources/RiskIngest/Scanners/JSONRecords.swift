/// A JSON text as a row of records.
enum JSONRecords {
  /// Reads record by record, the first having index 1.
  ///
  /// A broken record and an end that comes too soon are set aside; the records
  /// before count.
  ///
  /// - Parameters:
  ///   - runs: takes runs of records of a list that look alike; what it does
  ///     not take goes to `record`.
  ///   - other: takes members beside the list of records.
  ///   - record: takes a record, its key in a `members` shape, and its index;
  ///     a thrown `RowProblem` sets it aside.
  static func read(
    _ input: FormatInput, shape: JSONRecordScanner.Shape,
    runs: (any JSONRunReader)? = nil,
    other: (JSONText, String) throws -> Void = { _, _ in },
    record: (JSONText, String?, Int) throws -> Void
  ) throws {
    var scanner = JSONRecordScanner(shape: shape, runs: runs)
    var lastIndex = 0
    // Records of runs are counted where they are taken.
    var index: Int {
      get { runs?.index ?? lastIndex }
      set {
        lastIndex = newValue
        runs?.index = newValue
      }
    }
    func take(_ finding: JSONRecordScanner.Finding) throws {
      switch finding {
      case .other(let text, let key):
        try other(text, key)
      case .broken(let problem):
        index += 1
        try input.collector.setAside(problem, line: index)
      case .record(let text, let key):
        index += 1
        do {
          try record(text, key, index)
        } catch let problem as RowProblem {
          try input.collector.setAside(problem, line: index)
        } catch let error as JSONSyntaxError {
          try input.collector.setAside(
            RowProblem(
              value: text.written, reason: "broken JSON: " + error.reason),
            line: index)
        }
      }
    }
    do {
      while true {
        let chunk = try input.stream.next()
        if chunk.isEmpty { break }
        try scanner.consume(chunk, take)
      }
    } catch let error as JSONSyntaxError {
      throw IngestError.malformed(
        "broken JSON after record \(index): \(error.reason). "
          + "Export the file again.", file: input.path)
    }
    let unfinished = try scanner.finish(take)
    if let reason = input.stream.earlyEnd ?? unfinished {
      try input.collector.setAside(
        RowProblem(reason: reason), line: index + 1)
    }
  }
}
