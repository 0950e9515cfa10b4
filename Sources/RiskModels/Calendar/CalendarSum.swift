/// Groups of losses seen in a stretch of the calendar, and what was expected.
struct CalendarSum: Hashable, Sendable {
  var events = 0.0
  var expected = 0.0

  mutating func add(events: Double, expected: Double) {
    self.events += events
    self.expected += expected
  }

  static func total(_ parts: [CalendarSum]) -> CalendarSum {
    parts.reduce(into: CalendarSum()) {
      $0.add(events: $1.events, expected: $1.expected)
    }
  }
}
