import RiskDomain

/// Which zone id stands behind which zone name of an AWS account.
///
/// CSV with `zone_name`, `zone_id` and, optional, `account`; or the output of
/// `aws ec2 describe-availability-zones`.
enum AWSZoneAliases: RowFormat {
  private static let columns = ["zone_name", "zone_id"]

  static func recognises(_ head: FileHead) -> Bool {
    if let outline = head.outline {
      return outline.has("AvailabilityZones", "[]", "ZoneId")
        || outline.recordHas("ZoneId") && outline.recordHas("ZoneName")
    }
    return Set(columns).isSubset(of: head.columns)
  }

  static func read(_ input: FormatInput) throws {
    if let outline = input.head.outline {
      let isWrapped = outline.has("AvailabilityZones")
      try JSONRecords.read(
        input,
        shape: isWrapped ? .elements(of: "AvailabilityZones") : .documents
      ) { record, _, index in
        try keep(
          account: nil, name: record.needed("ZoneName"),
          id: record.needed("ZoneId"), line: index, input)
      }
      return
    }
    var columns = CSVColumns([])
    try CSVTable.read(input) { header in
      columns = CSVColumns(header)
      try columns.require(Self.columns, file: input.path)
    } row: { row in
      try keep(
        account: columns.text("account", row),
        name: columns.needed("zone_name", row),
        id: columns.needed("zone_id", row), line: row.line, input)
    }
  }

  private static func keep(
    account: String?, name: ArraySlice<UInt8>, id: ArraySlice<UInt8>,
    line: Int, _ input: FormatInput
  ) throws {
    let name = Fields.text(name)
    let id = Fields.text(id)
    guard let region = AWSZoneID.region(id) else {
      throw RowProblem(
        column: "zone_id", value: id, reason: "'\(id)' is no known AZ id")
    }
    guard AWSZoneID.region(name) == nil,
      PoolID.region(ofZone: name, provider: .aws) == region
    else {
      throw RowProblem(
        column: "zone_name", value: name,
        reason: "'\(name)' is no zone of \(region), where \(id) lies")
    }
    try input.collector.row(
      .market(
        .zoneAlias(
          ZoneAlias(
            account: account ?? "", zoneName: name, zoneID: id,
            origin: input.collector.origin(line: line)))))
  }
}
