import Foundation
import RiskDecision
import RiskDomain

/// A job file read from disk.
public struct JobInput: Sendable {
  public var file: JobFile

  /// Reads a job file.
  ///
  /// - Parameter settings: keys that stand over those of the file,
  ///   "work.hours=48".
  /// - Throws: `UseCaseFailure` that names the file, the line and the key.
  public init(
    path: String, settings: [String] = []
  ) throws(UseCaseFailure) {
    guard let text = try BoundedFile.text(path, limitMiB: 4) else {
      throw UseCaseFailure(
        .noInput, "There is no job file \(path). Name one with --job.")
    }
    do {
      file = try JobFile(parsing: text, settings: settings)
    } catch {
      throw UseCaseFailure(.configuration, "\(path): \(error.message)")
    }
  }

  /// The pools that the job may run in, of those that are known.
  ///
  /// A job that names its pools gets exactly these, known or not.
  func pools(known: [PoolID]) -> [PoolID] {
    file.job.pools.isEmpty ? known : file.job.pools
  }
}
