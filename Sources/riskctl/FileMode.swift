import ArgumentParser
import Foundation

/// Who may use the files that the program makes.
///
/// Bills name accounts and people: files are the user's own unless told
/// otherwise, whatever the shell's umask allows. Every file and folder is made
/// under the process's umask, the database with its log and index among them,
/// so that it is said in one place. A file that was there keeps its mode.
struct FileMode: ExpressibleByArgument {
  /// Permission bits of files, such as 0o640.
  let bits: mode_t

  /// Nobody but the user.
  static let own = FileMode(bits: 0o600)

  private init(bits: mode_t) { self.bits = bits }

  /// Three octal digits: the user reads and writes, nobody runs anything.
  init?(argument: String) {
    guard argument.utf8.count == 3, let bits = mode_t(argument, radix: 8),
      bits & 0o600 == 0o600, bits & 0o111 == 0
    else { return nil }
    self.bits = bits
  }

  /// Makes it hold for what this process makes from now on.
  ///
  /// Who may read a file may list its folder.
  func apply() {
    umask(~(bits | (bits & 0o444) >> 2) & 0o777)
  }
}
