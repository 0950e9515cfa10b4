import RiskDomain

/// Price rows without names.
///
/// `--output text` of the AWS CLI with or without a `--query`, lines of the
/// EC2 legacy tools, and bare JSON lists whose rows are lists or have keys of
/// the user's choice.
enum AWSSpotPriceText {
  /// True for TAB lines that name zones, and for bare JSON price rows.
  static func recognises(_ head: FileHead) -> Bool {
    if head.outline != nil { return firstJSONRow(head) != nil }
    let fields = TabLines.firstFields(head)
    return SpotPriceColumns(fields)?.has(.zone) == true
      || fields.first.map(SpotPriceColumns.isTag) == true
  }

  static func read(_ input: FormatInput) throws {
    if input.head.outline != nil {
      try readJSON(input)
    } else {
      try readLines(input)
    }
  }

  /// Reads TAB lines, each page's NEXTTOKEN line left out.
  static func readLines(_ input: FormatInput) throws {
    var columns = SpotPriceColumns(TabLines.firstFields(input.head))
    var width: Int?
    var reader = SpotPriceRow(input)
    try TabLines.read(input) { fields, line in
      if fields[0].matches("NEXTTOKEN") {
        return input.collector.ignore("token of the next page")
      }
      if columns == nil { columns = SpotPriceColumns(fields) }
      guard let columns else {
        throw RowProblem(
          value: Fields.text(fields[0]),
          reason: "a price row with a zone, a type, a price and a time is "
            + "expected")
      }
      let expected = width ?? fields.count
      width = expected
      guard fields.count == expected else {
        throw RowProblem(
          reason: "the line has \(fields.count) fields where the first has "
            + "\(expected)")
      }
      try input.collector.row(
        .price(try reader.price(fields, columns, line: line)))
    }
  }

  private static func readJSON(_ input: FormatInput) throws {
    var columns: SpotPriceColumns?
    var reader = SpotPriceRow(input)
    try JSONRecords.read(input, shape: .documents) { record, _, index in
      let fields = try scalars(of: record)
      // Members of an object may change places from row to row.
      if columns == nil || record.isObject {
        columns = SpotPriceColumns(fields) ?? columns
      }
      guard let columns else {
        throw RowProblem(
          value: record.written,
          reason: "a price row with a zone, a type, a price and a time is "
            + "expected")
      }
      try input.collector.row(
        .price(try reader.price(fields, columns, line: index)))
    }
  }

  /// The values of a list, or of an object's members, in their order.
  private static func scalars(
    of record: JSONText
  ) throws -> [ArraySlice<UInt8>] {
    if record.isArray { return try record.elements().map { $0.scalar ?? [] } }
    var values: [ArraySlice<UInt8>] = []
    try record.forEachMember { _, value in values.append(value.scalar ?? []) }
    return values
  }

  /// Columns of the first record of a bare list; nil when it is no price.
  private static func firstJSONRow(_ head: FileHead) -> SpotPriceColumns? {
    guard head.bytes.first(where: { !isBlankByte($0) }) == UInt8(ascii: "[")
    else { return nil }
    var scanner = JSONRecordScanner(shape: .documents)
    var found: SpotPriceColumns?
    var isFirst = true
    // The head may end inside a record, which is no fault of the file.
    try? scanner.consume(head.bytes) { finding in
      guard isFirst, case .record(let record, _) = finding else { return }
      isFirst = false
      found = (try? scalars(of: record)).flatMap { SpotPriceColumns($0) }
    }
    guard let found, found.hasZone else { return nil }
    return found
  }
}
