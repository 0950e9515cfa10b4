public import RiskDomain

/// Spells of a provider's facts, or of traces or fleets, taken part by part.
///
/// A part holds whole instances, whole pools or whole fleets. All parts
/// together give the spells that `spells(from:)` finds in the whole and of
/// which a loss would have been told; in memory is one part at a time.
public struct SpellParts: Sendable {
  private let catalog: Catalog
  private let until: UTCInstant
  private let survey: WatchSurvey
  private var tally = LifeTally()
  /// Where losses were written down, and which lives nobody watched, so far.
  public private(set) var records: LossRecords
  private var lossesOfUnknownAge = 0

  /// - Parameter survey: of all facts.
  public init(
    catalog: Catalog, until: UTCInstant, survey: WatchSurvey = WatchSurvey()
  ) {
    self.catalog = catalog
    self.until = until
    self.survey = survey
    records = LossRecords(survey.logs)
  }

  /// Lives of whole instances, with the launches that only events tell of.
  ///
  /// No part of instances knows all tries for a pool: the launches go to where
  /// they are known, for `tries(of:)`.
  public mutating func lives(
    of facts: InstanceFacts
  ) -> (spells: [Spell], granted: [GrantedLaunch]) {
    let evidence = InstanceEvidence.gather(facts, until: until)
    let lives = records.keepRecorded(
      instanceLives(
        evidence, facts: facts, catalog: catalog, until: until,
        survey: survey, &tally), evidence, survey.logs)
    return (
      told(lives), grantedLaunches(evidence, refusing: survey.refusing)
    )
  }

  /// Counts billed rows that name no instance.
  public mutating func count(usageWithoutInstance rows: Int) {
    tally.count(.usageWithoutInstance, rows)
  }

  /// Waits and attempts of whole pools: all their launches, requests and
  /// granted launches; requests without a pool are counted.
  public mutating func tries(
    of facts: InstanceFacts
  ) -> (spells: [Spell], attempts: [AttemptCounts]) {
    let (tries, unplaced) = launchTries(facts, until: until)
    tally.count(.unplacedRequest, unplaced)
    let attempted = acquisitionSpells(tries)
    return (told(attempted.spells), attempted.attempts)
  }

  /// Spells of whole probed pools.
  public mutating func probed(_ probes: [AvailabilityProbe]) -> [Spell] {
    watched(probeSpells(probes, until: until))
  }

  /// Lives of whole logs of fleets and of whole counts of pools.
  public mutating func fleets(
    _ changes: [FleetChange], _ counts: [AliveCount]
  ) -> [Spell] {
    watched(
      fleetChangeSpells(changes, until: until)
        + aliveCountSpells(counts, until: until))
  }

  /// What the facts could not say so far.
  public var notes: [SpellReport.Note] {
    tally.notes + records.notes + unknownAgeNote(losses: lossesOfUnknownAge)
  }

  private mutating func watched(_ spells: [Spell]) -> [Spell] {
    records.see(spells)
    return told(spells)
  }

  private mutating func told(_ spells: [Spell]) -> [Spell] {
    lossesOfUnknownAge += spells.count(where: \.isLossOfUnknownAge)
    return spells.sorted(by: isBefore)
  }
}

/// Spells in the order of listings: by pool, clock, process, start and
/// instance.
public func inOrder(_ spells: [Spell]) -> [Spell] {
  spells.sorted(by: isBefore)
}
