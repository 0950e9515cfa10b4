import RiskDomain

/// One CSV file of the catalog: comment lines with source and dates, a header,
/// rows.
///
/// Comment lines read `# key: text`; `source` and one of `retrieved` and
/// `written` must be there, because a fact without them cannot be trusted.
/// Fields may be quoted, quotes are doubled, no field holds a line break.
struct CatalogFileTable {
  /// One row with the names of its columns.
  struct Row {
    var file: String
    var line: Int
    /// Columns by name; shared by all rows.
    fileprivate var columns: [String: Int]
    fileprivate var fields: [String]
  }

  let rows: [Row]

  /// - Parameter columns: the columns the file must have, no more and no less.
  init(
    file: String, text: String, columns: [String]
  ) throws(CatalogError) {
    var notes: Set<String> = []
    var header: [String]?
    var places: [String: Int] = [:]
    var rows: [Row] = []
    var lineNumber = 0
    // By bytes: every command reads the catalog when it starts.
    let lines = text.utf8.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for bytes in lines {
      lineNumber += 1
      let isWindows = bytes.last == UInt8(ascii: "\r")
      let line = Substring(isWindows ? bytes.dropLast() : bytes)
      if line.isEmpty { continue }
      if line.hasPrefix("#") {
        notes.insert(Self.noteKey(line))
        continue
      }
      guard let fields = Self.fields(of: line) else {
        throw CatalogError(
          .malformedFile, file: file, line: lineNumber,
          reason: "A quoted field does not end.",
          nextStep: "Close the quotes; write a quote inside as two.")
      }
      guard let names = header else {
        try Self.check(header: fields, columns, file: file, line: lineNumber)
        header = fields
        for (index, name) in fields.enumerated() { places[name] = index }
        continue
      }
      guard fields.count == names.count else {
        throw CatalogError(
          .malformedFile, file: file, line: lineNumber,
          reason: "The row has \(fields.count) fields, the header "
            + "\(names.count).",
          nextStep: "Leave a cell empty where nothing is known.")
      }
      rows.append(
        Row(file: file, line: lineNumber, columns: places, fields: fields))
    }
    try Self.check(notes: notes, hasHeader: header != nil, file: file)
    self.rows = rows
  }

  private static func noteKey(_ line: Substring) -> String {
    let words = line.dropFirst().drop { $0 == " " }
    return String(words.prefix { $0 != ":" })
  }

  private static func check(
    notes: Set<String>, hasHeader: Bool, file: String
  ) throws(CatalogError) {
    guard hasHeader else {
      throw CatalogError(
        .malformedFile, file: file, reason: "The file has no header line.",
        nextStep: "Restore it from the repository.")
    }
    guard notes.contains("source"),
      notes.contains("retrieved") || notes.contains("written")
    else {
      throw CatalogError(
        .malformedFile, file: file,
        reason: "The file does not say where its facts come from.",
        nextStep: "Begin it with lines '# source: …' and "
          + "'# retrieved: YYYY-MM-DD'.")
    }
  }

  private static func check(
    header: [String], _ columns: [String], file: String, line: Int
  ) throws(CatalogError) {
    for name in columns where !header.contains(name) {
      throw CatalogError(
        .malformedFile, file: file, line: line, key: name,
        reason: "is not in the header.",
        nextStep: "The columns are \(columns.joined(separator: ", ")).")
    }
    for name in header where !columns.contains(name) {
      throw CatalogError(
        .malformedFile, file: file, line: line, key: name,
        reason: "is not a column of this file.",
        nextStep: "The columns are \(columns.joined(separator: ", ")).")
    }
    guard Set(header).count == header.count else {
      throw CatalogError(
        .malformedFile, file: file, line: line,
        reason: "A column stands in the header twice.",
        nextStep: "The columns are \(columns.joined(separator: ", ")).")
    }
  }

