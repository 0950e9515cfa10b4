import Crypto
import Foundation

/// SHA-256 of a text, 64 lower-case hex digits.
func textDigest(_ text: String) -> String {
  SHA256.hash(data: Data(text.utf8)).map { byte in
    let hex = String(byte, radix: 16)
    return hex.count == 1 ? "0" + hex : hex
  }.joined()
}
