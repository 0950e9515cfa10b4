import RiskDomain

/// Turns the evidence on one instance into its lives.
///
/// Starts come from the first of: the launch log, launches in the cloud's own
/// logs, billing, the state "running"; billed lives before the first of them
/// count too. Ends come from the first of: a preemption, the launch
/// log, a state "terminated" or "stopped", a stop, the bill; a warning turns
/// an end within 15 minutes into a loss, and is the loss itself where nothing
/// later was seen.
struct LifeResolver {
  var key: InstanceKey
  var pool: PoolID
  var origin: RowOrigin
  var evidence: InstanceEvidence
  var capSeconds: Int64?
  var atomFromSeconds: Double?
  /// Seconds between warning and loss that the provider promises.
  var nominalNotice: Double?
  var spans: BillingSpans
  var watched: WatchedSpans
  var until: UTCInstant

  /// An end this close to a warning is what the warning was about.
  static let warningReach: Int64 = 15 * 60 * 1000

  /// Where a life begins and what is known of its course.
  private struct Start {
    var at: UTCInstant
    var isSeen: Bool
    /// Width of the billing row in which the launch lies, milliseconds; 0
    /// when the moment was seen.
    var uncertainty: Int64 = 0
    var launch: LaunchAttempt?
    /// The next life's start; facts from there on are not this life's.
    var limit: UTCInstant?

    /// Whether a moment belongs to this life and not to the next.
    func holds(_ instant: UTCInstant) -> Bool {
      limit.map { instant < $0 } ?? true
    }
  }

  private struct End {
    var at: UTCInstant
    /// nil when only the end, not its reason, was seen.
    var exit: Spell.Exit?
  }

  func spells(_ tally: inout LifeTally) -> [Spell] {
    let events = evidence.events
    let billed = BilledStretch.stretches(evidence.usage, spans: spans).map {
      $0.placed(
        starts: evidence.launches.compactMap(\.launchedAt)
          + events.filter { $0.kind == .launched || $0.isRunning }.map(\.at),
        ends: evidence.launches.compactMap(\.endedAt).filter { $0 <= until }
          + events.filter {
            $0.kind == .preempted || $0.kind == .stopped || $0.isGone
          }.map(\.at),
        warnings: events.filter { $0.kind == .interruptionWarning }.map(\.at),
        leadMilliseconds: milliseconds(hours: (nominalNotice ?? 0) / 3600))
    }
    return starts(billed).compactMap { start in
      spell(start, billed: billed, &tally)
    }
  }

  private func starts(_ billed: [BilledStretch]) -> [Start] {
    var result: [Start]
    let inserts = evidence.events.filter { $0.kind == .launched }
    let fromBill = billed.map(billedStart)
    if !evidence.launches.isEmpty {
      result = evidence.launches.compactMap { launch in
        launch.launchedAt.map {
          Start(at: $0, isSeen: true, launch: launch)
        }
      }
    } else if !inserts.isEmpty {
      result = inserts.map { Start(at: $0.at, isSeen: true) }
    } else if !billed.isEmpty {
      result = fromBill
    } else {
      result = evidence.events.filter(\.isRunning)
        .map { Start(at: $0.at, isSeen: true) }
    }
    // A log of launches may begin after the first of the lives.
    if let first = result.map(\.at).min() {
      result += zip(billed, fromBill)
        .filter { stretch, _ in stretch.end <= first }.map(\.1)
    }
    result = withoutRepetitions(result)
    for i in result.indices.dropLast() { result[i].limit = result[i + 1].at }
    return result
  }

  private func billedStart(_ stretch: BilledStretch) -> Start {
    // The state change tells the moment, the bill only the second used.
    let running = evidence.events.first {
      $0.isRunning
        && abs($0.at.milliseconds(since: stretch.start))
          <= Self.warningReach
    }
    return Start(
      at: running?.at ?? stretch.start,
      isSeen: running != nil || stretch.isStartSeen,
      uncertainty: running == nil ? stretch.roundedStart?.width ?? 0 : 0)
  }

  /// Launches that two sources tell of within 15 minutes are one, unless an
  /// end lies between them.
  private func withoutRepetitions(_ starts: [Start]) -> [Start] {
    var result: [Start] = []
    for start in starts.sorted(by: { $0.at < $1.at }) {
      guard let last = result.last,
        start.at.milliseconds(since: last.at) <= Self.warningReach,
        !hasEnd(after: last.at, before: start.at)
      else {
        result.append(start)
        continue
      }
      let isFuller =
        start.launch?.endedAt != nil && last.launch?.endedAt == nil
      if last.launch == nil || isFuller {
        result[result.count - 1].launch = start.launch ?? last.launch
      }
    }
    return result
  }

  private func hasEnd(after start: UTCInstant, before next: UTCInstant) -> Bool
  {
    func lies(_ instant: UTCInstant) -> Bool {
      instant > start && instant < next
    }
    return evidence.launches.contains { $0.endedAt.map(lies) == true }
      || evidence.events.contains {
        lies($0.at)
          && ($0.kind == .preempted || $0.kind == .stopped || $0.isGone)
      }
  }

