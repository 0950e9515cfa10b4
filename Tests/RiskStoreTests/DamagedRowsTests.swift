import Foundation
import RiskDomain
import RiskStore
import Testing

/// Rows that no CHECK would admit, as a damaged page shows them, become errors
/// in words.
@Suite struct DamagedRowsTests {
  /// A database with rows in every table, without the checks of its tables.
  private static func loose(at path: String) throws {
    let database = try RiskDatabase(path: path)
    try database.load(file: Sample.file("a")) { loader in
      try loader.add(facts)
      try loader.cover([
        BillingCoverage(
          delivery: Sample.delivery(), from: Sample.hour(0),
          until: Sample.hour(1), knownFrom: Sample.hour(1))
      ])
      try loader.setAside([
        SetAsideRow(
          origin: Sample.origin(), column: "c", value: "v", reason: "r")
      ])
      try loader.expect(parts: ["p"], ofDelivery: "d", own: nil)
      try loader.remember(
        FileReading(
          manner: "m", format: "launches", rows: 1, facts: 1, setAside: 0,
          ignored: ["tax": 1], first: Sample.hour(0), last: Sample.hour(1)))
    }
    // The same instant at another price.
    try database.load([Sample.price(hour: 0, micro: 6, "b")], "b")
    try database.derive(inputDigest: "i") { derivation in
      try derivation.write(
        .init(
          spells: [
            DerivedTests.spell(
              after: 0, through: 1, exit: .interrupted, notice: 120)
          ],
          exposures: [
            Exposure(
              pool: Sample.pool, process: .loss, clock: .instance,
              age: AgeInterval(after: 0, through: 1), hourOfWeekUTC: 167,
              millisecondsAtRisk: 3_600_000, interruptions: 1)
          ],
          attempts: [
            StoredAttempts(
              pool: Sample.pool, size: 1, attempts: 2, successes: 1)
          ]))
      try derivation.stamp(
        LivesStamp(basis: "b", through: Sample.hour(1), document: "{}"))
    }
    try database.saveArtifact(
      json: "{}", specDigest: "s", dataDigest: "d", fitAsOf: Sample.hour(1))
    try database.saveBacktest(
      json: "{}", specDigest: "s", asOf: Sample.hour(1),
      dataThrough: Sample.hour(1))
    try database.journal(
      NightlyRecord(
        runID: "n", config: "c", asOf: Sample.hour(1),
        generatedAt: Sample.hour(1), validUntil: Sample.hour(2),
        startedAt: Sample.hour(1)))
    try database.journal(
      RunStage(
        runID: "n", ordinal: 0, stage: "ingest", state: .done,
        startedAt: Sample.hour(1), files: ["f"]))
    try database.close()
    try RawDatabase.dropChecks(path: path)
  }

  private static let facts: [Fact] =
    [
      Sample.price(hour: 0, micro: 5), Sample.usage(), Sample.event(),
      Sample.instance(type: "p3.2xlarge", cap: 86400),
      Sample.probe(tick: 3, available: 1), Sample.offering(),
      Sample.launch(
        launched: 0, instance: "i-1", ended: 1, exit: .interrupted),
    ] + (0..<6).map { Sample.market($0) }
    + [
      Sample.alias(), Sample.request(refused: 1), Sample.change(),
      Sample.alive(alive: 2), Sample.checkpoint(restart: 1), Sample.cell(),
      Sample.lives(), Sample.attempts(),
    ].map { .log($0) }

