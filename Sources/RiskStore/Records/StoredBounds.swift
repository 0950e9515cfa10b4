/// The numbers that columns admit.
///
/// The tables' CHECKs say the same and hold for what is written; a bit that is
/// turned later passes them by, and would index past an array or divide by zero.
enum StoredBounds {
  /// Milliseconds since 1970-01-01T00:00:00Z, from the year −15,869 to 19,809:
  /// what files can say, and as much again for sums of instants and durations.
  static let instants: ClosedRange<Int64> = -(1 << 49)...(1 << 49)

  static func of(_ column: String) -> ClosedRange<Int64> {
    bounds[column] ?? Int64.min...Int64.max
  }

  private static let bounds: [String: ClosedRange<Int64>] = {
    var bounds: [String: ClosedRange<Int64>] = [
      "gap_ms": 1...31_622_400_000,
      "tick": 0...Int64(Schema.ticks.upperBound),
      "hour_of_week_utc": -1...167,
      "savings_percent": 0...100,
      "score": 1...10,
      "term_months": 0...1200,
      "step": -1...Int64.max,
    ]
    // -1 stands for what is not known.
    for name in ["age_after_ms", "age_through_ms", "notice_ms"] {
      bounds[name] = -1...Int64.max
    }
    for name in [
      "alive", "at_risk_ms", "available", "bytes", "checkpoint_ms",
      "duration_ms", "end_uncertainty_ms", "facts",
      "highest_usd_micro_per_hour", "interruptions",
      "lowest_usd_micro_per_hour", "ordinal", "restart_ms", "rows",
      "set_aside", "start_uncertainty_ms", "step_ms", "successes",
      "upfront_usd_micro", "usd_micro_per_hour",
    ] {
      bounds[name] = 0...Int64.max
    }
    for name in [
      "attempts", "instance_count", "lifetime_cap_s", "line", "lives", "size",
    ] {
      bounds[name] = 1...Int64.max
    }
    return bounds
  }()
}
