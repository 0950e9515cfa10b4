import RiskDomain

/// A dated table of Capacity Block rates.
///
/// `{"metadata": {"last_updated": …}, "instance_types": {TYPE:
/// {"accelerator_count": …, "pricing": [{"region_code": …,
/// "hourly_rate_usd": …, "accelerator_hourly_rate_usd": …}]}}}`
enum CapacityBlockRates {
  static func recognises(_ head: FileHead) -> Bool {
    head.outline?.has("instance_types", "*", "pricing") == true
  }

  static func read(_ input: FormatInput) throws {
    var from: UTCInstant?
    var types: JSONText?
    try JSONRecords.read(input, shape: .members) { text, key, _ in
      switch key {
      case "metadata":
        guard let time = try text.member("last_updated")?.scalar else { break }
        from = try Fields.instant(
          time, column: "last_updated",
          clock: input.hints.clock)
      case "instance_types": types = text
      default: break
      }
    }
    guard let types else { return }
    let known = try from ?? input.capturedAt("rates")
    var line = 0
    do {
      try types.forEachMember { name, type in
        let name = Fields.text(name)
        let count = try type.member("accelerator_count")?.scalar
        for rate in try type.member("pricing")?.elements() ?? [] {
          line += 1
          do {
            try input.collector.row(
              .market(
                .capacityBlockRate(
                  CapacityBlockRate(
                    place: try place(rate), instanceType: name, from: known,
                    pricePerHour: try perHour(rate, of: name, count),
                    origin: input.collector.origin(line: line)))))
          } catch let problem as RowProblem {
            try input.collector.setAside(problem, line: line)
          }
        }
      }
    } catch let error as JSONSyntaxError {
      try input.collector.setAside(
        RowProblem(reason: "broken JSON: " + error.reason), line: line + 1)
    }
  }

  private static func place(_ rate: JSONText) throws -> String {
    let place = Fields.text(try rate.needed("region_code"))
    guard place == "unknown" else { return place }
    let words = try rate.optionalText("region") ?? ""
    throw RowProblem(
      column: "region_code", value: place,
      reason: "the table does not know the region of '\(words)'")
  }

  /// Of the whole machine: UltraServers are listed per accelerator, which
  /// shows in an accelerator rate of 0.
  private static func perHour(
    _ rate: JSONText, of type: String, _ acceleratorCount: ArraySlice<UInt8>?
  ) throws -> MicroUSD {
    let bytes = try rate.needed("hourly_rate_usd")
    let price = try Fields.price(bytes, column: "hourly_rate_usd")
    let perAccelerator = try rate.member("accelerator_hourly_rate_usd")?.scalar
    guard type.hasPrefix("u-"),
      try perAccelerator.map({
        try Fields.money($0, column: "accelerator_hourly_rate_usd").rawValue
          == 0
      }) ?? true
    else { return price }
    let count = try Fields.whole(
      Fields.needed(acceleratorCount, column: "accelerator_count"),
      column: "accelerator_count", atLeast: 1)
    let (product, overflow) = price.rawValue.multipliedReportingOverflow(
      by: Int64(count))
    guard !overflow else {
      throw RowProblem(
        column: "hourly_rate_usd", value: Fields.text(bytes),
        reason: "'\(Fields.text(bytes))' is too large")
    }
    return MicroUSD(rawValue: product)
  }
}
