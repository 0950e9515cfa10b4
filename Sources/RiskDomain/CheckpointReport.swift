/// What a training loop says of one checkpoint or one restart.
///
/// Key: job, instant and step.
public struct CheckpointReport: Hashable, Sendable, Codable {
  public var job: String
  /// When the checkpoint was durable, or the restarted job was at work.
  public var at: UTCInstant
  /// Training step, ≥ 0; nil when the loop does not count.
  public var step: Int64?
  /// Milliseconds that the job stood still for the checkpoint.
  public var checkpointMilliseconds: Int64?
  /// Milliseconds from the instance's start to the first new step; nil where
  /// this was no restart.
  public var restartMilliseconds: Int64?
  /// Milliseconds of one step.
  public var stepMilliseconds: Int64?
  /// Bytes written.
  public var bytes: Int64?
  public var instanceID: String?
  public var origin: RowOrigin

  public init(
    job: String, at: UTCInstant, step: Int64?,
    checkpointMilliseconds: Int64?, restartMilliseconds: Int64?,
    stepMilliseconds: Int64?, bytes: Int64?, instanceID: String?,
    origin: RowOrigin
  ) {
    self.job = job
    self.at = at
    self.step = step
    self.checkpointMilliseconds = checkpointMilliseconds
    self.restartMilliseconds = restartMilliseconds
    self.stepMilliseconds = stepMilliseconds
    self.bytes = bytes
    self.instanceID = instanceID
    self.origin = origin
  }
}
