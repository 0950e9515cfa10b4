import Foundation

/// A number rounded to decimal places; infinities and NaN stay what they are.
func rounded(_ value: Double, digits: Int) -> Double {
  let scale = pow(10, Double(digits))
  let result = (value * scale).rounded() / scale
  return result == 0 ? 0 : result
}

/// Dollars rounded to the cent.
func cents(_ usd: Double) -> Double { rounded(usd, digits: 2) }

/// A number as text with at most so many decimals and no trailing zeros.
func plain(_ value: Double, digits: Int) -> String {
  let number = rounded(value, digits: digits)
  if number == number.rounded(), abs(number) < 1e15 {
    return String(Int64(number))
  }
  return "\(number)"
}

/// Dollars as text, "$105,719.04".
func dollars(_ usd: Double) -> String {
  let total = Int64((abs(usd) * 100).rounded())
  var whole = String(total / 100)
  var grouped = ""
  while whole.count > 3 {
    grouped = "," + whole.suffix(3) + grouped
    whole = String(whole.dropLast(3))
  }
  let fraction = total % 100
  return (usd < 0 && total > 0 ? "-$" : "$") + whole + grouped + "."
    + (fraction < 10 ? "0" : "") + String(fraction)
}
