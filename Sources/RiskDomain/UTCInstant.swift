/// Milliseconds since 1970-01-01T00:00:00Z.
///
/// Never a local time, never a `Date` in a model. Text in and out is RFC 3339;
/// a text without an offset is refused, because nobody can say which hour it
/// means.
public struct UTCInstant: Hashable, Comparable, Sendable {
  /// Milliseconds since the Unix epoch.
  public var unixMilliseconds: Int64

  /// An instant from milliseconds since the Unix epoch.
  public init(unixMilliseconds: Int64) {
    self.unixMilliseconds = unixMilliseconds
  }

  /// An instant from whole seconds since the Unix epoch.
  public init(unixSeconds: Int64) {
    self.unixMilliseconds = unixSeconds * 1000
  }

  public static func < (left: Self, right: Self) -> Bool {
    left.unixMilliseconds < right.unixMilliseconds
  }

  /// Hours from `earlier` to this instant; negative when it lies before.
  public func hours(since earlier: UTCInstant) -> Double {
    Double(unixMilliseconds - earlier.unixMilliseconds) / 3_600_000
  }

  /// Milliseconds from `earlier` to this instant.
  public func milliseconds(since earlier: UTCInstant) -> Int64 {
    unixMilliseconds - earlier.unixMilliseconds
  }

  /// This instant moved by a number of hours, rounded to the millisecond.
  ///
  /// Stops where `adding(milliseconds:)` stops; a NaN moves nothing.
  public func adding(hours: Double) -> UTCInstant {
    let moved = (hours * 3_600_000).rounded()
    if moved.isNaN { return self }
    let limit = Double(Self.farthestMilliseconds)
    return adding(milliseconds: Int64(min(max(moved, -2 * limit), 2 * limit)))
  }

  /// This instant moved by a number of milliseconds.
  ///
  /// It stops 2^61 ms before or after 1970, 73 million years: far outside of
  /// every calendar, and so near that the time between two instants fits.
  public func adding(milliseconds: Int64) -> UTCInstant {
    let (sum, overflow) = unixMilliseconds.addingReportingOverflow(milliseconds)
    let limit = Self.farthestMilliseconds
    if overflow {
      return UTCInstant(unixMilliseconds: milliseconds < 0 ? -limit : limit)
    }
    return UTCInstant(unixMilliseconds: min(max(sum, -limit), limit))
  }

  private static let farthestMilliseconds: Int64 = 1 << 61

  /// Hour of the week, Monday 00:00 UTC = 0, in 0..<168.
  public var hourOfWeekUTC: Int {
    let hours = floorDivide(unixMilliseconds, 3_600_000)
    // 1970-01-01 was a Thursday: its hour 0 is hour 72 of the week.
    return Int(floorModulo(hours + 72, 168))
  }
}

extension UTCInstant {
  /// The first instant of the month in UTC.
  public var monthStart: UTCInstant {
    let day = floorDivide(unixMilliseconds, 86_400_000)
    let date = CivilDate(daysSinceEpoch: day)
    return UTCInstant(
      unixMilliseconds: (day - date.day + 1) * 86_400_000)
  }

  /// 00:00 UTC of a day; nil when there is no such day.
  public init?(year: Int64, month: Int64, day: Int64) {
    let date = CivilDate(year: year, month: month, day: day)
    guard (0...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= date.daysInMonth
    else { return nil }
    self.init(unixMilliseconds: date.daysSinceEpoch * 86_400_000)
  }
}

extension UTCInstant {
  /// Why a text is no instant.
  public enum ParseError: Error, Equatable, Sendable {
    case malformed
    case noOffset
    case outOfRange
  }

