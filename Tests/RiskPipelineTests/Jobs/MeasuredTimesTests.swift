import RiskDecision
import RiskDomain
import Testing

@testable import RiskPipeline

/// Medians of a hand-written log: pauses 30, 32 and 40 s, restarts 400 and
/// 420 s, steps 6 s, 50 GB.
@Suite("Times that the training loop reported")
struct MeasuredTimesTests {
  private func report(
    _ job: String = "llama", pause: Int64? = nil, restart: Int64? = nil,
    step: Int64? = nil, bytes: Int64? = nil
  ) -> CheckpointReport {
    CheckpointReport(
      job: job, at: UTCInstant(unixMilliseconds: 0), step: nil,
      checkpointMilliseconds: pause, restartMilliseconds: restart,
      stepMilliseconds: step, bytes: bytes, instanceID: nil,
      origin: RowOrigin(source: "c.csv", fileDigest: "d", line: 2))
  }

  private var log: [CheckpointReport] {
    [
      report(pause: 40_000, step: 6_000, bytes: 50_000_000_000),
      report(pause: 30_000), report(pause: 32_000),
      report(restart: 400_000), report(restart: 420_000),
      report("another", pause: 1_000, restart: 1_000),
    ]
  }

  private func applied(
    _ more: String = "", _ reports: [CheckpointReport]
  ) throws -> (job: JobSpec, sentences: [String]) {
    let file = try JobFile(
      parsing: "name: llama\nwork: {hours: 1}\naccept: [{gpu: T4}]\n" + more)
    return MeasuredTimes(reports, job: file.job.name).applied(to: file)
  }

  @Test("medians take the place of what the file leaves out")
  func leftOut() throws {
    let (job, sentences) = try applied(log)
    #expect(job.checkpoint.localWriteSeconds == 32)
    #expect(job.checkpoint.sizeGB == 50)
    #expect(job.checkpoint.stepSeconds == 6)
    #expect(job.restart.initSeconds == 410)
    #expect(job.checkpoint.restoreSeconds == 0)
    // Until the instance starts is not in the report.
    #expect(job.restart.provisionSeconds == 180)
    #expect(
      sentences == [
        "From the job's own checkpoint log, as medians: a checkpoint has 50.0 "
          + "GB (1 report); the job stands still for 32.0 s at a checkpoint (3 "
          + "reports); a restart takes 410 s from the instance's start to the "
          + "first new step (2 restarts); a step takes 6.00 s (1 report)."
      ])
  }

  private func applied(
    _ reports: [CheckpointReport]
  ) throws -> (job: JobSpec, sentences: [String]) { try applied("", reports) }

  @Test("what the file states stands")
  func stated() throws {
    let (job, _) = try applied(
      "checkpoint: {localWriteSeconds: 8, sizeGB: 5, restoreSeconds: 300, "
        + "stepSeconds: 2}\n", log)
    #expect(job.checkpoint.localWriteSeconds == 8)
    #expect(job.checkpoint.sizeGB == 5)
    #expect(job.checkpoint.stepSeconds == 2)
    // 410 s hold the 300 s of reading the checkpoint.
    #expect(job.checkpoint.restoreSeconds == 300)
    #expect(job.restart.initSeconds == 110)
  }

  @Test("no report of the job, or nothing to lose, changes nothing")
  func nothing() throws {
    #expect(try applied([report("another", pause: 1_000)]).sentences == [])
    let (job, sentences) = try applied(
      "checkpoint: {continuous: true}\n", log)
    #expect(sentences == [])
    #expect(job.restart.initSeconds == 120)
  }
}
