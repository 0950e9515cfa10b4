extension UTCInstant {
  /// Reads a date of RFC 1123 in GMT, `Tue, 09 Aug 2022 17:07:32 GMT`.
  ///
  /// The weekday may be missing but must be the right one where it is given.
  ///
  /// - Throws: `.malformed` for another form, `.noOffset` without `GMT`,
  ///   `.outOfRange` for a day that is not in the calendar.
  public init(parsingHTTPDate text: some StringProtocol) throws(ParseError) {
    var parts = text.split(
      maxSplits: 8, omittingEmptySubsequences: true,
      whereSeparator: { (character: Character) -> Bool in
        character == " " || character == ","
      }
    ).map { String($0) }
    let weekday =
      parts.first.flatMap(Self.weekdays.firstIndex(of:))
    if weekday != nil { parts.removeFirst() }
    guard parts.count == 4 || parts.count == 5, parts[0].utf8.count <= 2,
      let day = Int(parts[0]),
      let month = Self.months.firstIndex(of: parts[1]),
      parts[2].utf8.count == 4
    else { throw .malformed }
    guard parts.count == 5 else { throw .noOffset }
    guard parts[4] == "GMT" || parts[4] == "UTC" else { throw .malformed }
    func two(_ number: Int) -> String {
      number < 10 ? "0\(number)" : "\(number)"
    }
    guard day >= 0 else { throw .malformed }
    try self.init(
      parsing:
        "\(parts[2])-\(two(month + 1))-\(two(day))T\(parts[3])Z")
    if let weekday, hourOfWeekUTC / 24 != weekday { throw .outOfRange }
  }

  private static let weekdays = [
    "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun",
  ]

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct",
    "Nov", "Dec",
  ]
}
