public import RiskDomain

/// Whether a last checkpoint fits between the provider's warning and the loss.
public struct EmergencyCheckpoint: Hashable, Sendable, Codable {
  /// nil when it cannot be told.
  public var fits: Bool?
  /// Warning of the provider; nil when the catalog does not know it.
  public var noticeSeconds: Double?
  /// Detection, the rest of a step, local write and upload; nil when the size
  /// or the speed is unknown.
  public var neededSeconds: Double?
  /// Largest checkpoint that would fit at the same speed.
  public var largestGB: Double?
  public var reason: String

  public init(
    fits: Bool?, noticeSeconds: Double?, neededSeconds: Double?,
    largestGB: Double?, reason: String
  ) {
    self.fits = fits
    self.noticeSeconds = noticeSeconds
    self.neededSeconds = neededSeconds
    self.largestGB = largestGB
    self.reason = reason
  }

  /// The verdict for a job on a provider.
  ///
  /// The notice shrinks by the polling delay and by one whole step: a flag that
  /// is looked at between steps is seen a step late in the worst case.
  public static func verdict(
    job: JobSpec, provider: PoolID.Provider, catalog: Catalog
  ) -> EmergencyCheckpoint {
    let checkpoint = job.checkpoint
    if checkpoint.continuous {
      return EmergencyCheckpoint(
        fits: true,
        noticeSeconds: catalog.noticeWindow(provider)?.noticeSeconds,
        neededSeconds: 0, largestGB: nil,
        reason: "Checkpoints are continuous: nothing is left to save.")
    }
    guard let window = catalog.noticeWindow(provider) else {
      return EmergencyCheckpoint(
        fits: nil, noticeSeconds: nil, neededSeconds: nil, largestGB: nil,
        reason: "The catalog has no notice window for \(provider.rawValue).")
    }
    let before = window.detectionSeconds + (checkpoint.stepSeconds ?? 0)
    let usable = max(window.noticeSeconds - before, 0)
    guard let size = checkpoint.sizeGB, let speed = checkpoint.durableUploadMBps
    else {
      return EmergencyCheckpoint(
        fits: nil, noticeSeconds: window.noticeSeconds, neededSeconds: nil,
        largestGB: nil,
        reason: "checkpoint.sizeGB or checkpoint.durableUploadMBps is not "
          + "given, so the time to save is unknown.")
    }
    let write = checkpoint.localWriteSeconds ?? 0
    let needed = before + write + size * 1000 / speed
    let largest = max(usable - write, 0) * speed / 1000
    let fits = needed <= window.noticeSeconds
    let times =
      "\(seconds(needed)) s needed (detection and step \(seconds(before)) s, "
      + "write \(seconds(write)) s, upload \(seconds(size * 1000 / speed)) s) "
      + "against \(seconds(window.noticeSeconds)) s of notice"
    return EmergencyCheckpoint(
      fits: fits, noticeSeconds: window.noticeSeconds,
      neededSeconds: rounded(needed, digits: 1),
      largestGB: rounded(largest, digits: 2),
      reason: fits
        ? "\(times); the plan does not rely on it."
        : "\(times): a save on the warning would be cut off.")
  }

  private static func seconds(_ value: Double) -> String {
    plain(value, digits: 1)
  }
}
