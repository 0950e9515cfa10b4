/// What losses of capacity add to a bill.
public enum InterruptionTerm {
  /// Dollars for losses that each throw away work and cost a restart.
  ///
  /// 72 h at $0.92 with one loss of 10 min and a restart of 2 min: 66.24 +
  /// 0.2 · 0.92 = $66.42.
  public static func usd(
    losses: Double, lostHoursEach: Double, restartHoursEach: Double,
    usdPerHour: Double
  ) -> Double {
    losses * (lostHoursEach + restartHoursEach) * usdPerHour
  }
}
