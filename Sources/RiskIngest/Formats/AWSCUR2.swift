import RiskDomain

/// CUR 2.0 of AWS Data Exports: underscore names, and columns that hold a map
/// of all product attributes, tags and cost categories.
enum AWSCUR2: RowFormat {
  static func recognises(_ head: FileHead) -> Bool {
    if ReportManifest.isDataExport(head) { return true }
    guard CURColumns.areMarks(in: head.columns) else { return false }
    let maps = ["product", "resource_tags", "cost_category", "discount"]
    return head.columns.contains { maps.contains($0.lowercased()) }
  }

  static func read(_ input: FormatInput) throws {
    try CURReader.read(input, format: .awsCUR2)
  }
}
