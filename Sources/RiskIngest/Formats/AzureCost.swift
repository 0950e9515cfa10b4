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
    var reader: AzureCostReader?
    try CSVTable.read(input) { header in
      do {
        reader = AzureCostReader(
          input, sink: sink, columns: try AzureColumns(header: header))
      } catch let error as MissingColumns {
        throw error.failure(
          input, nextStep: "Export the actual cost with all columns.")
      }
    } row: { row in
      try reader?.take(row)
    }
    sink.finish()
  }
}
