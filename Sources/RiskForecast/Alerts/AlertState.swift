public import RiskDomain

/// Whether a rule rings in one place, and since when.
///
/// It follows from the values of the last days alone: nothing is remembered
/// between runs, and the same facts give the same answer.
public struct AlertState: Hashable, Sendable {
  /// How it stands at the last moment.
  public enum Phase: String, Sendable, Codable {
    /// The value is above the threshold.
    case firing
    /// It was, and has not fallen far enough.
    case holding
  }

  public var phase: Phase
  /// The first moment at which it fired, or the first looked at.
  public var since: UTCInstant
  /// At the last moment.
  public var value: Double

  public init(phase: Phase, since: UTCInstant, value: Double) {
    self.phase = phase
    self.since = since
    self.value = value
  }

  /// The state at the end of a series; nil where nothing rings.
  ///
  /// - Parameter values: in order of time; nil where too little is known,
  ///   which ends an alert.
  public init?(
    _ values: [(at: UTCInstant, value: Double?)], rule: AlertRule
  ) {
    var since: UTCInstant?
    for (at, value) in values {
      guard let value, value >= min(rule.clearBelow, rule.fireAbove) else {
        since = nil
        continue
      }
      if since == nil, value > rule.fireAbove { since = at }
    }
    guard let since, let value = values.last?.value else { return nil }
    self.since = since
    self.value = value
    phase = value > rule.fireAbove ? .firing : .holding
  }
}
