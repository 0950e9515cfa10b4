import RiskDomain

/// The legacy Cost and Usage Report of AWS as CSV, slash or underscore names.
enum AWSCUR: RowFormat {
  static func recognises(_ head: FileHead) -> Bool {
    CURColumns.areMarks(in: head.columns) || ReportManifest.isLegacy(head)
  }

  static func read(_ input: FormatInput) throws {
    try CURReader.read(input, format: .awsCUR)
  }
}