  /// Reads an RFC 3339 date and time.
  ///
  /// Accepted beside `2026-01-14T02:00:00Z`: a blank instead of `T`, any number
  /// of fraction digits (cut to milliseconds), offsets `+05:00`, `-0800`, `Z`,
  /// and ` UTC`. A leap second is read as the last millisecond of its minute.
  ///
  /// - Throws: `ParseError.noOffset` when the text is a date and time without
  ///   a zone, `.outOfRange` for a month 13, `.malformed` for all else.
  public init(parsing text: some StringProtocol) throws(ParseError) {
    try self.init(parsing: Array(text.utf8)[...])
  }

  /// Reads an RFC 3339 date and time from ASCII bytes.
  public init(parsing bytes: ArraySlice<UInt8>) throws(ParseError) {
    var reader = InstantReader(bytes: bytes)
    self = try reader.read()
  }

  /// RFC 3339 in UTC, with milliseconds only when there are any:
  /// `2026-01-14T02:00:00Z`.
  public var rfc3339: String {
    let fraction = floorModulo(unixMilliseconds, 1000)
    let text = Self.dateAndTime(floorDivide(unixMilliseconds, 1000))
    guard fraction != 0 else { return text + "Z" }
    return text + "." + padded(fraction, width: 3) + "Z"
  }

  /// RFC 3339 at a fixed offset from UTC: `2026-01-14T07:00:00+05:00`.
  ///
  /// - Parameter offsetSeconds: seconds east of Greenwich, a multiple of 60.
  public func rfc3339(offsetSeconds: Int) -> String {
    let local = floorDivide(unixMilliseconds, 1000) + Int64(offsetSeconds)
    let minutes = Int64(abs(offsetSeconds) / 60)
    return Self.dateAndTime(local) + (offsetSeconds < 0 ? "-" : "+")
      + padded(minutes / 60, width: 2) + ":" + padded(minutes % 60, width: 2)
  }

  private static func dateAndTime(_ seconds: Int64) -> String {
    let days = floorDivide(seconds, 86400)
    let rest = floorModulo(seconds, 86400)
    let date = CivilDate(daysSinceEpoch: days)
    return padded(date.year, width: 4) + "-" + padded(date.month, width: 2)
      + "-" + padded(date.day, width: 2) + "T"
      + padded(rest / 3600, width: 2) + ":" + padded(rest / 60 % 60, width: 2)
      + ":" + padded(rest % 60, width: 2)
  }
}

extension UTCInstant {
  /// What RFC 3339 can write: the years 0 to 9999 in UTC.
  public static let writable =
    UTCInstant(
      unixMilliseconds: -62_167_219_200_000)...UTCInstant(
      unixMilliseconds: 253_402_300_799_999)
}

extension UTCInstant: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    do {
      try self.init(parsing: text)
    } catch {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "'\(text)' is not an RFC 3339 time with an offset")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rfc3339)
  }
}

extension UTCInstant: CustomStringConvertible {
  public var description: String { rfc3339 }
}

/// A day of the proleptic Gregorian calendar.
///
/// Conversion after Howard Hinnant, "chrono-compatible low-level date
/// algorithms", eras of 400 years that begin on 1 March.
struct CivilDate: Equatable {
  var year, month, day: Int64

  init(year: Int64, month: Int64, day: Int64) {
    (self.year, self.month, self.day) = (year, month, day)
  }

