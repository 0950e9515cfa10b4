import RiskDomain

/// Rows of a small table of our own, CSV with a header or JSON lines with the
/// same names.
enum NamedValues {
  /// Reads row by row; empty values are left out.
  ///
  /// - Parameters:
  ///   - needed: names that the header of a CSV file must hold.
  ///   - row: takes the values of a row and its line or record number.
  static func read(
    _ input: FormatInput, needed: [String],
    row: (NamedRow, Int) throws -> Void
  ) throws {
    guard input.head.outline == nil else {
      return try JSONRecords.read(input, shape: .documents) {
        record, _, index in
        var values: [String: String] = [:]
        try record.forEachMember { key, value in
          values[Fields.text(key)] = value.text
        }
        try row(NamedRow(values: values, hints: input.hints), index)
      }
    }
    var names: [String] = []
    try CSVTable.read(input) { header in
      names = header
      let missing = needed.filter { !header.contains($0) }
      guard missing.isEmpty else {
        throw IngestError.malformed(
          "the header lacks " + missing.joined(separator: ", ") + ". Found: "
            + header.joined(separator: ", ") + ".", file: input.path)
      }
    } row: { line in
      var values: [String: String] = [:]
      for (index, name) in names.enumerated() {
        values[name] = line.text(index)
      }
      try row(NamedRow(values: values, hints: input.hints), line.line)
    }
  }
}

/// The values of one row by name.
struct NamedRow {
  private let values: [String: String]
  private let hints: IngestHints

  init(values: [String: String], hints: IngestHints) {
    self.values = values.filter { !$0.value.isEmpty }
    self.hints = hints
  }

  subscript(name: String) -> String? { values[name] }

  func needed(_ name: String) throws(RowProblem) -> String {
    try Fields.needed(values[name], column: name)
  }

  func instant(_ name: String) throws(RowProblem) -> UTCInstant {
    try Fields.instant(
      Array(try needed(name).utf8)[...], column: name,
      clock: hints.clock)
  }

  /// A whole number of at least 0; nil when it is missing.
  func count(_ name: String) throws(RowProblem) -> Int64? {
    guard let text = values[name] else { return nil }
    return Int64(
      try Fields.whole(Array(text.utf8)[...], column: name, atLeast: 0))
  }

  /// Seconds as whole milliseconds; nil when they are missing.
  func milliseconds(ofSeconds name: String) throws(RowProblem) -> Int64? {
    guard let text = values[name] else { return nil }
    guard let number = try? DecimalNumber(parsing: Array(text.utf8)[...])
    else {
      throw RowProblem(
        column: name, value: text, reason: "'\(text)' is not a number")
    }
    // A century at most: sums of many stay inside 63 bits.
    guard let whole = number.scaled(byPowerOfTen: 3), whole >= 0,
      whole <= NodeLog.lastMilliseconds
    else {
      throw RowProblem(
        column: name, value: text,
        reason: "'\(text)' seconds are below 0 or more than 100 years")
    }
    return whole
  }

  /// One of a closed list of words.
  func word<Value: RawRepresentable & CaseIterable>(
    _ name: String, _: Value.Type, default standard: Value? = nil
  ) throws(RowProblem) -> Value where Value.RawValue == String {
    if values[name] == nil, let standard { return standard }
    let text = try needed(name)
    guard let value = Value(rawValue: text) else {
      throw RowProblem(
        column: name, value: text,
        reason: "'\(text)' is not one of "
          + Value.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return value
  }

  func pool(_ name: String) throws(RowProblem) -> PoolID {
    let key = try needed(name)
    do {
      return try PoolID(key: key)
    } catch {
      throw RowProblem(column: name, value: key, reason: error.message)
    }
  }
}
