public import Testing

/// Expects two numbers to agree within a relative tolerance (absolute below 1).
public func expectClose(
  _ actual: Double, _ expected: Double, relative tolerance: Double,
  _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
) {
  let scale = max(1, abs(expected))
  #expect(
    abs(actual - expected) <= tolerance * scale,
    comment ?? "\(actual) is not within \(tolerance) of \(expected)",
    sourceLocation: sourceLocation)
}
