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
