/// Why a fit gave no model, and what to look at next.
public struct FitError: Error, Hashable, Sendable {
  /// The kind of failure.
  public enum Code: String, Sendable, Codable {
    case noExposure, noEvents, notConverged, separated, invalidSpec, invalidData
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

extension FitError {
  /// No row ended in an event: nothing tells one hazard from another.
  static func noEvents(rows: Int) -> FitError {
    FitError(
      code: .noEvents, message: "None of the \(rows) rows has an event.",
      hint: "Check the event column, or watch for longer.")
  }
}

extension FitError: CustomStringConvertible {
  public var description: String { message + " " + hint }
}
