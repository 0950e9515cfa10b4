import RiskDecision
import RiskDomain

// torchrun counts every failure and every change of membership against
// --max-restarts, so that the number has to cover nearly all runs.

extension ExportTarget {
  static let torchrun = ExportTarget(
    "torchrun", "a launch line whose restarts cover 99 runs of 100",
    settings: [
      ExportSetting(
        "rendezvous", standard: "$HEAD_NODE:29500",
        "host and port of the rendezvous"),
      ExportSetting("script", standard: "train.py", "program to launch"),
      ExportSetting(
        "minNodes", standard: "",
        "fewest nodes that may go on; empty = all of them"),
    ],
    fromPlan: { job, settings in
      try job.refuseMix(for: "torchrun")
      let most = job.gangNodes
      let least: Int
      if settings["minNodes"].isEmpty {
        least = most
      } else if let given = Int(settings["minNodes"]),
        (1...most).contains(given)
      {
        least = given
      } else {
        throw ExportRefusal(
          .usage, "--set minNodes=… must be from 1 to \(most).")
      }
      var words = [
        "torchrun",
        least == most ? "--nnodes=\(most)" : "--nnodes=\(least):\(most)",
      ]
      if let devices = job.choices.first?.hardware?.acceleratorCount,
        devices > 0
      {
        words.append("--nproc-per-node=\(devices)")
      }
      var notes = job.summaryLines
      if let restarts = job.plan.restartsToAllow {
        words.append("--max-restarts=\(restarts)")
        if least < most {
          notes.append(
            "nodes that come back count as restarts too: allow twice as many "
              + "where the gang may shrink")
        }
      } else {
        notes.append(
          "the plan has no expected interruptions: no --max-restarts")
      }
      // The rendezvous may name a variable of the shell.
      words += [
        "--rdzv-backend=c10d", "--rdzv-endpoint=\"\(settings["rendezvous"])\"",
        ExportName.shellWord(settings["script"]),
      ]
      return [
        ExportFile(
          name: "torchrun-\(job.slug).sh",
          text: "#!/bin/sh\n" + job.stamp.comment(notes)
            + words.joined(separator: " ") + "\n")
      ]
    })
}
