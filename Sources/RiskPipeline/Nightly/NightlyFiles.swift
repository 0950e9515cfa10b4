import Crypto
import Foundation
import RiskDomain

/// Files as a nightly run writes them and finds them again.
///
/// A run's files wait beside their places until all stages are over, so that
/// the set switches as one: see `NightlySwitch`.
enum NightlyFiles {
  /// Writes a file that waits for the others; its folder is made when it is
  /// not there.
  static func write(
    _ bytes: some Sequence<UInt8>, to path: String
  ) throws -> String {
    try OutputFolder.make(of: path)
    AtomicFile.removeLeftovers(of: path)
    try AtomicFile.hold(bytes, for: path)
    return path
  }

  /// Bytes of a file as it stands once all that waits is in its place.
  static func contents(_ path: String) -> Data? {
    FileManager.default.contents(
      atPath: AtomicFile.waiting(for: path) ?? path)
  }

  /// SHA-256 of these bytes; nil where there are none.
  static func sha256(_ path: String) -> String? {
    contents(path).map { SHA256.hash(data: $0).lowercaseHex }
  }

  /// SHA-256 over names and bytes; nil where one cannot be read.
  static func digest(_ paths: [String]) -> String? {
    var lines: [String] = []
    for path in paths {
      guard let digest = sha256(path) else { return nil }
      lines.append("\(digest) \(path)")
    }
    return textDigest(lines.joined(separator: "\n"))
  }
}
