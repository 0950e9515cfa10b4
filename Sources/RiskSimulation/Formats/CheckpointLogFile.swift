import RiskDomain

/// The log that the training loops write: checkpoints and starts of all jobs.
enum CheckpointLogFile {
  private static let header =
    "job,at,step,checkpointSeconds,restartSeconds,stepSeconds,bytes,"
    + "instanceId\n"

  static func write(
    _ reports: [LoopReport], to sink: (SimulatedFile) throws -> Void
  ) rethrows {
    let sorted = reports.sorted { ($0.at, $0.job) < ($1.at, $1.job) }
    var text = header
    for report in sorted {
      text += row(report)
    }
    try sink(
      SimulatedFile(
        path: "checkpoints/checkpoints-1.csv.gz", bytes: Array(text.utf8),
        wantsGzip: true))
  }

  private static func row(_ report: LoopReport) -> String {
    func text(_ number: Int64?) -> String { number.map(String.init) ?? "" }
    let fields = [
      report.job, report.at.rfc3339, String(report.step),
      text(report.checkpointSeconds), text(report.restartSeconds),
      text(TrainingPlan.stepSeconds), text(report.bytes), "",
    ]
    return fields.joined(separator: ",") + "\n"
  }
}
