public import RiskDomain

/// Spans of days for narrow columns.
public enum DateSpan {
  /// `2026-01-01..02-03`, or both years where they differ; `-` of nothing.
  public static func text(_ first: UTCInstant?, _ last: UTCInstant?) -> String {
    guard let first, let last else { return "-" }
    let (from, until) = (first.rfc3339.prefix(10), last.rfc3339.prefix(10))
    return from + ".."
      + (from.prefix(4) == until.prefix(4) ? until.dropFirst(5) : until)
  }
}
