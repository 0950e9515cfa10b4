import Foundation
import RiskReport

/// What is known of the terminal that people read answers on.
enum Terminal {
  /// How answers on standard output are shown.
  static var answers: TerminalText {
    TerminalText(columns: columns, showsUnicode: isUnicode)
  }

  /// Columns of a terminal now; nil of anything else.
  static func width(of descriptor: Int32) -> Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0
    else { return nil }
    return Int(size.ws_col)
  }

  /// What `COLUMNS` says, which also holds behind a pager; else the width.
  private static var columns: Int? {
    let said = ProcessInfo.processInfo.environment["COLUMNS"].flatMap(Int.init)
    if let said, said > 0 { return said }
    return width(of: STDOUT_FILENO)
  }

  /// Whether the locale has letters beyond ASCII; yes where none is set.
  private static var isUnicode: Bool {
    let environment = ProcessInfo.processInfo.environment
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap {
      environment[$0].flatMap { $0.isEmpty ? nil : $0 }
    }.first
    guard let locale = locale?.lowercased() else { return true }
    return locale.contains("utf-8") || locale.contains("utf8")
  }
}
