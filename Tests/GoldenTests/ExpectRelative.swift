import Testing

/// Expects a number to agree within a share of its own size, however small.
func expectRelative(
  _ actual: Double, _ expected: Double, relative tolerance: Double,
  _ what: String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(
    abs(actual - expected) <= tolerance * abs(expected),
    "\(what) \(actual) is not within \(tolerance) of \(expected)",
    sourceLocation: sourceLocation)
}

/// Expects numbers to agree entry by entry, each within a share of its own
/// size or of `floor`; unknown ones are unknown on both sides.
func expectAllClose(
  _ actual: [Double?], _ expected: [Double?], relative tolerance: Double,
  floor: Double = 0, _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(
    actual.count == expected.count, "\(what): lengths",
    sourceLocation: sourceLocation)
  for (k, pair) in zip(actual, expected).enumerated() {
    guard let a = pair.0, let e = pair.1 else {
      #expect(
        pair.0 == nil && pair.1 == nil,
        "\(what) [\(k)]: \(pair.0 as Any) against \(pair.1 as Any)",
        sourceLocation: sourceLocation)
      continue
    }
    #expect(
      abs(a - e) <= tolerance * max(abs(e), floor),
      "\(what) [\(k)]: \(a) is not within \(tolerance) of \(e)",
      sourceLocation: sourceLocation)
  }
}
