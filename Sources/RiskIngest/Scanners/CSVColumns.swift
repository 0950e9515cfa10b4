/// Fields of a CSV row by the names of its header.
struct CSVColumns {
  private let index: [String: Int]
  let names: [String]

  init(_ header: [String]) {
    names = header
    index = Dictionary(
      header.enumerated().map { ($0.element, $0.offset) },
      uniquingKeysWith: { first, _ in first })
  }

  func has(_ name: String) -> Bool { index[name] != nil }

  /// A field that says something; nil when its column is missing, or empty.
  func bytes(_ name: String, _ row: CSVRow) -> ArraySlice<UInt8>? {
    guard let position = index[name] else { return nil }
    let field = row.field(position)
    return field.isEmpty ? nil : field
  }

  func text(_ name: String, _ row: CSVRow) -> String? {
    bytes(name, row).map(Fields.text)
  }

  /// A field that must say something.
  func needed(
    _ name: String, _ row: CSVRow
  ) throws(RowProblem) -> ArraySlice<UInt8> {
    try Fields.needed(bytes(name, row), column: name)
  }

  /// Throws unless every column is there.
  func require(_ wanted: [String], file: String) throws(IngestError) {
    let missing = wanted.filter { !has($0) }
    guard missing.isEmpty else {
      throw .malformed(
        "the column \(missing.joined(separator: ", ")) is missing. Found: "
          + names.joined(separator: ", ") + ".", file: file)
    }
  }
}
