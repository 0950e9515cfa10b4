import RiskDomain
import RiskStore
import Testing

@Suite struct DerivedTests {
  static func spell(
    after: Double, through: Double, exit: Spell.Exit, notice: Double? = nil,
    _ digit: Character = "a"
  ) -> Spell {
    Spell(
      pool: Sample.pool, process: .loss, clock: .instance, instanceID: "i-1",
      launchedAt: Sample.hour(0), watchedFrom: Sample.hour(after),
      watchedUntil: Sample.hour(through),
      watched: AgeInterval(after: after, through: through), exit: exit,
      noticeSeconds: notice, origin: Sample.origin(digit))
  }

  private static let exposures = [
    Exposure(
      pool: Sample.pool, process: .loss, clock: .instance,
      age: AgeInterval(after: 0, through: 1), hourOfWeekUTC: 167,
      millisecondsAtRisk: 3_600_000, interruptions: 1),
    Exposure(
      pool: Sample.otherPool, process: .acquisition, clock: .probe,
      age: AgeInterval(after: 24, through: .infinity), hourOfWeekUTC: nil,
      millisecondsAtRisk: 1, interruptions: 0),
    Exposure(
      pool: Sample.pool, process: .loss, clock: .probe, age: nil,
      hourOfWeekUTC: nil, millisecondsAtRisk: 0, interruptions: 1),
  ]

  @Test func spellsAndExposuresComeBackAsTheyWere() throws {
    let database = try RiskDatabase.inMemory()
    try database.load([Sample.event()])
    var unknownAge = Self.spell(after: 1, through: 2, exit: .released)
    unknownAge.watched = nil
    unknownAge.launchedAt = nil
    unknownAge.instanceID = nil
    unknownAge.endUncertaintyMilliseconds = 300_000
    let spells = [
      // 1/3 h = 1,200,000 ms is no exact binary fraction.
      Self.spell(
        after: 1.0 / 3, through: 7.25, exit: .interrupted, notice: 119.5),
      unknownAge,
    ]
    #expect(try database.derivedDigest() == nil)
    try database.replaceDerived(
      spells: spells, exposures: Self.exposures, inputDigest: "first")
    #expect(try database.spells() == spells)
    #expect(try database.exposures() == Self.exposures)
    #expect(try database.derivedDigest() == "first")
  }

  @Test func newOnesReplaceAllOldOnes() throws {
    let database = try RiskDatabase.inMemory()
    try database.load([Sample.event()])
    try database.replaceDerived(
      spells: [Self.spell(after: 0, through: 1, exit: .released)],
      exposures: Self.exposures, inputDigest: "first")
    try database.replaceDerived(
      spells: [], exposures: [Self.exposures[0]], inputDigest: "second")
    #expect(try database.spells().isEmpty)
    #expect(try database.exposures() == [Self.exposures[0]])
    #expect(try database.derivedDigest() == "second")
  }

