import RiskDomain

/// What a training loop writes of its checkpoints and restarts, as CSV or as
/// JSON lines.
///
/// Columns: `job` and `at`; and, each optional, `step`, `checkpointSeconds`,
/// `restartSeconds`, `stepSeconds`, `bytes`, `instanceId`. A row tells of a
/// checkpoint, of a restart or of both.
enum Checkpoints: RowFormat {
  private static let told = ["checkpointSeconds", "restartSeconds"]

  static func recognises(_ head: FileHead) -> Bool {
    if let outline = head.outline {
      return outline.recordHas("job") && outline.recordHas("at")
        && told.contains(where: outline.recordHas)
    }
    return head.columns.contains("job") && head.columns.contains("at")
      && told.contains(where: head.columns.contains)
  }

  static func read(_ input: FormatInput) throws {
    try NamedValues.read(input, needed: ["job", "at"]) { row, line in
      let report = CheckpointReport(
        job: try row.needed("job"), at: try row.instant("at"),
        step: try row.count("step"),
        checkpointMilliseconds: try row.milliseconds(
          ofSeconds: "checkpointSeconds"),
        restartMilliseconds: try row.milliseconds(
          ofSeconds: "restartSeconds"),
        stepMilliseconds: try row.milliseconds(ofSeconds: "stepSeconds"),
        bytes: try row.count("bytes"), instanceID: row["instanceId"],
        origin: input.collector.origin(line: line))
      guard
        report.checkpointMilliseconds != nil
          || report.restartMilliseconds != nil
      else {
        throw RowProblem(
          column: "checkpointSeconds",
          reason: "the row tells of neither a checkpoint nor a restart")
      }
      try input.collector.row(.log(.checkpoint(report)))
    }
  }
}
