import Crypto
import Foundation
import RiskDomain

/// Files as a nightly run writes them and finds them again.
enum NightlyFiles {
  /// Writes a file; its folder is made when it is not there.
  static func write(
    _ bytes: some Sequence<UInt8>, to path: String
  ) throws -> String {
    try OutputFolder.make(of: path)
    AtomicFile.removeLeftovers(of: path)
    try AtomicFile.write(bytes, to: path)
    return path
  }

  /// SHA-256 over names and bytes; nil where one cannot be read.
  static func digest(_ paths: [String]) -> String? {
    var lines: [String] = []
    for path in paths {
      guard let data = FileManager.default.contents(atPath: path) else {
        return nil
      }
      lines.append("\(SHA256.hash(data: data).lowercaseHex) \(path)")
    }
    return textDigest(lines.joined(separator: "\n"))
  }
}
