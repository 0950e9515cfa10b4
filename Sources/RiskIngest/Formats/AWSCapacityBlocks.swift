import RiskDomain

/// Output of `aws ec2 describe-capacity-block-offerings`, and tables of rates.
///
/// An offering says neither when it was seen nor, after a `--query` that drops
/// keys, of which type it is; hints fill both in. `UpfrontFee` is the total for
/// all instances and the whole block.
enum AWSCapacityBlocks: RowFormat {
  static func recognises(_ head: FileHead) -> Bool {
    guard let outline = head.outline else { return false }
    return outline.has("CapacityBlockOfferings")
      || outline.recordHas("CapacityBlockOfferingId")
      || CapacityBlockRates.recognises(head)
  }

  static func read(_ input: FormatInput) throws {
    if CapacityBlockRates.recognises(input.head) {
      return try CapacityBlockRates.read(input)
    }
    let isWrapped = input.head.outline?.has("CapacityBlockOfferings") ?? true
    try JSONRecords.read(
      input,
      shape: isWrapped ? .elements(of: "CapacityBlockOfferings") : .documents
    ) { record, _, index in
      try input.collector.row(
        .offering(
          try offering(
            record, input: input,
            origin: input.collector.origin(line: index))))
    }
  }

  private static func offering(
    _ record: JSONText, input: FormatInput, origin: RowOrigin
  ) throws -> CapacityBlockOffering {
    guard let capturedAt = input.hints.capturedAt else {
      throw IngestError.missing(
        option: "--captured-at",
        "offerings change by the hour and the file does not say when it was "
          + "fetched. Give the time with --captured-at.", file: input.path)
    }
    let id = Fields.text(try record.needed("CapacityBlockOfferingId"))
    let type =
      try record.optionalText("InstanceType") ?? input.hints.instanceType
    guard let type else {
      throw IngestError.missing(
        option: "--instance-type",
        "offering \(id) does not name its instance type. Name it with "
          + "--instance-type.", file: input.path)
    }
    let currency = try record.optionalText("CurrencyCode") ?? "USD"
    guard currency == "USD" else {
      throw RowProblem(
        column: "CurrencyCode", value: currency,
        reason: "'\(currency)' is not USD")
    }
    let start = try instant("StartDate", record, input.hints)
    let count = try record.member("InstanceCount")?.scalar
    return CapacityBlockOffering(
      offeringID: id, capturedAt: capturedAt,
      zone: Fields.text(try record.needed("AvailabilityZone")),
      instanceType: type,
      instanceCount: try count.map { value in
        try Fields.whole(value, column: "InstanceCount", atLeast: 1)
      } ?? 1,
      start: start, end: try end(record, from: start, input.hints),
      upfrontFee: try Fields.price(
        record.needed("UpfrontFee"), column: "UpfrontFee"), origin: origin)
  }

  private static func instant(
    _ name: StaticString, _ record: JSONText, _ hints: IngestHints
  ) throws -> UTCInstant {
    try Fields.instant(
      record.needed(name), column: name.description,
      clock: hints.clock)
  }

  /// The block's end, given or the start plus hours and minutes.
  private static func end(
    _ record: JSONText, from start: UTCInstant, _ hints: IngestHints
  ) throws -> UTCInstant {
    let end: UTCInstant
    if try record.optionalText("EndDate") != nil {
      end = try instant("EndDate", record, hints)
    } else {
      let hours = try duration("CapacityBlockDurationHours", record)
      let minutes = try duration("CapacityBlockDurationMinutes", record)
      guard let total = hours ?? minutes else {
        throw RowProblem(
          column: "EndDate",
          reason: "neither an end nor CapacityBlockDurationHours is given")
      }
      let whole = hours == nil ? total : total * 60 + (minutes ?? 0)
      end = start.adding(milliseconds: Int64(whole) * 60_000)
    }
    guard end > start else {
      throw RowProblem(
        column: "EndDate", value: end.rfc3339,
        reason: "the block ends before it starts")
    }
    return end
  }

  /// Blocks last up to 182 days: more than ten years of minutes, the smaller
  /// unit, is a mistake.
  private static func duration(
    _ name: StaticString, _ record: JSONText
  ) throws -> Int? {
    guard let value = try record.member(name)?.scalar else { return nil }
    let number = try Fields.whole(
      value, column: name.description, atLeast: 0)
    guard number <= 10 * 366 * 24 * 60 else {
      throw RowProblem(
        column: name.description, value: Fields.text(value),
        reason: "'\(number)' is too long for a block")
    }
    return number
  }
}
