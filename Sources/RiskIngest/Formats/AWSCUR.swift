import RiskDomain

/// The legacy Cost and Usage Report of AWS as CSV, slash or underscore names.
///
/// The CSV of Data Exports (CUR 2.0) has the same underscore names; of its map
/// columns the tags and the market option are read.
/// Only instance-time of EC2 becomes facts; taxes, credits, fees, refunds,
/// disks and traffic are counted as ignored. Times without a zone are UTC: the
/// report is defined in UTC, so no hint shifts them.
enum AWSCUR: RowFormat {
  static func recognises(_ head: FileHead) -> Bool {
    CURColumns.areMarks(in: head.columns)
  }

  static func read(_ input: FormatInput) throws {
    var columns: CURColumns?
    try CSVTable.read(input) { header in
      columns = try found(header, input: input)
    } row: { row in
      guard let layout = columns else { return }
      // Parts that were concatenated bring their own header, maybe in another
      // order.
      let type = row.field(layout.lineItemType)
      if type.starts(with: "line".utf8),
        CURColumns.folded(Fields.text(type)) == "lineitemlineitemtype"
      {
        columns = try found(
          (0..<row.fieldCount).map { row.text($0) }, input: input)
        return input.collector.ignore("repeated header")
      }
      let line = CURLine(row: row, columns: layout)
      if let reason = try line.reasonToIgnore(input.hints.isAccelerated) {
        return input.collector.ignore(reason)
      }
      try input.collector.row(
        .usage(
          try line.usage(origin: input.collector.origin(line: row.line))))
    }
  }

  private static func found(
    _ header: [String], input: FormatInput
  ) throws(IngestError) -> CURColumns {
    do {
      return try CURColumns(header: header)
    } catch {
      throw .malformed(
        "needed columns are missing: " + error.names.joined(separator: ", ")
          + ". Export the report with all columns.", file: input.path)
    }
  }
}