  @Test func aRefusedSpellLeavesTheOldOnes() throws {
    let database = try RiskDatabase.inMemory()
    try database.load([Sample.event()])
    let good = [Self.spell(after: 0, through: 1, exit: .released)]
    try database.replaceDerived(
      spells: good, exposures: [], inputDigest: "first")
    var backwards = good[0]
    backwards.watched = AgeInterval(after: 2, through: 1)
    var nowhere = good[0]
    nowhere.watched = AgeInterval(after: .nan, through: 1)
    let foreign = Self.spell(after: 0, through: 1, exit: .released, "f")
    for spell in [backwards, nowhere, foreign] {
      let error = #expect(throws: StoreError.self) {
        try database.replaceDerived(
          spells: good + [spell], exposures: [], inputDigest: "second")
      }
      #expect(error?.code == .constraint)
    }
    #expect(try database.spells() == good)
    #expect(try database.derivedDigest() == "first")
  }

  /// Ten hours in full, a gap, an hour cut short, two that follow it: hours 0 to
  /// 9, 12, 13 and 14 of which 12 lasts 30 min and ends at 13.
  @Test func rowsOfOneMachineAreJoined() throws {
    func usage(
      _ hour: Int, _ resource: String, market: Market = .spot,
      usedMinutes: Int64 = 60
    ) -> Fact {
      .usage(
        BillingUsage(
          delivery: Sample.delivery(),
          machine: BilledMachine(
            zone: "us-west-2a", region: "us-west-2",
            instanceType: "p3.2xlarge", market: market),
          resourceID: resource, usageStart: Sample.hour(Double(hour)),
          usageEnd: Sample.hour(Double(hour + 1)), item: Int64(hour),
          usedMilliseconds: usedMinutes * 60_000,
          amounts: BilledAmounts(billedMicro: 1), labels: BillingLabels([:]),
          origin: Sample.origin(line: hour + 1)))
    }
    let database = try RiskDatabase.inMemory()
    try database.load(
      (0..<10).map { usage($0, "i-1") } + [
        usage(12, "i-1", usedMinutes: 30), usage(13, "i-1"), usage(14, "i-1"),
      ]
        + (0..<3).map { usage($0, "i-2") } + (0..<3).map { usage($0, "name") }
        + (0..<3).map { usage($0, "o-1", market: .onDemand) } + [
          .log(
            .alias(
              InstanceAlias(
                provider: .aws, name: "name", instanceID: "i-9",
                since: Sample.hour(0), origin: Sample.origin())))
        ])
    func rows(_ hours: Int64) throws -> [String] {
      try database.derive(
        inputDigest: "d", widestUsageMilliseconds: hours * 3_600_000
      ) { derivation in
        var rows: [String] = []
        try derivation.forEachUsage(ofPart: 0) { row in
          let from = row.usageStart.hours(since: Sample.hour(0))
          let until = row.usageEnd.hours(since: Sample.hour(0))
          rows.append(
            "\(row.resourceID ?? "") \(Int(from))-\(Int(until))"
              + " \(row.usedMilliseconds / 60_000)")
        }
        return rows
      }
    }
    let apart = ["name", "o-1"].flatMap { name in
      (0..<3).map { "\(name) \($0)-\($0 + 1) 60" }
    }
    let last = [
      "i-1 12-13 30", "i-1 13-14 60", "i-1 14-15 60", "i-2 0-1 60",
      "i-2 1-2 60", "i-2 2-3 60",
    ]
    #expect(
      try rows(168) == ["i-1 0-1 60", "i-1 1-9 480", "i-1 9-10 60"] + last
        + apart)
    // Of at most three hours: 1 to 4, 4 to 7, 7 to 9.
    #expect(
      try rows(3) == [
        "i-1 0-1 60", "i-1 1-4 180", "i-1 4-7 180", "i-1 7-9 120",
        "i-1 9-10 60",
      ] + last + apart)
  }

  @Test func aStampKnowsWhereTheBillsEnd() throws {
    let database = try RiskDatabase.inMemory()
    try database.load([
      Sample.event(), Sample.usage(endHour: 1),
      Sample.usage(endHour: 3, resource: nil, line: 2),
    ])
    let pools = try database.pools()
    // us-west-2a/p3.2xlarge of the bills; the event names no type.
    #expect(pools == [Sample.pool])
    try database.derive(inputDigest: "d") { derivation in
      try derivation.stamp(
        LivesStamp(basis: "b", through: Sample.hour(3), document: "{}"))
    }
    #expect(try database.dataThrough() == Sample.hour(3))
    #expect(try database.pools() == pools)
    // Before the stamp's moment the bills are gone through.
    #expect(try database.dataThrough(until: Sample.hour(2)) == Sample.hour(1))
    #expect(try database.pools(until: Sample.hour(2)) == pools)
    #expect(try database.pools(until: Sample.hour(0.5)).isEmpty)
    // A load takes the stamp away, and what it knows.
    try database.load([Sample.event(id: "e-2", hour: 2, "b")], "b")
    #expect(try database.livesStamp() == nil)
    #expect(try database.dataThrough() == Sample.hour(3))
    #expect(try database.pools() == pools)
  }

  @Test func artifactsAreFoundBySpecDataAndInstant() throws {
    let database = try RiskDatabase.inMemory()
    let early = try database.saveArtifact(
      json: "{\"fit\":1}", specDigest: "s", dataDigest: "d1",
      fitAsOf: Sample.hour(1))
    let late = try database.saveArtifact(
      json: "{\"fit\":2}", specDigest: "s", dataDigest: "d2",
      fitAsOf: Sample.hour(2))
    // SHA-256 of {"fit":1} from `printf '{"fit":1}' | sha256sum`.
    #expect(
      early.digest
        == "0ab5ee351d016a313a8f32512e0dd07a0e296f5d3fa04aefb272d6d5d6472264"
    )
    #expect(
      try database.artifact(
        specDigest: "s", dataDigest: "d1", fitAsOf: Sample.hour(1)) == early)
    #expect(
      try database.artifact(
        specDigest: "s", dataDigest: "d1", fitAsOf: Sample.hour(2)) == nil)
    #expect(try database.artifact(digest: late.digest) == late)
    #expect(try database.latestArtifact() == late)
    #expect(try database.latestArtifact(until: Sample.hour(1.5)) == early)
    #expect(try database.latestArtifact(specDigest: "other") == nil)
    // The same instant again, after other data: the one saved last.
    let again = try database.saveArtifact(
      json: "{\"fit\":3}", specDigest: "s", dataDigest: "d0",
      fitAsOf: Sample.hour(2))
    #expect(try database.latestArtifact(specDigest: "s") == again)
    #expect(throws: StoreError.self) {
      try database.saveArtifact(
        json: "{", specDigest: "s", dataDigest: "d", fitAsOf: Sample.hour(1))
    }
  }

  @Test func theJournalKeepsTheLastWordOnEachStage() throws {
    let database = try RiskDatabase.inMemory()
    var stage = RunStage(
      runID: "r1", ordinal: 0, stage: "ingest", state: .started,
      inputDigest: "in", startedAt: Sample.hour(0))
    try database.journal(stage)
    stage.state = .done
    stage.outputDigest = "out"
    stage.durationMilliseconds = 1500
    try database.journal(stage)
    let fit = RunStage(
      runID: "r1", ordinal: 1, stage: "fit", state: .failed,
      startedAt: Sample.hour(1), detail: "did not converge")
    try database.journal(fit)
    try database.journal(
      RunStage(
        runID: "r2", ordinal: 0, stage: "ingest", state: .started,
        startedAt: Sample.hour(24)))
    #expect(try database.runStages(runID: "r1") == [stage, fit])
    #expect(try database.lastRuns(limit: 5) == ["r2", "r1"])
    #expect(try database.lastRuns(limit: 1) == ["r2"])
  }
}
