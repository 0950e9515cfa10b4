import RiskDomain

/// A time that a launch log is taken to round by, in milliseconds.
private let slack: Int64 = 60_000

/// Hours that are billed while the launch log says that nothing ran, and the
/// other way round.
func runningWarnings(
  _ provider: PoolID.Provider, _ facts: InstanceFacts
) -> [SourceWarning] {
  let launches = Dictionary(
    uniqueKeysWithValues: byInstance(facts.launches) { $0.instanceID }
      .map { ($0.id, $0.values) })
  let span = TimeStretch(
    covering: facts.usage.map { TimeStretch($0.usageStart, $0.usageEnd) })
  var billedOnly: [String: Int64] = [:]
  var loggedOnly: [String: Int64] = [:]
  for (id, rows) in byInstance(facts.usage, { $0.resourceID }) {
    guard let lives = launches[id]?.compactMap(TimeStretch.init(life:)),
      !lives.isEmpty, let span
    else { continue }
    let billed = rows.filter { $0.usedMilliseconds > 0 }
    let outside = billed.filter { row in
      !lives.contains {
        $0.from < row.usageEnd.adding(milliseconds: slack)
          && row.usageStart < $0.until.adding(milliseconds: slack)
      }
    }
    let hours = outside.reduce(0) { $0 + $1.usedMilliseconds }
    if hours > 0 { billedOnly[id] = hours }
    // A life that the log does not end may have ended unseen.
    let unbilled = lives.filter { $0.until < span.until }.reduce(Int64(0)) {
      $0
        + $1.within(span).uncovered(
          by: billed.map { TimeStretch($0.usageStart, $0.usageEnd) })
    }
    if unbilled > 3_600_000 { loggedOnly[id] = unbilled }
  }
  return [
    warning(
      provider, billedOnly,
      "are billed at hours at which the launch log says that the instance did "
        + "not run"),
    warning(
      provider, loggedOnly,
      "stand in the launch log at hours that the bill covers and does not "
        + "charge"),
  ].compactMap { $0 }
}

/// Hours that two files charge for the same instance.
///
/// Rows of one file may repeat an hour (price changes, discounts); rows of two
/// files that together exceed the time there was come from two reports of the
/// same usage.
func overlapWarnings(
  _ provider: PoolID.Provider, _ facts: InstanceFacts
) -> [SourceWarning] {
  var excess: [String: Int64] = [:]
  for (id, rows) in byInstance(facts.usage, { $0.resourceID }) {
    for cluster in overlapping(rows) {
      guard Set(cluster.map(\.origin.fileDigest)).count > 1,
        let union = TimeStretch(
          covering: cluster.map { TimeStretch($0.usageStart, $0.usageEnd) })
      else { continue }
      let more = cluster.reduce(0) { $0 + $1.usedMilliseconds } - union.length
      if more > 1000 { excess[id, default: 0] += more }
    }
  }
  let found = warning(
    provider, excess,
    "are billed in two files for the same time: the two look like reports of "
      + "the same usage, and their costs add up to too much. Keep one of them")
  return found.map { [$0] } ?? []
}

/// Rows of one instance that hang together in time.
private func overlapping(_ rows: [BillingUsage]) -> [[BillingUsage]] {
  var clusters: [[BillingUsage]] = []
  var end: UTCInstant?
  for row in rows.sorted(by: { $0.usageStart < $1.usageStart })
  where row.usedMilliseconds > 0 {
    if let last = end, row.usageStart < last {
      clusters[clusters.count - 1].append(row)
      end = max(last, row.usageEnd)
    } else {
      clusters.append([row])
      end = row.usageEnd
    }
  }
  return clusters
}

private func warning(
  _ provider: PoolID.Provider, _ found: [String: Int64], _ sentence: String
) -> SourceWarning? {
  guard !found.isEmpty else { return nil }
  let total = found.values.reduce(0, +)
  return SourceWarning(
    kind: .disagreement, count: Int((total + 1_800_000) / 3_600_000),
    message: "\(provider.rawValue): \(hoursText(milliseconds: total)) "
      + "instance-hours of \(Counted.of(found.count, "instance")) \(sentence).",
    examples: Array(found.keys.sorted().prefix(SourceWarning.mostExamples)))
}

/// A stretch of time, [from, until).
struct TimeStretch {
  var from, until: UTCInstant

  init(_ from: UTCInstant, _ until: UTCInstant) {
    self.from = from
    self.until = until
  }

  /// A life whose both ends the launch log knows.
  init?(life launch: LaunchAttempt) {
    guard let from = launch.launchedAt, let until = launch.endedAt,
      from <= until
    else { return nil }
    self.init(from, until)
  }

  /// From the first beginning to the last end; nil of none.
  init?(covering stretches: [TimeStretch]) {
    guard let from = stretches.map(\.from).min(),
      let until = stretches.map(\.until).max()
    else { return nil }
    self.init(from, until)
  }

  /// Milliseconds; 0 when it ends before it begins.
  var length: Int64 { max(0, until.milliseconds(since: from)) }

  func within(_ other: TimeStretch) -> TimeStretch {
    TimeStretch(max(from, other.from), min(until, other.until))
  }

  /// Milliseconds that none of the stretches covers.
  func uncovered(by stretches: [TimeStretch]) -> Int64 {
    var left = length
    var end = from
    for stretch in stretches.sorted(by: { $0.from < $1.from }) {
      let part = TimeStretch(max(stretch.from, end), min(stretch.until, until))
      left -= part.length
      end = max(end, part.until)
    }
    return left
  }
}
