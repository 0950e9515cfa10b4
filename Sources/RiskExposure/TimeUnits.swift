/// Hours of models from integer milliseconds of facts.
///
/// One of the only two places where the units meet.
public func hours(milliseconds: Int64) -> Double {
  Double(milliseconds) / 3_600_000
}

/// Integer milliseconds of facts from hours of models, rounded half away from
/// zero and held inside ±10⁹ hours, so that any finite input has an answer.
///
/// The other of the only two places where the units meet.
public func milliseconds(hours: Double) -> Int64 {
  guard !hours.isNaN else { return 0 }
  return Int64((min(max(hours, -1e9), 1e9) * 3_600_000).rounded())
}
