import RiskDomain

/// The FinOps Open Cost and Usage Specification, 1.0 to 1.2, of AWS, Google
/// Cloud and Azure.
///
/// Real exports deviate from the specification: a literal `NULL`, times with a
/// blank and without a zone (UTC by the specification), further columns.
enum FOCUS: RowFormat {
  static func recognises(_ head: FileHead) -> Bool {
    HeaderPlaces(head.columns) { $0 }.has(
      "BilledCost", "ChargePeriodStart", "ChargeCategory")
  }

  static func read(_ input: FormatInput) throws {
    let sink = try BillingSink(input, format: .focus)
    var reader: FOCUSReader?
    try CSVTable.read(input) { header in
      reader = FOCUSReader(
        input, sink: sink, columns: try columns(header, input))
    } row: { row in
      try reader?.take(row)
    }
    try sink.finish()
  }

  static func columns(
    _ header: [String], _ input: FormatInput
  ) throws -> FOCUSColumns {
    do {
      return try FOCUSColumns(header: header)
    } catch {
      throw error.failure(
        input, nextStep: "Export all columns of the specification.")
    }
  }
}
