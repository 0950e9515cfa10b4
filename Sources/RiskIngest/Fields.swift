import RiskDomain

/// Reads single values of a row; what is wrong becomes a `RowProblem`.
enum Fields {
  /// A date and time.
  ///
  /// - Parameter clock: of times that carry no zone; nil refuses them.
  static func instant(
    _ bytes: ArraySlice<UInt8>, column: String, clock: LocalClock?
  ) throws(RowProblem) -> UTCInstant {
    do {
      return try UTCInstant(parsing: bytes)
    } catch {
      if error == .noOffset, let clock {
        return try instant(shownBy: clock, bytes, column: column)
      }
      let shown = text(bytes)
      let reason =
        switch error {
        case .noOffset:
          "'\(shown)' has no time zone; give one with --time-zone"
        case .malformed: "'\(shown)' is not a date and time"
        case .outOfRange: "'\(shown)' is not in the calendar"
        }
      throw RowProblem(column: column, value: shown, reason: reason)
    }
  }

  private static func instant(
    shownBy clock: LocalClock, _ bytes: ArraySlice<UInt8>, column: String
  ) throws(RowProblem) -> UTCInstant {
    let shown = try instant(
      (Array(bytes) + [UInt8(ascii: "Z")])[...], column: column, clock: nil)
    guard let instant = clock.instant(showing: shown) else {
      throw RowProblem(
        column: column, value: text(bytes),
        reason: "'\(text(bytes))' does not exist in this time zone: clocks "
          + "went forward over it; export times with their offsets")
    }
    return instant
  }

  /// An amount of money, of any sign.
  static func money(
    _ bytes: ArraySlice<UInt8>, column: String
  ) throws(RowProblem) -> MicroUSD {
    do {
      return try MicroUSD(parsing: bytes)
    } catch {
      throw RowProblem(
        column: column, value: text(bytes),
        reason: error == .notANumber
          ? notANumber(bytes) : "'\(text(bytes))' is too large")
    }
  }

  /// A price above 0.
  static func price(
    _ bytes: ArraySlice<UInt8>, column: String
  ) throws(RowProblem) -> MicroUSD {
    let price = try money(bytes, column: column)
    guard price.rawValue > 0 else {
      throw RowProblem(
        column: column, value: text(bytes),
        reason: "'\(text(bytes))' is not above 0")
    }
    return price
  }

  /// Hours as whole milliseconds, rounded half up; never negative.
  static func milliseconds(
    ofHours bytes: ArraySlice<UInt8>, column: String
  ) throws(RowProblem) -> Int64 {
    let number: DecimalNumber
    do {
      number = try DecimalNumber(parsing: bytes)
    } catch {
      throw RowProblem(
        column: column, value: text(bytes), reason: notANumber(bytes))
    }
    // 1 h = 3,600,000 ms; billionths of an hour keep 3.6 µs.
    let billionths = number.scaled(byPowerOfTen: 9)
    guard let billionths, billionths <= .max / 36 - 10_000 else {
      throw RowProblem(
        column: column, value: text(bytes),
        reason: "'\(text(bytes))' hours is too large")
    }
    guard billionths >= 0 else {
      throw RowProblem(
        column: column, value: text(bytes),
        reason: "'\(text(bytes))' hours is below 0")
    }
    return (billionths * 36 + 5000) / 10_000
  }

  /// Seconds as whole milliseconds, rounded half to even; never negative.
  static func milliseconds(
    ofSeconds bytes: ArraySlice<UInt8>, column: String
  ) throws(RowProblem) -> Int64 {
    let number: DecimalNumber
    do {
      number = try DecimalNumber(parsing: bytes)
    } catch {
      throw RowProblem(
        column: column, value: text(bytes), reason: notANumber(bytes))
    }
    guard let milliseconds = number.scaled(byPowerOfTen: 3),
      milliseconds >= 0
    else {
      throw RowProblem(
        column: column, value: text(bytes),
        reason: "'\(text(bytes))' seconds is below 0 or too large")
    }
    return milliseconds
  }

  /// A whole number from a range.
  static func whole(
    _ bytes: ArraySlice<UInt8>, column: String, atLeast least: Int
  ) throws(RowProblem) -> Int {
    guard let number = Int(text(bytes)) else {
      throw RowProblem(
        column: column, value: text(bytes),
        reason: "'\(text(bytes))' is not a whole number")
    }
    guard number >= least else {
      throw RowProblem(
        column: column, value: text(bytes),
        reason: "'\(text(bytes))' is below \(least)")
    }
    return number
  }

  /// An ISO 4217 code: three capital letters.
  static func currency(
    _ bytes: ArraySlice<UInt8>, column: String
  ) throws(RowProblem) -> String {
    guard bytes.count == 3, bytes.allSatisfy({ $0 >= 65 && $0 <= 90 }) else {
      throw RowProblem(
        column: column, value: text(bytes),
        reason: "'\(text(bytes))' is not a currency code")
    }
    return text(bytes)
  }

  /// The scalar members of a JSON object that stands in a field.
  static func map(
    _ bytes: ArraySlice<UInt8>, column: String
  ) throws(RowProblem) -> [(key: String, value: String)] {
    var members: [(key: String, value: String)] = []
    do {
      try JSONText(bytes).forEachMember { key, value in
        if let value = value.text { members.append((text(key), value)) }
      }
    } catch {
      throw RowProblem(
        column: column, value: text(bytes),
        reason: "'\(text(bytes).prefix(40))' is no map")
    }
    return members
  }

  /// A value that must be there.
  static func needed<Value>(
    _ value: Value?, column: String
  ) throws(RowProblem) -> Value {
    guard let value else {
      throw RowProblem(column: column, reason: "the value is missing")
    }
    return value
  }

  static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }

  private static func notANumber(_ bytes: ArraySlice<UInt8>) -> String {
    bytes.isEmpty ? "the value is empty" : "'\(text(bytes))' is not a number"
  }
}

extension JSONText {
  /// A scalar that must be there and say something.
  func needed(_ name: StaticString) throws -> ArraySlice<UInt8> {
    try Self.saying(try member(name), name)
  }

  /// The scalar of a value that must say something.
  static func saying(
    _ value: JSONText?, _ name: StaticString
  ) throws(RowProblem) -> ArraySlice<UInt8> {
    guard let value, !value.isNull else {
      throw RowProblem(
        column: name.description, reason: "the value is missing")
    }
    guard let scalar = value.scalar else {
      throw RowProblem(
        column: name.description, value: value.written,
        reason: "a single value is expected")
    }
    guard !scalar.isEmpty else {
      throw RowProblem(
        column: name.description, value: "", reason: "the value is empty")
    }
    return scalar
  }

  /// A scalar as text; nil when it is missing or empty.
  func optionalText(_ name: StaticString) throws -> String? {
    guard let text = try member(name)?.text, !text.isEmpty else { return nil }
    return text
  }
}