  private func spell(
    _ start: Start, billed: [BilledStretch], _ tally: inout LifeTally
  ) -> Spell? {
    let stretch = billed.last { stretch in
      stretch.end >= start.at && start.holds(stretch.start)
    }
    let events = evidence.events.filter {
      $0.at >= start.at && start.holds($0.at)
    }
    let observed = seenEnd(start, events: events, stretch: stretch)
    let (seen, notice) = reclaimed(
      observed, events: events, lastLife: observed?.at ?? stretch?.end, &tally)
    if seen?.exit == nil, seen != nil { tally.count(.assumedReleased) }
    if !start.isSeen { tally.count(.unknownStart) }
    if seen == nil, stretch == nil { tally.count(.assumedRunning) }
    // Where only the bill watches, watching ends with the bill.
    let lastSeen =
      stretch?.end ?? watched.end(after: start.at, of: key.provider) ?? until
    var end = seen ?? End(at: min(lastSeen, until), exit: .observationEnded)
    if end.at > until { end = End(at: until, exit: .observationEnded) }
    return finished(
      start, end: end.at, exit: end.exit ?? .released, notice: notice)
  }

  /// The end as the interruption warnings explain it, with the seconds of
  /// notice where the loss itself was seen.
  private func reclaimed(
    _ observed: End?, events: [InstanceEvent], lastLife: UTCInstant?,
    _ tally: inout LifeTally
  ) -> (End?, noticeSeconds: Double?) {
    let warnings = events.filter { $0.kind == .interruptionWarning }
    guard let warning = warnings.last else { return (observed, nil) }
    let lifeAfter = lastLife?.milliseconds(since: warning.at) ?? 0
    if lifeAfter > Self.warningReach {
      tally.count(.survivedWarning)
      return (observed, nil)
    }
    guard let observed else {
      let lead = nominalNotice ?? 0
      let loss = warning.at.adding(hours: lead / 3600)
      return (End(at: loss, exit: .interrupted), nil)
    }
    // A user who stops a warned instance only comes before the provider:
    // taking that for a free choice would hide the loss.
    guard observed.exit != .lifetimeCap, -lifeAfter <= Self.warningReach
    else { return (observed, nil) }
    let loss = max(observed.at, warning.at)
    return (
      End(at: loss, exit: .interrupted),
      Double(loss.milliseconds(since: warning.at)) / 1000
    )
  }

  /// The end that a source saw, before warnings are looked at.
  private func seenEnd(
    _ start: Start, events: [InstanceEvent], stretch: BilledStretch?
  ) -> End? {
    if let event = events.first(where: { $0.kind == .preempted }) {
      return End(at: event.at, exit: .interrupted)
    }
    if let launch = start.launch, let endedAt = launch.endedAt,
      endedAt <= until
    {
      return End(at: endedAt, exit: launch.exit)
    }
    if let event = events.first(where: \.isGone) {
      return End(at: event.at, exit: nil)
    }
    if let event = events.first(where: { $0.kind == .stopped }) {
      return End(at: event.at, exit: .released)
    }
    if let stretch, stretch.isEndSeen { return End(at: stretch.end, exit: nil) }
    return nil
  }

  /// The spell, with a lifetime cap taken as the known end that it is.
  private func finished(
    _ start: Start, end: UTCInstant, exit: Spell.Exit, notice: Double?
  ) -> Spell? {
    var end = end
    var exit = exit
    if start.isSeen, let capSeconds, let atomFromSeconds {
      let ageSeconds = end.hours(since: start.at) * 3600
      if exit == .interrupted, ageSeconds >= atomFromSeconds {
        exit = .lifetimeCap
      }
      if ageSeconds > Double(capSeconds) {
        end = start.at.adding(milliseconds: capSeconds * 1000)
        if exit == .observationEnded { exit = .lifetimeCap }
      }
    }
    guard end > start.at || (end == start.at && exit == .interrupted) else {
      return nil
    }
    return Spell(
      pool: pool, process: .loss, clock: .instance, instanceID: key.id,
      launchedAt: start.isSeen ? start.at : nil, watchedFrom: start.at,
      watchedUntil: end,
      watched: start.isSeen
        ? AgeInterval(after: 0, through: end.hours(since: start.at)) : nil,
      startUncertaintyMilliseconds: start.isSeen ? start.uncertainty : 0,
      exit: exit, noticeSeconds: exit == .interrupted ? notice : nil,
      origin: start.launch?.origin ?? origin)
  }
}

extension InstanceEvent {
  fileprivate var isRunning: Bool {
    kind == .stateChanged && state == "running"
  }

  fileprivate var isGone: Bool {
    kind == .stateChanged
      && (state == "terminated" || state == "stopped"
        || state == "shutting-down" || state == "stopping")
  }
}
