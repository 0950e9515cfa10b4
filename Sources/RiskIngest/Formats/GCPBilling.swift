import RiskDomain

/// The billing export of Google Cloud to BigQuery: nested JSON lines, or a
/// flattened CSV with dotted names.
enum GCPBilling: RowFormat {
  static func recognises(_ head: FileHead) -> Bool {
    if let outline = head.outline {
      return outline.recordHas("billing_account_id")
        && outline.recordHas("usage_start_time")
    }
    return HeaderPlaces(head.columns) { $0 }.has(
      "billing_account_id", "sku.description", "usage_start_time")
  }

  static func read(_ input: FormatInput) throws {
    let reader = GCPBillingReader(
      input, sink: try BillingSink(input, format: .gcpBilling))
    if input.head.outline != nil {
      try JSONRecords.read(input, shape: .documents) { record, _, index in
        try reader.take(GCPBillingJSON.line(record, line: index))
      }
    } else {
      var columns: GCPBillingColumns?
      try CSVTable.read(input) { header in
        columns = GCPBillingColumns(header: header)
      } row: { row in
        if let columns { try reader.take(columns.line(row)) }
      }
    }
    try reader.finish()
  }
}
