public import RiskDomain

/// Everything the database knows of lives and attempts, in any order.
public struct InstanceFacts: Sendable {
  public var usage: [BillingUsage]
  /// The time that the bills cover, whatever they bill in it.
  public var coverage: [BillingCoverage]
  public var events: [InstanceEvent]
  public var instances: [InstanceDescription]
  public var launches: [LaunchAttempt]
  public var probes: [AvailabilityProbe]
  public var aliases: [InstanceAlias]
  public var requests: [CapacityRequest]
  public var fleetChanges: [FleetChange]
  public var aliveCounts: [AliveCount]
  /// Launches that were found in other parts of the facts.
  public var granted: [GrantedLaunch]

  public init(
    usage: [BillingUsage] = [], coverage: [BillingCoverage] = [],
    events: [InstanceEvent] = [],
    instances: [InstanceDescription] = [], launches: [LaunchAttempt] = [],
    probes: [AvailabilityProbe] = [], aliases: [InstanceAlias] = [],
    requests: [CapacityRequest] = [], fleetChanges: [FleetChange] = [],
    aliveCounts: [AliveCount] = [], granted: [GrantedLaunch] = []
  ) {
    self.usage = usage
    self.coverage = coverage
    self.events = events
    self.instances = instances
    self.launches = launches
    self.probes = probes
    self.aliases = aliases
    self.requests = requests
    self.fleetChanges = fleetChanges
    self.aliveCounts = aliveCounts
    self.granted = granted
  }
}

/// Spells made of facts, and what could not be made into one.
public struct SpellReport: Sendable {
  /// Something the facts could not say, counted and put into a sentence.
  public struct Note: Hashable, Sendable, Codable {
    public var count: Int
    public var message: String

    public init(count: Int, message: String) {
      self.count = count
      self.message = message
    }
  }

  /// Sorted by pool, clock, process, start and instance.
  public var spells: [Spell]
  /// Launch attempts by pool.
  public var attempts: [AttemptCounts]
  public var notes: [Note]
  /// Events of instances of which no source tells the pool.
  public var eventsWithoutPool: Int
  /// Where losses were written down, and which lives nobody watched.
  public var records: LossRecords

  public init(
    spells: [Spell], attempts: [AttemptCounts], notes: [Note],
    eventsWithoutPool: Int = 0, records: LossRecords = LossRecords()
  ) {
    self.spells = spells
    self.attempts = attempts
    self.notes = notes
    self.eventsWithoutPool = eventsWithoutPool
    self.records = records
  }
}

/// Bernoulli observations of "capacity could be had" in one pool.
public struct AttemptCounts: Hashable, Sendable, Codable {
  public var pool: PoolID
  /// Launch requests whose outcome is known, ≥ 0.
  public var attempts: Int
  /// Requests that gave an instance, 0...attempts.
  public var successes: Int
  /// The same by the number of instances asked for at once; empty where
  /// nobody counted them.
  public var bySize: [Int: Outcome]

  /// Requests of one size.
  public struct Outcome: Hashable, Sendable, Codable {
    public var attempts, successes: Int

    public init(attempts: Int = 0, successes: Int = 0) {
      self.attempts = attempts
      self.successes = successes
    }
  }

  public init(
    pool: PoolID, attempts: Int, successes: Int, bySize: [Int: Outcome] = [:]
  ) {
    self.pool = pool
    self.attempts = attempts
    self.successes = successes
    self.bySize = bySize
  }
}

/// Spells of all sources up to `until`: probes, launches, operations, billing,
/// logs of fleets.
///
/// Facts after `until` have no influence. Every instance gives one spell per
/// stretch of life, however many sources speak of it; only capacity that the
/// provider may take back (spot) is at risk.
///
/// - Parameters:
///   - gangSize: a probed pool is up where at least so many are available.
///   - catalog: lifetime caps and notice windows.
///   - keepsUnrecorded: false leaves out the lives, and the part of a life, of
///     which no source would have told a loss.
public func spells(
  from facts: InstanceFacts, catalog: Catalog, until: UTCInstant,
  gangSize: Int = 1, keepsUnrecorded: Bool = true
) -> SpellReport {
  let probed = probeSpells(facts.probes, until: until, gangSize: gangSize)
  let fleets =
    fleetChangeSpells(facts.fleetChanges, until: until)
    + aliveCountSpells(facts.aliveCounts, until: until)
  let evidence = InstanceEvidence.gather(facts, until: until)
  let survey = WatchSurvey(facts, evidence, until: until)
  var tally = LifeTally()
  var lives = instanceLives(
    evidence, facts: facts, catalog: catalog, until: until, survey: survey,
    &tally)
  var records = LossRecords(survey.logs)
  if !keepsUnrecorded {
    lives = records.keepRecorded(lives, evidence, survey.logs)
  }
  records.see(probed + fleets)
  var facts = facts
  facts.granted += grantedLaunches(evidence, refusing: survey.refusing)
  let (tries, unplaced) = launchTries(facts, until: until)
  tally.count(.unplacedRequest, unplaced)
  let attempted = acquisitionSpells(tries)
  let spells = (probed + fleets + lives + attempted.spells).sorted(by: isBefore)
  return SpellReport(
    spells: spells, attempts: attempted.attempts,
    notes: tally.notes + records.notes
      + unknownAgeNote(losses: spells.count(where: \.isLossOfUnknownAge)),
    eventsWithoutPool: evidence.values.reduce(0) {
      $0 + ($1.pool == nil ? $1.events.count : 0)
    }, records: records)
}

/// Says which losses no fit uses; empty when all have an age.
///
/// The hazard is one of age. Hours and losses of unknown age stay out together:
/// one without the other would bend the rates.
func unknownAgeNote(losses: Int) -> [SpellReport.Note] {
  guard losses > 0 else { return [] }
  return [
    SpellReport.Note(
      count: losses,
      message: Counted.of(
        losses,
        "loss of unknown age is not in the fit, nor are the hours "
          + "before it: nothing tells to which age it belongs",
        "losses of unknown age are not in the fit, nor are the hours before "
          + "them: nothing tells to which age they belong"))
  ]
}

extension Spell {
  var isLossOfUnknownAge: Bool {
    process == .loss && exit == .interrupted && watched == nil
  }
}

/// The order of listings and digests.
func isBefore(_ a: Spell, _ b: Spell) -> Bool {
  if a.pool != b.pool { return a.pool < b.pool }
  if a.clock != b.clock { return a.clock.rawValue < b.clock.rawValue }
  if a.process != b.process { return a.process.rawValue < b.process.rawValue }
  if a.watchedFrom != b.watchedFrom { return a.watchedFrom < b.watchedFrom }
  let (left, right) = (a.instanceID ?? "", b.instanceID ?? "")
  if left != right { return left < right }
  if a.watchedUntil != b.watchedUntil { return a.watchedUntil < b.watchedUntil }
  let (one, other) = (a.origin, b.origin)
  if one != other {
    return (one.fileDigest, one.line) < (other.fileDigest, other.line)
  }
  // What is left differs where lives were counted elsewhere: those of one line
  // must stand in the same order wherever they are read from.
  if a.exit != b.exit { return a.exit.rawValue < b.exit.rawValue }
  return a.agesAndNotice.lexicographicallyPrecedes(b.agesAndNotice)
}

extension Spell {
  fileprivate var agesAndNotice: [Double] {
    [
      watched?.after ?? -1, watched?.through ?? -1, noticeSeconds ?? -1,
      Double(startUncertaintyMilliseconds),
      Double(endUncertaintyMilliseconds),
    ]
  }
}
