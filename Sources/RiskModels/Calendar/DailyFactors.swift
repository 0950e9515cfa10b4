/// How a pool's hazard stood day by day over what is fitted of the last day.
struct DailyFactors {
  private static let dayMilliseconds: Int64 = 86_400_000

  /// Days since 1970 before the first one.
  var firstDay: Int64
  /// By day, dimensionless.
  var factors: [Double]

  /// The factor at an instant, milliseconds since 1970; before and after the
  /// days, that of the first and of the last one.
  func callAsFunction(atMilliseconds instant: Int64) -> Double {
    guard !factors.isEmpty else { return 1 }
    let day = instant / Self.dayMilliseconds - firstDay
    return factors[Int(min(max(day, 0), Int64(factors.count - 1)))]
  }
}
