import Foundation
import RiskPipeline
import RiskReport

/// Progress on standard error where a person looks at it.
enum TerminalProgress {
  /// - Returns: nil without a terminal, with `--quiet`, and with `--verbose`,
  ///   whose lines say more.
  static func make(_ options: CommonOptions) -> IngestProgress? {
    guard !options.quiet, !options.verbose, isatty(STDERR_FILENO) == 1,
      ProcessInfo.processInfo.environment["TERM"] != "dumb"
    else { return nil }
    let start = ContinuousClock.now
    return IngestProgress(
      columns: {
        Terminal.width(of: STDERR_FILENO) ?? TerminalText.usualColumns
      },
      seconds: { (ContinuousClock.now - start) / .seconds(1) },
      write: { FileHandle.standardError.write(Data($0.utf8)) })
  }
}
