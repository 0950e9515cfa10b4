import RiskDomain

/// Output of `aws ec2 get-spot-placement-scores`.
///
/// `{"SpotPlacementScores": [{"Region": …, "AvailabilityZoneId"?: …,
/// "Score": 1…10}]}`. The answer names neither the types that were asked for
/// nor its time: hints do.
enum PlacementScores: RowFormat {
  static func recognises(_ head: FileHead) -> Bool {
    guard let outline = head.outline else { return false }
    return outline.has("SpotPlacementScores")
      || outline.recordHas("Score") && outline.recordHas("Region")
  }

  static func read(_ input: FormatInput) throws {
    let isWrapped = input.head.outline?.has("SpotPlacementScores") ?? true
    try JSONRecords.read(
      input,
      shape: isWrapped ? .elements(of: "SpotPlacementScores") : .documents
    ) { record, _, index in
      try input.collector.row(
        .market(.placementScore(try score(record, index, input))))
    }
  }

  private static func score(
    _ record: JSONText, _ index: Int, _ input: FormatInput
  ) throws -> PlacementScore {
    let capturedAt = try input.capturedAt("placement scores")
    guard let types = input.hints.instanceType else {
      throw IngestError.missing(
        option: "--instance-type",
        "the scores do not say for which instance types they were asked. "
          + "Name them with --instance-type, several with commas.",
        file: input.path)
    }
    let bytes = try record.needed("Score")
    let score = try Fields.whole(bytes, column: "Score", atLeast: 1)
    guard score <= 10 else {
      throw RowProblem(
        column: "Score", value: Fields.text(bytes),
        reason: "'\(score)' is above 10")
    }
    return PlacementScore(
      region: Fields.text(try record.needed("Region")),
      zone: try record.optionalText("AvailabilityZoneId"),
      instanceTypes: types.split(separator: ",").sorted()
        .joined(separator: ","),
      scale: .request, capturedAt: capturedAt, score: score,
      origin: input.collector.origin(line: index))
  }
}
