/// Why a fit gave no model, and what to look at next.
public struct FitError: Error, Hashable, Sendable {
  /// The kind of failure.
  public enum Code: String, Sendable, Codable {
    case noExposure, notConverged, invalidSpec, invalidData
    case noEvents, separated
  }

  public var code: Code
  /// What was wrong and where, in a sentence.
  public var message: String
  /// Iterations done before giving up; 0 when none began.
  public var iterations: Int
  /// Largest change or gradient component at the end; nil when none began.
  public var gradientNorm: Double?
  /// The next step, in a sentence.
  public var hint: String

  public init(
    code: Code, message: String, iterations: Int = 0,
    gradientNorm: Double? = nil, hint: String
  ) {
    self.code = code
    self.message = message
    self.iterations = iterations
    self.gradientNorm = gradientNorm
    self.hint = hint
  }
}

extension FitError: CustomStringConvertible {
  public var description: String { message + " " + hint }
}
