public import RiskDomain

/// The clocks of the outside world, for the journal alone: no fact and no
/// output depends on them.
public struct NightlyClock: Sendable {
  var now: @Sendable () -> UTCInstant
  /// Seconds of a clock that never goes back.
  var seconds: @Sendable () -> Double

  public init(
    now: @escaping @Sendable () -> UTCInstant,
    seconds: @escaping @Sendable () -> Double
  ) {
    self.now = now
    self.seconds = seconds
  }
}
