import RiskDomain

/// The file behind the AWS Spot Instance Advisor.
///
/// `{"spot_advisor": {REGION: {OS: {TYPE: {"r": 0…4, "s": savings}}}},
/// "ranges": […]}`. `r` is the share of instances reclaimed in the trailing
/// month, by the labels of `ranges`; its `max` fields are no bounds.
enum AWSSpotAdvisor: RowFormat {
  static func recognises(_ head: FileHead) -> Bool {
    guard let outline = head.outline else { return false }
    return outline.has("spot_advisor")
      || outline.has("instance_types", "*", "emr")
  }

  static func read(_ input: FormatInput) throws {
    let capturedAt = try input.capturedAt("the advisor's grades")
    var line = 0
    try JSONRecords.read(input, shape: .members) { text, key, _ in
      switch key {
      case "ranges": try checkRanges(text, file: input.path)
      case "spot_advisor":
        try text.forEachMember { region, systems in
          try systems.forEachMember { system, types in
            try types.forEachMember { type, grade in
              line += 1
              try take(
                grade, region: Fields.text(region),
                os: Fields.text(system).lowercased(),
                type: Fields.text(type), capturedAt, line, input)
            }
          }
        }
      default: break
      }
    }
  }

  private static func take(
    _ grade: JSONText, region: String, os: String, type: String,
    _ capturedAt: UTCInstant, _ line: Int, _ input: FormatInput
  ) throws {
    do {
      try input.collector.row(
        .market(
          .advisorGrade(
            AdvisorGrade(
              region: region, os: os, instanceType: type,
              capturedAt: capturedAt, reclaimShare: try share(grade),
              savingsPercent: try savings(grade),
              origin: input.collector.origin(line: line)))))
    } catch let problem as RowProblem {
      try input.collector.setAside(problem, line: line)
    }
  }

  private static func share(
    _ grade: JSONText
  ) throws -> MonthlyReclaimShare {
    let bytes = try grade.needed("r")
    let number = try Fields.whole(bytes, column: "r", atLeast: 0)
    guard let share = MonthlyReclaimShare(rawValue: number) else {
      throw RowProblem(
        column: "r", value: Fields.text(bytes),
        reason: "'\(number)' is above 4, the advisor's last range")
    }
    return share
  }

  private static func savings(_ grade: JSONText) throws -> Int? {
    guard let bytes = try grade.member("s")?.scalar else { return nil }
    let number = try Fields.whole(bytes, column: "s", atLeast: 0)
    guard number <= 100 else {
      throw RowProblem(
        column: "s", value: Fields.text(bytes),
        reason: "'\(number)' is above 100 percent")
    }
    return number
  }

  /// Refuses a file whose ranges are other than the known ones: its `r` would
  /// mean something else.
  private static func checkRanges(_ text: JSONText, file: String) throws {
    for range in try text.elements() {
      let index = try Fields.whole(
        range.needed("index"), column: "index", atLeast: 0)
      let label = Fields.text(try range.needed("label"))
      let known = MonthlyReclaimShare(rawValue: index)?.label
      guard label == known else {
        throw IngestError.malformed(
          "range \(index) of the advisor is '\(label)', but "
            + (known.map { "'\($0)' is known" } ?? "no such range is known")
            + ". The file follows other rules than those that riskctl "
            + "knows.", file: file)
      }
    }
  }
}