  init(daysSinceEpoch: Int64) {
    let shifted = daysSinceEpoch + 719_468
    let era = floorDivide(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096)
      / 365
    let dayOfYear =
      dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  var daysSinceEpoch: Int64 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = floorDivide(shiftedYear, 400)
    let yearOfEra = shiftedYear - era * 400
    let marchMonth = month > 2 ? month - 3 : month + 9
    let dayOfYear = (153 * marchMonth + 2) / 5 + day - 1
    let dayOfEra =
      yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// Days of this date's month.
  var daysInMonth: Int64 {
    switch month {
    case 4, 6, 9, 11: 30
    case 2:
      year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }
}

/// Reads one RFC 3339 text byte by byte.
private struct InstantReader {
  private let bytes: ArraySlice<UInt8>
  private var index: Int

  init(bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    index = bytes.startIndex
  }

  mutating func read() throws(UTCInstant.ParseError) -> UTCInstant {
    let year = try number(digits: 4)
    try expect(UInt8(ascii: "-"))
    let month = try number(digits: 2)
    try expect(UInt8(ascii: "-"))
    let day = try number(digits: 2)
    guard take(UInt8(ascii: "T")) || take(UInt8(ascii: " ")) else {
      throw .malformed
    }
    let hour = try number(digits: 2)
    try expect(UInt8(ascii: ":"))
    let minute = try number(digits: 2)
    try expect(UInt8(ascii: ":"))
    let second = try number(digits: 2)
    var milliseconds = try fraction()
    let date = CivilDate(year: year, month: month, day: day)
    guard (1...12).contains(month), day >= 1, day <= date.daysInMonth,
      hour < 24, minute < 60, second <= 60
    else { throw .outOfRange }
    if second == 60 { milliseconds = 999 }
    let offset = try offsetSeconds()
    guard index == bytes.endIndex else { throw .malformed }
    let seconds =
      date.daysSinceEpoch * 86400 + hour * 3600 + minute * 60
      + min(second, 59) - offset
    let instant = UTCInstant(unixMilliseconds: seconds * 1000 + milliseconds)
    // An offset may lead out of the years that can be written.
    guard UTCInstant.writable.contains(instant) else {
      throw .outOfRange
    }
    return instant
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard index < bytes.endIndex, bytes[index] == byte else { return false }
    index += 1
    return true
  }

  private mutating func expect(_ byte: UInt8) throws(UTCInstant.ParseError) {
    guard take(byte) else { throw .malformed }
  }

  private mutating func number(
    digits: Int
  ) throws(UTCInstant.ParseError) -> Int64 {
    var value: Int64 = 0
    for _ in 0..<digits {
      guard index < bytes.endIndex, bytes[index] >= 48, bytes[index] <= 57
      else { throw .malformed }
      value = value * 10 + Int64(bytes[index] - 48)
      index += 1
    }
    return value
  }

  private mutating func fraction() throws(UTCInstant.ParseError) -> Int64 {
    guard take(UInt8(ascii: ".")) else { return 0 }
    var value: Int64 = 0
    var digits = 0
    while index < bytes.endIndex, bytes[index] >= 48, bytes[index] <= 57 {
      if digits < 3 { value = value * 10 + Int64(bytes[index] - 48) }
      digits += 1
      index += 1
    }
    guard digits > 0 else { throw .malformed }
    for _ in min(digits, 3)..<3 { value *= 10 }
    return value
  }

  private mutating func offsetSeconds() throws(UTCInstant.ParseError) -> Int64 {
    if index == bytes.endIndex { throw .noOffset }
    if take(UInt8(ascii: "Z")) || take(UInt8(ascii: "z")) { return 0 }
    if bytes[index...].elementsEqual(" UTC".utf8) {
      index = bytes.endIndex
      return 0
    }
    _ = take(UInt8(ascii: " "))
    let sign: Int64
    if take(UInt8(ascii: "+")) {
      sign = 1
    } else if take(UInt8(ascii: "-")) {
      sign = -1
    } else {
      throw .malformed
    }
    let hours = try number(digits: 2)
    var minutes: Int64 = 0
    if index < bytes.endIndex {
      _ = take(UInt8(ascii: ":"))
      minutes = try number(digits: 2)
    }
    guard hours < 24, minutes < 60 else { throw .outOfRange }
    return sign * (hours * 3600 + minutes * 60)
  }
}

func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
  let quotient = value / divisor
  return value % divisor < 0 ? quotient - 1 : quotient
}

func floorModulo(_ value: Int64, _ divisor: Int64) -> Int64 {
  let rest = value % divisor
  return rest < 0 ? rest + divisor : rest
}

private func padded(_ value: Int64, width: Int) -> String {
  let text = String(value)
  return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
}
