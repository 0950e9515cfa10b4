import Crypto
import Foundation
import RiskDomain

/// SHA-256 of a text, 64 lower-case hex digits.
func textDigest(_ text: String) -> String {
  SHA256.hash(data: Data(text.utf8)).lowercaseHex
}