  /// Fields of a line, or nil when a quote stays open.
  private static func fields(of line: Substring) -> [String]? {
    let (quote, comma) = (UInt8(ascii: "\""), UInt8(ascii: ","))
    guard line.utf8.contains(quote) else {
      return line.utf8.split(separator: comma, omittingEmptySubsequences: false)
        .map { String(Substring($0)) }
    }
    var fields: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    var rest = line.utf8[...]
    while let byte = rest.popFirst() {
      if byte == quote {
        if isQuoted, rest.first == quote {
          field.append(quote)
          rest.removeFirst()
        } else {
          isQuoted.toggle()
        }
      } else if byte == comma, !isQuoted {
        fields.append(String(decoding: field, as: UTF8.self))
        field.removeAll(keepingCapacity: true)
      } else {
        field.append(byte)
      }
    }
    if isQuoted { return nil }
    return fields + [String(decoding: field, as: UTF8.self)]
  }
}

extension CatalogFileTable.Row {
  private func cell(_ key: String) -> String? {
    columns[key].map { fields[$0] }
  }

  /// The text of a cell; nil when it is empty.
  func optionalText(_ key: String) -> String? {
    guard let text = cell(key), !text.isEmpty else { return nil }
    return text
  }

  /// The text of a cell that must be filled.
  func text(_ key: String) throws(CatalogError) -> String {
    guard let text = optionalText(key) else {
      throw error(key, "is empty.", "Fill it or remove the row.")
    }
    return text
  }

  /// A number greater than 0; nil when the cell is empty.
  func optionalPositive(_ key: String) throws(CatalogError) -> Double? {
    guard let text = optionalText(key) else { return nil }
    guard let number = Double(text), number.isFinite, number > 0 else {
      throw error(
        key, "is not a number above 0.",
        "Leave the cell empty when the figure is not known.")
    }
    return number
  }

  /// A number greater than 0 that must be there.
  func positive(_ key: String) throws(CatalogError) -> Double {
    guard let number = try optionalPositive(key) else {
      throw error(
        key, "is empty.", "Remove the row when the figure is not known.")
    }
    return number
  }

  /// A number of at least 0 that must be there.
  func nonNegative(_ key: String) throws(CatalogError) -> Double {
    let text = try text(key)
    guard let number = Double(text), number.isFinite, number >= 0 else {
      throw error(key, "is not a number of at least 0.", "Correct it.")
    }
    return number
  }

  /// A whole number greater than 0; nil when the cell is empty.
  func optionalCount(_ key: String) throws(CatalogError) -> Int? {
    guard let text = optionalText(key) else { return nil }
    guard let number = Int(text), number > 0 else {
      throw error(key, "is not a whole number above 0.", "Correct it.")
    }
    return number
  }

  /// A whole number greater than 0 that must be there.
  func count(_ key: String) throws(CatalogError) -> Int {
    guard let number = try optionalCount(key) else {
      throw error(key, "is empty.", "Fill it.")
    }
    return number
  }

  /// A provider's name.
  func provider() throws(CatalogError) -> PoolID.Provider {
    guard let provider = PoolID.Provider(rawValue: try text("provider")) else {
      throw error(
        "provider", "is not a cloud we know.", "Write aws, gcp or azure.")
    }
    return provider
  }

  /// A market's name.
  func market() throws(CatalogError) -> Market {
    guard let market = Market(rawValue: try text("market")) else {
      let known = Market.allCases.map(\.rawValue).joined(separator: ", ")
      throw error("market", "is not a market.", "Write one of \(known).")
    }
    return market
  }

  /// An instant with an offset.
  func instant(_ key: String) throws(CatalogError) -> UTCInstant {
    let text = try text(key)
    do {
      return try UTCInstant(parsing: text)
    } catch {
      throw self.error(
        key, "is not a time with an offset.",
        "Write it as 2026-01-31T00:00:00Z.")
    }
  }

  /// An error at a cell of this row.
  func error(
    _ key: String, _ reason: String, _ nextStep: String
  ) -> CatalogError {
    CatalogError(
      .badValue, file: file, line: line, key: key, value: cell(key),
      reason: reason, nextStep: nextStep)
  }
}
