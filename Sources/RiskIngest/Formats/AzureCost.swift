import RiskDomain

/// Cost exports of Azure: actual cost of EA, MCA and pay-as-you-go accounts,
/// in all spellings of their headers.
enum AzureCost: RowFormat {
  static func recognises(_ head: FileHead) -> Bool {
    let places = HeaderPlaces(head.columns, fold: AzureColumns.folded)
    return places.has("metercategory")
      && places.first("subscriptionid", "subscriptionguid") != nil
      && places.first("costinbillingcurrency", "pretaxcost", "cost") != nil
  }

  static func read(_ input: FormatInput) throws {
    let sink = try BillingSink(input, format: .azureCost)
    let days = try AzureDayOrder.find(input)
    var reader: AzureCostReader?
    try CSVTable.read(input) { header in
      reader = AzureCostReader(
        input, sink: sink, columns: try columns(header, input), days: days)
    } row: { row in
      try reader?.take(row)
    }
    try sink.finish()
    if days.isNeeded, days.proof == nil, !days.isTold {
      input.collector.note(
        "no day past the 12th tells days from months: dates were read as "
          + "MM/DD/YYYY")
    }
  }

  static func columns(
    _ header: [String], _ input: FormatInput
  ) throws -> AzureColumns {
    do {
      return try AzureColumns(header: header)
    } catch {
      throw error.failure(
        input, nextStep: "Export the actual cost with all columns.")
    }
  }
}
