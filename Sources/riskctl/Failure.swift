import ArgumentParser
import Foundation
import RiskPipeline
import RiskReport

/// A sentence for standard error and an exit code for scripts.
struct Failure: Error {
  /// What a script should do about it, after sysexits.h.
  enum Code: Int32 {
    /// Unforeseen.
    case unforeseen = 1
    /// A valid "no": infeasible, over budget, not enough data.
    case no = 2
    case badData = 65
    case noInput = 66
    case ourBug = 70
    case io = 74
    case locked = 75
    case configuration = 78
  }

  var code: Code
  /// Empty when everything was said already.
  var message: String

  /// Prints the sentence and leaves the program.
  static func exit(with error: any Error) -> Never {
    if let failure = Failure(error) {
      if !failure.message.isEmpty {
        Answer.note("riskctl: " + failure.message)
      }
      Foundation.exit(failure.code.rawValue)
    }
    // Usage errors and help are ArgumentParser's own; a usage error repeats
    // what was typed.
    let code = RiskCtl.exitCode(for: error)
    guard code == .success else {
      Answer.note(RiskCtl.fullMessage(for: error))
      Foundation.exit(code.rawValue)
    }
    RiskCtl.exit(withError: error)
  }

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// Sorts what the use cases throw; nil for ArgumentParser's own errors.
  private init?(_ error: any Error) {
    switch error {
    case let failure as Failure:
      self = failure
    case let failure as UseCaseFailure:
      self.init(Self.code(of: failure.kind), failure.message)
    case let refusal as ExportRefusal where refusal.kind == .valid:
      self.init(.no, refusal.reason)
    case is InputFiles.Missing:
      self.init(.noInput, "\(error)")
    case is AtomicFile.Failure:
      self.init(.io, "\(error)")
    case is DataHome.Missing, is CatalogError:
      self.init(.configuration, "\(error)")
    case is ValidationError, is ExitCode, is CleanExit:
      return nil
    default:
      // ArgumentParser's parsing errors are internal types of its module.
      guard !String(reflecting: type(of: error)).hasPrefix("ArgumentParser.")
      else { return nil }
      self.init(.unforeseen, "\(error)")
    }
  }

  private static func code(of kind: UseCaseFailure.Kind) -> Code {
    switch kind {
    case .valid: .no
    case .badData: .badData
    case .noInput: .noInput
    case .fault: .ourBug
    case .io: .io
    case .locked: .locked
    case .configuration: .configuration
    }
  }
}
