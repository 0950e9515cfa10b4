import RiskIngest
import RiskStore

/// Why a use case gave no answer, sorted by what a caller should do.
public struct UseCaseFailure: Error, Hashable, Sendable,
  CustomStringConvertible
{
  /// What a caller should do.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// Nothing is wrong: the answer is no.
    case valid
    /// Mend the data.
    case badData
    /// Name a file that exists.
    case noInput
    /// Report it to us.
    case fault
    /// Mend the disk or its permissions.
    case io
    /// Try again later.
    case locked
    /// Mend the configuration, the job file or the spec.
    case configuration
  }

  public var kind: Kind
  /// What was wrong, where, and the next step.
  public var message: String

  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// What the database said.
  init(_ error: StoreError) {
    let kind: Kind =
      switch error.code {
      case .busy: .locked
      case .io: .io
      case .corrupt, .notADatabase, .notOurs, .constraint, .timeBase: .badData
      case .notFound: .noInput
      case .newerSchema, .olderSchema, .networkFile: .configuration
      case .origin, .fault: .fault
      }
    self.init(kind, error.message)
  }

  public var description: String { message }
}
