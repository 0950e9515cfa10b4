import Foundation
import RiskNumerics

extension SplitMix64 {
  /// Exponential with mean 1, by inversion.
  mutating func exponential() -> Double {
    exponentialSample(rate: 1, using: &self)
  }

  /// Standard normal, by Box and Muller's transform.
  mutating func normal() -> Double {
    (-2 * log(uniform())).squareRoot() * cos(2 * .pi * uniform())
  }

  /// Uniform between two bounds.
  mutating func uniform(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * uniform()
  }

  /// A whole number in 0..<count, for count > 0.
  mutating func index(below count: Int) -> Int {
    Int(next() % UInt64(count))
  }

  /// Lower-case hexadecimal digits.
  mutating func hex(digits: Int) -> String {
    var text = ""
    while text.utf8.count < digits {
      let part = String(next(), radix: 16)
      text += String(repeating: "0", count: 16 - part.utf8.count) + part
    }
    return String(text.prefix(digits))
  }

  /// The form of a version 4 UUID.
  mutating func uuid() -> String {
    let text = hex(digits: 30)
    let parts = Array(text)
    return String(parts[0..<8]) + "-" + String(parts[8..<12]) + "-4"
      + String(parts[12..<15]) + "-a" + String(parts[15..<18]) + "-"
      + String(parts[18..<30])
  }

  /// Nineteen digits, the form of a Google Cloud resource id.
  mutating func nineteenDigits() -> String {
    String(1_000_000_000_000_000_000 + next() % 8_000_000_000_000_000_000)
  }
}
