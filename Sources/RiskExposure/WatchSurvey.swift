public import RiskDomain

/// What all facts together say of each single life.
///
/// Where an instance's facts stand alone, in one part of many, the rest of the
/// facts still decides when watching ended, which time the bills cover and
/// whether refusals and losses are on record. Surveys of parts merge, in any order and
/// grouping, to the survey of the whole.
public struct WatchSurvey: Hashable, Sendable {
  /// What an account's rows of use come to.
  public struct Account: Hashable, Sendable {
    /// Start of the first and end of the last billed interval.
    public var from, until: UTCInstant
    /// Operating systems of which a row is used in part.
    public var osBilledBySecond: Set<String>

    public init(
      from: UTCInstant, until: UTCInstant, osBilledBySecond: Set<String> = []
    ) {
      self.from = from
      self.until = until
      self.osBilledBySecond = osBilledBySecond
    }
  }

  /// A stretch in which facts follow each other within the silence that ends
  /// a watching.
  public struct Stretch: Hashable, Sendable {
    public var from, until: UTCInstant

    public init(from: UTCInstant, until: UTCInstant) {
      self.from = from
      self.until = until
    }
  }

  /// By provider and account, `aws/0123`.
  public var accounts: [String: Account] = [:]
  /// By provider, ascending; between two of them lies a longer silence.
  public private(set) var stretches: [PoolID.Provider: [Stretch]] = [:]
  /// The last instant that any instance fact speaks of.
  public var lastSeen: [PoolID.Provider: UTCInstant] = [:]
  /// Providers of which a refusal for lack of capacity is on record.
  public var refusing: Set<PoolID.Provider> = []
  /// Logs that may tell of a loss.
  public var logs = LossLogs()

  /// Nothing seen yet.
  public init() {}

  /// The survey of facts up to `until`.
  public init(_ facts: InstanceFacts, until: UTCInstant) {
    self.init(
      facts, InstanceEvidence.gather(facts, until: until), until: until)
  }

  /// The survey of facts whose evidence is at hand.
  init(
    _ facts: InstanceFacts, _ evidence: [InstanceKey: InstanceEvidence],
    until: UTCInstant
  ) {
    self.init(usage: facts.usage, until: until)
    logs = LossLogs(evidence, until: until)
    var instants: [PoolID.Provider: [UTCInstant]] = [:]
    for (key, known) in evidence {
      instants[key.provider, default: []] += known.instants.filter {
        $0 <= until
      }
    }
    for (provider, unsorted) in instants {
      stretches[provider] = Self.joined(
        unsorted.sorted().lazy.map { Stretch(from: $0, until: $0) })
    }
    for provider in PoolID.Provider.allCases {
      guard let last = facts.lastSeen(of: provider) else { continue }
      lastSeen[provider] = min(last, until)
    }
    for request in facts.requests
    where request.requestedAt <= until && request.isRefused(by: until) {
      refusing.insert(request.provider)
    }
  }

  /// The accounts of rows that have ended by `until`, and nothing else.
  init(usage: [BillingUsage], until: UTCInstant) {
    for row in usage where row.usageEnd <= until { add(row) }
  }

  /// Takes in a billed row that names no instance: it tells of its account and
  /// of nobody's life.
  public mutating func see(withoutInstance row: BillingUsage) {
    add(row)
    lastSeen[row.provider] = max(
      lastSeen[row.provider] ?? row.usageEnd, row.usageEnd)
  }

  private mutating func add(_ row: BillingUsage) {
    let key = row.delivery.provider.rawValue + "/" + row.delivery.account
    var account =
      accounts[key] ?? Account(from: row.usageStart, until: row.usageEnd)
    account.from = min(account.from, row.usageStart)
    account.until = max(account.until, row.usageEnd)
    if row.usedMilliseconds > 0, !row.isFull {
      account.osBilledBySecond.insert(row.os)
    }
    accounts[key] = account
  }

  /// Takes in a stretch in which a provider's facts were seen.
  public mutating func add(
    _ stretch: Stretch, of provider: PoolID.Provider
  ) {
    stretches[provider] = Self.joined(
      Self.sorted((stretches[provider] ?? []) + [stretch]))
  }

  /// Takes in what an account's rows came to elsewhere.
  public mutating func add(_ part: Account, of key: String) {
    guard var whole = accounts[key] else {
      accounts[key] = part
      return
    }
    whole.from = min(whole.from, part.from)
    whole.until = max(whole.until, part.until)
    whole.osBilledBySecond.formUnion(part.osBilledBySecond)
    accounts[key] = whole
  }

  /// Takes in the survey of another part.
  public mutating func merge(_ other: WatchSurvey) {
    for (key, account) in other.accounts { add(account, of: key) }
    for (provider, stretches) in other.stretches {
      self.stretches[provider] = Self.joined(
        Self.sorted((self.stretches[provider] ?? []) + stretches))
    }
    for (provider, last) in other.lastSeen {
      lastSeen[provider] = max(lastSeen[provider] ?? last, last)
    }
    refusing.formUnion(other.refusing)
    logs.merge(other.logs)
  }

  private static func sorted(_ stretches: [Stretch]) -> [Stretch] {
    stretches.sorted { ($0.from, $0.until) < ($1.from, $1.until) }
  }

  /// Single linkage in time of sorted stretches: which come out does not hang
  /// on how the instants were grouped before.
  private static func joined(_ stretches: some Sequence<Stretch>) -> [Stretch] {
    var result: [Stretch] = []
    for next in stretches {
      if let last = result.last,
        next.from.hours(since: last.until) <= WatchedSpans.silenceHours
      {
        result[result.count - 1].until = max(last.until, next.until)
      } else {
        result.append(next)
      }
    }
    return result
  }
}

extension InstanceFacts {
  /// The last instant that any fact of a provider's instances speaks of.
  public func lastSeen(of provider: PoolID.Provider) -> UTCInstant? {
    var last: UTCInstant?
    func see(_ instant: UTCInstant?) {
      guard let instant else { return }
      last = max(last ?? instant, instant)
    }
    for row in usage where row.provider == provider { see(row.usageEnd) }
    for event in events where event.provider == provider { see(event.at) }
    for span in coverage where span.delivery.provider == provider {
      see(span.until)
    }
    for launch in launches where launch.pool.provider == provider {
      see(launch.requestedAt)
      see(launch.launchedAt)
      see(launch.endedAt)
    }
    for request in requests where request.provider == provider {
      see(request.requestedAt)
      see(request.grantedAt)
      see(request.refusedAt)
    }
    return last
  }
}

extension CapacityRequest {
  /// Whether it was known by then that there was no capacity.
  func isRefused(by until: UTCInstant) -> Bool {
    refusal == .noCapacity && refusedAt.map { $0 <= until } == true
  }
}

extension InstanceEvidence {
  /// The moments that its facts speak of.
  fileprivate var instants: [UTCInstant] {
    usage.flatMap { [$0.usageStart, $0.usageEnd] } + events.map(\.at)
      + launches.flatMap {
        [$0.requestedAt, $0.launchedAt, $0.endedAt].compactMap(\.self)
      }
  }
}
