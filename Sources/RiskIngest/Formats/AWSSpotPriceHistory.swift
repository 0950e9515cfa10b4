import RiskDomain

/// Output of `aws ec2 describe-spot-price-history`.
///
/// Documents may follow each other (concatenated pages); bare lists and lines
/// of records with the same keys (`--query`, `jq`) are read as well.
enum AWSSpotPriceHistory: RowFormat {
  static func recognises(_ head: FileHead) -> Bool {
    isNamed(head) || AWSSpotPriceText.recognises(head)
  }

  /// True when rows have the names that the API gives them.
  private static func isNamed(_ head: FileHead) -> Bool {
    guard let outline = head.outline else { return false }
    return outline.has("SpotPriceHistory")
      || outline.recordHas("SpotPrice") && outline.recordHas("Timestamp")
        && outline.recordHas("AvailabilityZone")
  }

  static func read(_ input: FormatInput) throws {
    guard isNamed(input.head) else { return try AWSSpotPriceText.read(input) }
    let clock = input.hints.clock
    let isWrapped = input.head.outline?.has("SpotPriceHistory") ?? true
    let collector = input.collector
    let runs = PriceRecordReader(collector: collector, makePool: pool)
    try JSONRecords.read(
      input, shape: isWrapped ? .elements(of: "SpotPriceHistory") : .documents,
      runs: collector.takesColumns ? runs : nil
    ) { record, _, index in
      let origin = input.collector.origin(line: index)
      try input.collector.row(
        .price(
          try price(record, clock: clock, origin: origin)))
    }
  }

  /// The pool of three plain texts; nil when one of them says nothing or the
  /// product is not known.
  private static func pool(
    zone: String, type: String, product: String
  ) -> PoolID? {
    guard !zone.isEmpty, !type.isEmpty,
      let os = try? operatingSystem(Array(product.utf8)[...])
    else { return nil }
    return PoolID(
      provider: .aws, zone: PoolShape.trimmed(zone),
      instanceType: PoolShape.awsType(type), os: os)
  }

  /// One price row, its members in any order.
  private static func price(
    _ record: JSONText, clock: LocalClock?, origin: RowOrigin
  ) throws -> PriceObservation {
    var zone, type, product, price, time: JSONText?
    try record.forEachMember { key, value in
      if key.matches("AvailabilityZone") {
        zone = value
      } else if key.matches("InstanceType") {
        type = value
      } else if key.matches("ProductDescription") {
        product = value
      } else if key.matches("SpotPrice") {
        price = value
      } else if key.matches("Timestamp") {
        time = value
      }
    }
    let pool = PoolID(
      provider: .aws,
      zone: PoolShape.trimmed(
        Fields.text(try JSONText.saying(zone, "AvailabilityZone"))),
      instanceType: PoolShape.awsType(
        Fields.text(try JSONText.saying(type, "InstanceType"))),
      os: try operatingSystem(JSONText.saying(product, "ProductDescription")))
    return PriceObservation(
      pool: pool,
      effectiveFrom: try Fields.instant(
        JSONText.saying(time, "Timestamp"), column: "Timestamp",
        clock: clock),
      pricePerHour: try Fields.price(
        JSONText.saying(price, "SpotPrice"), column: "SpotPrice"),
      origin: origin)
  }

  /// The operating system of a product; files before 2018 add " (Amazon VPC)".
  static func operatingSystem(
    _ product: ArraySlice<UInt8>
  ) throws(RowProblem) -> String {
    let suffix = " (Amazon VPC)".utf8
    let name =
      product.suffix(suffix.count).elementsEqual(suffix)
      ? product.dropLast(suffix.count) : product
    if name.matches("Linux/UNIX") { return "linux" }
    if name.matches("Red Hat Enterprise Linux") { return "rhel" }
    if name.matches("SUSE Linux") { return "suse" }
    if name.matches("Windows") { return "windows" }
    let shown = Fields.text(product)
    throw RowProblem(
      column: "ProductDescription", value: shown,
      reason: "'\(shown)' is not a known product (Linux/UNIX, "
        + "Red Hat Enterprise Linux, SUSE Linux, Windows)")
  }
}