  /// Everything that reads rows.
  private static let readings: [@Sendable (RiskDatabase) throws -> Void] = [
    { _ = try $0.summary() }, { _ = try $0.pools() },
    { _ = try $0.prices() }, { _ = try $0.latestPrices() },
    { _ = try $0.pricesThrough() }, { _ = try $0.priceDisagreements() },
    { _ = try $0.readingPrices { try $0(Sample.pool) } },
    { _ = try $0.probes() }, { _ = try $0.events() },
    { _ = try $0.instances() }, { _ = try $0.offerings() },
    { _ = try $0.launches() }, { _ = try $0.dataThrough() },
    { _ = try $0.listPrices() }, { _ = try $0.capacityBlockRates() },
    { _ = try $0.advisorGrades() }, { _ = try $0.placementScores() },
    { _ = try $0.evictionBands() }, { _ = try $0.zoneAliases() },
    { _ = try $0.latestAdvisorGrade(of: Sample.pool) },
    { _ = try $0.latestEvictionBand(of: Sample.pool) },
    { _ = try $0.aliases() }, { _ = try $0.capacityRequests() },
    { _ = try $0.fleetChanges() }, { _ = try $0.aliveCounts() },
    { _ = try $0.checkpoints() }, { _ = try $0.exposureCells() },
    { _ = try $0.lifeCells() }, { _ = try $0.attemptCells() },
    { _ = try $0.billingUsage() }, { _ = try $0.billingCharges() },
    { _ = try $0.billingCoverage() }, { _ = try $0.uncountedLines() },
    { _ = try $0.missingParts() }, { _ = try $0.sourceFiles() },
    { _ = try $0.setAsideRows() }, { _ = try $0.setAsideReasons() },
    { _ = try $0.knownReadings() }, { _ = try $0.readingsDigest() },
    { _ = try $0.derivedDigest() },
    { _ = try $0.spells() }, { _ = try $0.exposures() },
    {
      guard let stamp = try $0.livesStamp() else { return }
      _ = try $0.storedLives(under: stamp, until: nil)
    },
    { _ = try $0.artifacts() }, { _ = try $0.latestArtifact() },
    {
      _ = try $0.latestBacktest(specDigest: "s", until: Sample.hour(9))
    },
    { _ = try $0.nightlyRun(id: "n") }, { _ = try $0.runStages(runID: "n") },
    { _ = try $0.lastRuns(limit: 9) },
    { _ = try $0.lastFiles(ofStage: "ingest") },
    { _ = try $0.redactionKey() }, { _ = try $0.dataDigest() },
    { _ = try $0.tableDigests() },
    { _ = try $0.integrityCheck() }, { _ = try $0.logCounts() },
    { _ = try $0.marketCounts() },
  ]

  /// What a derivation reads, part by part and pool by pool.
  private static func derive(_ database: RiskDatabase) throws {
    try database.derive(inputDigest: "again") { derivation in
      _ = try derivation.coverage()
      _ = try derivation.probedUntil()
      _ = try derivation.fleetsUntil()
      try derivation.forEachPart { part in
        try derivation.forEachUsage(ofPart: part.part) { _ in }
      }
      try derivation.forEachUsageWithoutInstance { _ in }
      try derivation.forEachLaunchWithoutInstance { _ in }
      try derivation.forEachRequest { _ in }
      try derivation.forEachPool { _ in .init(spells: [], exposures: []) }
    }
  }

  /// Every column of every table in turn; a trap would end the test run.
  ///
  /// Each gets one of three values; Scripts/torture tries all and more.
  @Test func noColumnCanStopAReader() throws {
    let values = ["NULL", "'x'", "9223372036854775807"]
    try withTemporaryFolder { folder in
      let sound = folder.appendingPathComponent("sound.sqlite").path
      let path = folder.appendingPathComponent("risk.sqlite").path
      try Self.loose(at: sound)
      var tried = 0
      var refused = 0
      let columns = try RawDatabase.columns(path: sound)
      for (number, (table, column)) in columns.enumerated() {
        let value = values[number % values.count]
        try? FileManager.default.removeItem(atPath: path)
        try FileManager.default.copyItem(atPath: sound, toPath: path)
        guard
          try RawDatabase.damage(
            "UPDATE OR IGNORE \(table) SET \(column) = \(value)", path: path)
        else { continue }
        tried += 1
        let database = try RiskDatabase(path: path)
        for reading in Self.readings + [Self.derive] {
          do {
            try reading(database)
          } catch let error as StoreError {
            refused += 1
            #expect(
              error.code == .corrupt || error.code == .constraint,
              "\(table).\(column) = \(value): \(error)")
          }
        }
        try database.close()
      }
      // 33 tables with 6 to 20 columns each; some keys cannot be NULL.
      #expect(tried > 150 && refused > 150, "\(tried) \(refused)")
    }
  }

  @Test func theErrorNamesColumnTableAndNextStep() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("risk.sqlite").path
      try Self.loose(at: path)
      #expect(
        try RawDatabase.damage("UPDATE source_file SET name = NULL", path: path)
      )
      let database = try RiskDatabase(path: path, access: .readOnly)
      #expect(
        throws: StoreError(
          code: .corrupt,
          message: "The database is damaged: column name of table source_file "
            + "holds no text where one must be. See what else is with `riskctl "
            + "verify`, then restore the file from a copy, or move it away and "
            + "ingest the source files again.")
      ) { try database.prices() }
    }
  }

  @Test func aTextThatNoListHasIsNoMissingValue() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("risk.sqlite").path
      try Self.loose(at: path)
      #expect(
        try RawDatabase.damage(
          "UPDATE instance SET market = 'flea'", path: path))
      let database = try RiskDatabase(path: path, access: .readOnly)
      let error = #expect(throws: StoreError.self) {
        try database.instances()
      }
      #expect(
        error?.message.contains(
          "column market of table instance holds 'flea', which is no Market")
          == true)
    }
  }
}
