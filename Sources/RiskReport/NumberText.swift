import Foundation
import RiskDomain

/// Numbers as tables show them, the same in every locale.
public enum NumberText {
  /// A fixed number of decimals: `fixed(0.8531, 2)` is `0.85`; nil is `-`.
  public static func fixed(_ value: Double?, _ decimals: Int) -> String {
    guard let value else { return "-" }
    return String(format: "%.\(decimals)f", locale: nil, value)
  }

  /// Dollars and cents with separators: `$105,719.04`; nil is `-`.
  public static func usd(_ value: Double?, decimals: Int = 2) -> String {
    guard let value else { return "-" }
    return (value < 0 ? "-$" : "$") + grouped(abs(value), decimals)
  }

  /// Hours and the like with separators: `grouped(10205.2, 1)` is `10,205.2`.
  public static func grouped(_ value: Double, _ decimals: Int) -> String {
    let text = fixed(abs(value), decimals)
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let fraction = parts.count > 1 ? "." + parts[1] : ""
    return (value < 0 ? "-" : "") + grouped(String(parts[0])) + fraction
  }

  /// A share as per cent: `0.853` is `85 %`.
  public static func percent(_ value: Double?, _ decimals: Int = 0) -> String {
    guard let value else { return "-" }
    return fixed(value * 100, decimals) + " %"
  }

  /// A whole number with separators: `8,705`.
  public static func count(_ value: Int) -> String {
    Counted.grouped(value)
  }

  private static func grouped(_ digits: String) -> String {
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }
}
