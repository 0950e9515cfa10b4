import RiskDomain

/// Times of one source held against those of another.
///
/// The launch log is held against the bill; events are held against the launch
/// log, and where it does not know the instance, against the bill.
func clockWarnings(
  _ provider: PoolID.Provider, _ facts: InstanceFacts
) -> [SourceWarning] {
  var billed: [String: [TimeStretch]] = [:]
  for (id, rows) in byInstance(facts.usage, { $0.resourceID }) {
    billed[id] = rows.map { TimeStretch($0.usageStart, $0.usageEnd) }
  }
  var logged: [String: [TimeStretch]] = [:]
  for (id, rows) in byInstance(facts.launches, { $0.instanceID }) {
    let lives = rows.compactMap(TimeStretch.init(life:))
    // A life without an end holds every later moment: nothing to compare.
    if lives.count == rows.count { logged[id] = lives }
  }
  var launchLog = ClockFit(watch: "the launch log", reference: "the bill")
  for (id, lives) in logged {
    guard let span = billed[id] else { continue }
    for life in lives {
      launchLog.compare(life.from, .start, of: id, with: span)
      launchLog.compare(life.until, .end, of: id, with: span)
    }
  }
  var events = ClockFit(watch: "the events", reference: "the launch log")
  var billedEvents = ClockFit(watch: "the events", reference: "the bill")
  for event in facts.events {
    if let lives = logged[event.instanceID] {
      events.compare(
        event.at, event.edge, of: event.instanceID, with: lives)
    } else if let span = billed[event.instanceID] {
      billedEvents.compare(
        event.at, event.edge, of: event.instanceID, with: span)
    }
  }
  return [launchLog, events, billedEvents].compactMap { $0.warning(provider) }
}

/// Which end of a life a moment is about.
private enum Edge { case start, end }

extension InstanceEvent {
  fileprivate var edge: Edge {
    kind == .launched || state == "running" || state == "pending"
      ? .start : .end
  }
}

/// How well the moments of one source fall into the lives of another.
private struct ClockFit {
  /// Bills round to the hour, logs are written some minutes late.
  private static let reach: Int64 = 3_600_000
  private static let quarterHour: Int64 = 900_000
  /// No zone is further from another (UTC-12 to UTC+14).
  private static let furthestZone: Int64 = 26 * 3_600_000

  /// Name of the source whose clock is in doubt, and of the other.
  var watch, reference: String
  private var compared = 0
  /// Milliseconds from the life's edge to the moment, of those outside.
  private var shifts: [Int64] = []
  private var instances: Set<String> = []

  init(watch: String, reference: String) {
    self.watch = watch
    self.reference = reference
  }

  mutating func compare(
    _ moment: UTCInstant, _ edge: Edge, of instance: String,
    with lives: [TimeStretch]
  ) {
    compared += 1
    let isInside = lives.contains {
      moment >= $0.from.adding(milliseconds: -Self.reach)
        && moment <= $0.until.adding(milliseconds: Self.reach)
    }
    if isInside { return }
    let edges = lives.map { edge == .start ? $0.from : $0.until }
    let shift = edges.map { moment.milliseconds(since: $0) }
      .min { abs($0) < abs($1) }
    guard let shift else { return }
    shifts.append(shift)
    instances.insert(instance)
  }

  func warning(_ provider: PoolID.Provider) -> SourceWarning? {
    guard !shifts.isEmpty else { return nil }
    var message =
      "\(provider.rawValue): \(shifts.count) of \(Counted.of(compared, "moment")) "
      + "of \(watch) lie more than an hour outside the lives that "
      + "\(reference) knows"
    if let (zone, count) = commonShift {
      let side = zone > 0 ? "later" : "earlier"
      message +=
        ", \(count) of them by \(hoursText(milliseconds: abs(zone))) h "
        + "\(side): this looks like a time zone. Ingest that log into a new "
        + "database with the right --time-zone."
    } else {
      message += ". Check the clocks and time zones of both."
    }
    return SourceWarning(
      kind: .clock, count: shifts.count, message: message,
      examples: Array(instances.sorted().prefix(SourceWarning.mostExamples)))
  }

  /// The shift that most moments outside share, to a quarter of an hour.
  private var commonShift: (milliseconds: Int64, count: Int)? {
    var counts: [Int64: Int] = [:]
    for shift in shifts where abs(shift) <= Self.furthestZone {
      let quarters = (Double(shift) / Double(Self.quarterHour)).rounded()
      counts[Int64(quarters) * Self.quarterHour, default: 0] += 1
    }
    let most = counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }
    guard let most, most.value >= 2, most.value * 2 > shifts.count else {
      return nil
    }
    return (most.key, most.value)
  }
}
