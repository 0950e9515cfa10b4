import Foundation
import RiskDecision
import RiskDomain

// Slurm's sbatch. Its times have no zone: they are read on the controller's
// clock, so that the zone is a setting.

extension ExportTarget {
  static let slurm = ExportTarget(
    "slurm", "an sbatch script with requeueing, warning signal and limits",
    settings: [
      ExportSetting(
        "spotPartition", standard: "spot", "partition of spot nodes"),
      ExportSetting(
        "onDemandPartition", standard: "ondemand",
        "partition of on-demand nodes"),
      ExportSetting(
        "timeZone", standard: "UTC", "zone of the controller's clock"),
      ExportSetting(
        "command", standard: "srun train.sh", "what the script runs"),
    ],
    fromPlan: { job, settings in
      try job.refuseMix(for: "Slurm")
      guard let zone = TimeZone(identifier: settings["timeZone"]) else {
        throw ExportRefusal(
          .usage,
          "--set timeZone=\(PlainText.escaped(settings["timeZone"])) is no "
            + "time zone. Write a name such as Asia/Karachi.")
      }
      return [
        ExportFile(
          name: "slurm-\(job.slug).sh",
          text: Slurm.script(job, settings, zone: zone))
      ]
    })
}

private enum Slurm {
  static func script(
    _ job: PlannedJob, _ settings: ExportSettings, zone: TimeZone
  ) -> String {
    let first = job.choices.first
    var partitions: [String] = []
    for choice in job.choices {
      let name =
        choice.market == .spot
        ? settings["spotPartition"] : settings["onDemandPartition"]
      if !partitions.contains(name) { partitions.append(name) }
    }
    var options = [
      "--job-name=" + job.slug, "--nodes=\(job.gangNodes)",
      "--partition=" + ExportName.shellWord(partitions.joined(separator: ",")),
      "--requeue", "--open-mode=append",
      "--begin=" + local(job.start, zone),
    ]
    if let devices = first?.hardware?.acceleratorCount, devices > 0 {
      options.append("--gpus-per-node=\(devices)")
    }
    if let notice = job.noticeBudgetSeconds {
      options.append("--signal=TERM@\(notice)")
    }
    var notes =
      job.summaryLines + [
        "times are those of \(settings["timeZone"])",
        "places in order: "
          + job.choices.map {
            "\($0.nodes) × \($0.pool.key) (\($0.market.rawValue))"
          }.joined(separator: ", "),
      ]
    if let hours = limitHours(job) {
      options.append("--time=" + limit(hours))
    } else {
      notes.append("no deadline: the partition's own time limit holds")
    }
    var text = "#!/bin/bash\n" + options.map { "#SBATCH \($0)\n" }.joined()
    text += job.stamp.comment(notes)
    text += "set -eu\n"
    for (name, value) in job.environment.sorted(by: { $0.key < $1.key }) {
      text += "export \(name)=\(ExportName.shellWord(value))\n"
    }
    return text + settings["command"] + "\n"
  }

  /// From the start to the deadline: a shorter limit would kill what could
  /// still be done in time, a longer one would pay for what comes too late.
  static func limitHours(_ job: PlannedJob) -> Double? {
    job.job.when.deadline.map { max($0.hours(since: job.start), 0) }
  }

  /// `days-hours:minutes:seconds`, whole minutes upwards.
  static func limit(_ hours: Double) -> String {
    let minutes = Int((hours * 60).rounded(.up))
    return String(
      format: "%d-%02d:%02d:00", minutes / 1440, minutes / 60 % 24,
      minutes % 60)
  }

  static func local(_ instant: UTCInstant, _ zone: TimeZone) -> String {
    let date = Date(
      timeIntervalSince1970: Double(instant.unixMilliseconds) / 1000)
    let offset = zone.secondsFromGMT(for: date)
    return String(instant.rfc3339(offsetSeconds: offset).prefix(19))
  }
}
