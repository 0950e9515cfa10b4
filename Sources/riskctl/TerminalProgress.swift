import Foundation
import RiskPipeline

/// Progress on standard error where a person looks at it.
enum TerminalProgress {
  /// Columns where the terminal does not say.
  private static let usualColumns = 80

  /// - Returns: nil without a terminal, with `--quiet`, and with `--verbose`,
  ///   whose lines say more.
  static func make(_ options: CommonOptions) -> IngestProgress? {
    guard !options.quiet, !options.verbose, isatty(STDERR_FILENO) == 1,
      ProcessInfo.processInfo.environment["TERM"] != "dumb"
    else { return nil }
    let start = ContinuousClock.now
    return IngestProgress(
      columns: columns,
      seconds: { (ContinuousClock.now - start) / .seconds(1) },
      write: { FileHandle.standardError.write(Data($0.utf8)) })
  }

  private static func columns() -> Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0,
      size.ws_col > 0
    else { return usualColumns }
    return Int(size.ws_col)
  }
}
