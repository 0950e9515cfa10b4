import RiskDomain

/// Archives of spot prices by AZ id.
///
/// No header; TAB between AZ id, type, product, price and time. Rows at
/// exactly the first of a month carry the price in force then.
enum AWSSpotPriceTSV: RowFormat {
  static func recognises(_ head: FileHead) -> Bool {
    SpotPriceColumns(TabLines.firstFields(head))?.has(.zoneID) == true
  }

  static func read(_ input: FormatInput) throws {
    try AWSSpotPriceText.readLines(input)
  }
}
