import RiskDomain

/// Text of fixed forms as bytes, without a `String` per field: fifty million
/// lines are written one after the other.
struct FleetBytes {
  private(set) var bytes: [UInt8] = []

  var count: Int { bytes.count }

  /// Hands the bytes over and keeps their memory.
  mutating func take() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }

  mutating func add(_ text: [UInt8]) { bytes.append(contentsOf: text) }

  mutating func add(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  mutating func add(byte: UInt8) { bytes.append(byte) }

  /// A whole number of at least 0, padded with zeros to a width.
  mutating func add(number: Int64, width: Int = 1) {
    var divisor: Int64 = 1
    var digits = 1
    while digits < width || number / divisor >= 10 {
      divisor *= 10
      digits += 1
    }
    var rest = number
    for _ in 0..<digits {
      bytes.append(
        UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / divisor))
      rest %= divisor
      divisor = max(divisor / 10, 1)
    }
  }

  /// Units of 10^-digits, at least 0: (15, 2) is "0.15".
  mutating func add(units: Int64, digits: Int) {
    var scale: Int64 = 1
    for _ in 0..<digits { scale *= 10 }
    add(number: units / scale)
    add(byte: UInt8(ascii: "."))
    add(number: units % scale, width: digits)
  }

  /// Sixteen lower-case hexadecimal digits.
  mutating func add(hex value: UInt64) {
    for shift in stride(from: 60, through: 0, by: -4) {
      let digit = UInt8(truncatingIfNeeded: (value >> UInt64(shift)) & 15)
      bytes.append(digit < 10 ? 48 + digit : 87 + digit)
    }
  }

  /// Whole seconds in UTC: "2026-01-05T02:13:29Z".
  mutating func add(_ at: UTCInstant, days: FleetDays) {
    let seconds = at.unixMilliseconds / 1000
    add(days.text(ofDay: seconds / 86_400))
    let second = seconds % 86_400
    add(byte: UInt8(ascii: "T"))
    add(number: second / 3600, width: 2)
    add(byte: UInt8(ascii: ":"))
    add(number: second / 60 % 60, width: 2)
    add(byte: UInt8(ascii: ":"))
    add(number: second % 60, width: 2)
    add(byte: UInt8(ascii: "Z"))
  }
}

/// The days of a span as text, each made once.
struct FleetDays {
  private let first: Int64
  private let texts: [[UInt8]]

  /// - Parameter end: after the last instant that is written.
  init(from start: UTCInstant, until end: UTCInstant) {
    let first = start.unixMilliseconds / 86_400_000
    let last = end.unixMilliseconds / 86_400_000
    self.first = first
    texts = (first...max(first, last)).map { day in
      let text = UTCInstant(unixMilliseconds: day * 86_400_000).rfc3339
      return Array(text.utf8.prefix(10))
    }
  }

  /// "2026-01-05"; of a day outside the span the nearest inside.
  func text(ofDay day: Int64) -> [UInt8] {
    texts[Int(min(max(day - first, 0), Int64(texts.count - 1)))]
  }
}
