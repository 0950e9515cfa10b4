internal import Foundation

/// Chosen columns of anyone's CSV file, plain or packed.
public struct ColumnTable: Sendable {
  /// A cell or a row that could not be used.
  public struct Problem: Hashable, Sendable {
    /// 1-based physical line.
    public var line: Int
    /// nil for the row as a whole.
    public var column: String?
    /// The text that stood there.
    public var value: String?
    public var reason: String

    public init(line: Int, column: String?, value: String?, reason: String) {
      self.line = line
      self.column = column
      self.value = value
      self.reason = reason
    }
  }

  /// Line of each row.
  public private(set) var lines: [Int] = []
  /// Columns asked for as numbers; nan where the cell is empty.
  public private(set) var numbers: [String: [Double]] = [:]
  /// Columns asked for as names.
  public private(set) var labels: [String: [String]] = [:]
  /// Rows that are not among `lines`, in the order of the file.
  public private(set) var setAside: [Problem] = []
  /// SHA-256 of the file's bytes, lower-case hex.
  public let digest: String

  /// Reads the columns.
  ///
  /// A row with another number of fields than the header, or with text in a
  /// column of numbers, is set aside.
  /// Empty cells, `NA` and `NaN` are nan; infinities are read as such.
  ///
  /// - Throws: `IngestError`: no such file, empty, no such column (with the
  ///   nearest names), not CSV.
  public static func read(
    path: String, named name: String, numbers: [String], labels: [String]
  ) throws(IngestError) -> ColumnTable {
    do {
      var table = ColumnTable(
        digest: try FileDigest.sha256(path: path).sha256)
      try table.fill(path, name, numbers, labels)
      return table
    } catch let error as IngestError {
      throw IngestError(
        code: error.code, file: name, message: error.message)
    } catch {
      throw IngestError(code: .unreadable, file: name, message: "\(error)")
    }
  }

  private init(digest: String) { self.digest = digest }

  private mutating func fill(
    _ path: String, _ name: String, _ numberNames: [String],
    _ labelNames: [String]
  ) throws {
    let stream = try DecodedStream(path: path, chunkBytes: 1 << 20)
    var scanner = CSVScanner()
    var places: Places?
    var numberColumns = numberNames.map { _ in [Double]() }
    var labelColumns = labelNames.map { _ in [String]() }
    func take(_ row: CSVRow) throws {
      guard let places else {
        places = try Places(row, numberNames, labelNames, file: name)
        return
      }
      guard row.fieldCount == places.fieldCount else {
        setAside.append(
          Problem(
            line: row.line, column: nil, value: nil,
            reason: "the row has \(row.fieldCount) fields where the header "
              + "has \(places.fieldCount)"))
        return
      }
      var values: [Double] = []
      for (column, place) in zip(numberNames, places.numbers) {
        let text = row.text(place)
        guard let value = Self.number(text) else {
          setAside.append(
            Problem(
              line: row.line, column: column, value: text,
              reason: "is not a number"))
          return
        }
        values.append(value)
      }
      lines.append(row.line)
      for k in values.indices { numberColumns[k].append(values[k]) }
      for (k, place) in places.labels.enumerated() {
        labelColumns[k].append(row.text(place))
      }
    }
    do {
      while true {
        let chunk = try stream.next()
        if chunk.isEmpty { break }
        try scanner.consume(chunk, take)
      }
      if let reason = stream.earlyEnd {
        setAside.append(
          Problem(
            line: scanner.rowLine, column: nil, value: nil, reason: reason))
      } else if let line = try scanner.finish(take) {
        setAside.append(
          Problem(
            line: line, column: nil, value: nil,
            reason: "a quoted field is not closed before the file ends"))
      }
    } catch let row as CSVScanner.TooLong {
      throw IngestError.malformed(
        "line \(row.line): a row of more than 16 MiB. Check that the file is "
          + "CSV and that quotes are closed.", file: name)
    }
    guard places != nil else {
      throw IngestError(
        code: .emptyFile, file: name,
        message: "the file is empty. It needs a header line and rows.")
    }
    numbers = Dictionary(uniqueKeysWithValues: zip(numberNames, numberColumns))
    labels = Dictionary(uniqueKeysWithValues: zip(labelNames, labelColumns))
  }

  /// A cell as a number; nan when empty, nil when it is text.
  private static func number(_ text: String) -> Double? {
    let bare = text.trimmingCharacters(in: .whitespaces)
    if bare.isEmpty || bare == "NA" { return .nan }
    return Double(bare)
  }
}

/// Where the wanted columns stand.
private struct Places {
  let fieldCount: Int
  let numbers: [Int]
  let labels: [Int]

  init(
    _ header: CSVRow, _ numberNames: [String], _ labelNames: [String],
    file: String
  ) throws(IngestError) {
    let columns = (0..<header.fieldCount).map {
      header.text($0).trimmingCharacters(in: .whitespaces)
    }
    func place(_ name: String) throws(IngestError) -> Int {
      let all = columns.indices.filter { columns[$0] == name }
      guard let first = all.first else {
        throw IngestError(
          code: .malformedDocument, file: file,
          message: "there is no column '\(name)'. The columns are: "
            + columns.joined(separator: ", ") + ".")
      }
      guard all.count == 1 else {
        throw IngestError(
          code: .malformedDocument, file: file,
          message: "\(all.count) columns are named '\(name)'. Rename them.")
      }
      return first
    }
    fieldCount = columns.count
    var numbers: [Int] = []
    var labels: [Int] = []
    for name in numberNames { numbers.append(try place(name)) }
    for name in labelNames { labels.append(try place(name)) }
    self.numbers = numbers
    self.labels = labels
  }
}
