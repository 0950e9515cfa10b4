import RiskDomain
import RiskExposure
import RiskModels
import RiskSimulation
import RiskStore
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// Spells and exposures made part by part, against those of the whole.
struct DerivedLivesTests {
  private let context: RunContext
  private let spec: ModelSpec

  init() throws {
    context = try MonthPipeline.context(asOf: Self.hour(0))
    spec = try ModelSpecFile.load(path: context.home.defaultSpec).spec
  }

  private static func hour(_ hour: Double) -> UTCInstant {
    UTCInstant(unixMilliseconds: 1_768_003_200_000).adding(hours: hour)
  }

  /// Derives with few and with many instances in memory and compares.
  private func check(_ store: StoreAccess) throws {
    let whole = try WatchedFacts(
      store, catalog: context.catalog, until: nil, joinsUsage: true
    ).lives
    let spells = whole.spells
    #expect(!spells.isEmpty)
    try store.database.derive(inputDigest: "whole") {
      try $0.write(
        .init(
          spells: spells,
          exposures: DerivedLives.exposures(
            spells, whole.cells, spec, byHourOfWeek: false)))
    }
    // No stamp stands now: the bills themselves are gone through.
    #expect(try store.database.livesStamp() == nil)
    let lastFact = try store.database.dataThrough()
    let pools = try store.database.pools()
    func digests() throws -> [TableDigest] {
      try store.database.tableDigests().filter { $0.table != "attempt_count" }
    }
    let expected = try digests()
    let basis = try KeptLives.basis(context)
    #expect(try KeptLives.read(store, until: nil, context) == nil)
    for names in [1_000_000, 64, 5, 1] {
      let notes = try store.database.derive(
        inputDigest: "\(names)", namesPerPart: names,
        widestUsageMilliseconds: JoinedUsage.widestMilliseconds
      ) { derivation in
        if names == 1 { #expect(derivation.partCount > 1) }
        var lives = try DerivedLives(
          derivation, catalog: context.catalog, spec: spec)
        return try lives.write(basis: basis)
      }
      #expect(try digests() == expected, "\(names) a part")
      #expect(try store.database.dataThrough() == lastFact)
      #expect(try store.database.pools() == pools)
      #expect(notes == whole.notes, "\(names) a part")
      // What a reader without the facts gets.
      let kept = try #require(try KeptLives.read(store, until: nil, context))
      let differing = zip(kept.spells, whole.spells).first { $0 != $1 }
      #expect(differing == nil, "\(names) a part")
      #expect(kept.spells.count == whole.spells.count, "\(names) a part")
      #expect(kept.attempts == whole.attempts, "\(names) a part")
      #expect(kept.records == whole.records, "\(names) a part")
      #expect(kept.billed == whole.billed, "\(names) a part")
      #expect(kept == whole, "\(names) a part")
    }
    let table = try store.database.exposures()
    #expect(table.allSatisfy { $0.hourOfWeekUTC == nil })
    // The default spec tells hours apart, the table sums them.
    let byHour = spec.exposures(from: spells)
    #expect(byHour.count > table.count)
    // A fit is told the hours.
    let fitted = DerivedLives.exposures(
      spells, whole.cells, spec, byHourOfWeek: true)
    #expect(
      fitted.contains { $0.clock == .instance && $0.hourOfWeekUTC != nil })
    let added = whole.cells.reduce(0) { $0 + $1.millisecondsAtRisk }
    #expect(
      table.reduce(0) { $0 + $1.millisecondsAtRisk }
        == byHour.reduce(added) { $0 + $1.millisecondsAtRisk })
    try onlyWhileTheyHold(store, whole)
  }

  /// Lives are read back from the last fact's moment on, with the catalog that
  /// they were made with, and until a fact comes.
  private func onlyWhileTheyHold(
    _ store: StoreAccess, _ whole: WatchedLives
  ) throws {
    let stamp = try #require(try store.database.livesStamp())
    let through = stamp.through
    #expect(try KeptLives.read(store, until: through, context) == whole)
    let before = through.adding(milliseconds: -1)
    #expect(try KeptLives.read(store, until: before, context) == nil)
    // At its own moment nothing that was left out of the facts is missing.
    let fresh = try WatchedFacts(
      store, catalog: context.catalog, until: through, joinsUsage: true)
    #expect(fresh.lives == whole)
    var other = context
    other.catalog.noticeWindows = []
    #expect(try KeptLives.read(store, until: nil, other) == nil)
    var later = stamp
    later.document = "{}"
    #expect(try store.database.storedLives(under: later, until: nil) == nil)
    // A load that fails changes nothing.
    struct Broken: Error {}
    let file = SourceFile(
      name: "more", digest: String(repeating: "d", count: 64), format: "test")
    #expect(throws: Broken.self) {
      try store.database.load(file: file) { _ in throw Broken() }
    }
    #expect(try store.database.livesStamp() == stamp)
    // What markets ask makes no life.
    var origin = Self.origin
    origin.fileDigest = file.digest
    let (price, event) = (
      PriceObservation(
        pool: Self.pool, effectiveFrom: Self.hour(1),
        pricePerHour: MicroUSD(rawValue: 1), origin: origin),
      InstanceEvent(
        provider: .aws, eventID: "more", kind: .launched, instanceID: "i-more",
        at: Self.hour(1), zone: Self.zone, region: nil, state: nil,
        origin: origin)
    )
    try store.database.load(file: file) { try $0.add([.price(price)]) }
    _ = try store.database.purge(
      pricesBefore: Self.hour(2), eventsBefore: nil)
    #expect(try store.database.livesStamp() == stamp)
    #expect(try KeptLives.read(store, until: nil, context) == whole)
    try store.database.load(file: file) { try $0.add([.event(event)]) }
    #expect(try KeptLives.read(store, until: nil, context) == nil)
  }

  @Test func aMonthGivesTheSameHoweverItIsCut() throws {
    try withTemporaryFolder { folder in
      let pipeline = try MonthPipeline(
        GPUMonth(days: 9, seed: 5, scale: 0.4), in: folder)
      try pipeline.ingest()
      try check(StoreAccess(pipeline.database, for: .load))
    }
  }

  private static let zone = "us-east-1a"
  private static let pool = PoolID(
    provider: .aws, zone: zone, instanceType: "p3.2xlarge")
  private static let origin = RowOrigin(
    source: "facts", fileDigest: String(repeating: "a", count: 64), line: 1)

  private func event(
    _ kind: InstanceEvent.Kind, _ instance: String, _ hour: Double,
    _ provider: PoolID.Provider = .aws
  ) -> Fact {
    .event(
      InstanceEvent(
        provider: provider, eventID: "\(kind)-\(instance)-\(hour)", kind: kind,
        instanceID: instance, at: Self.hour(hour), zone: Self.zone,
        region: nil, state: nil, origin: Self.origin))
  }

  private func launch(
    _ instance: String?, _ hour: Double, on pool: PoolID = Self.pool
  ) -> Fact {
    .launch(
      LaunchAttempt(
        launchID: "l-\(instance ?? "")-\(hour)", pool: pool, market: .spot,
        requestedAt: Self.hour(hour),
        launchedAt: instance == nil ? nil : Self.hour(hour + 0.1),
        instanceID: instance, endedAt: nil, exit: nil, job: nil, gang: nil,
        origin: Self.origin))
  }

  private func counted(_ exit: Spell.Exit) -> Fact {
    .log(
      .lives(
        LifeCell(
          source: "cluster", until: Self.hour(60), pool: Self.pool,
          process: .loss, clock: .instance, watchedFrom: Self.hour(3),
          watchedUntil: Self.hour(5), ageAfterMilliseconds: 0, exit: exit,
          count: 2, origin: Self.origin)))
  }

  private func request(_ id: String, _ hour: Double, type: String?) -> Fact {
    .log(
      .request(
        CapacityRequest(
          provider: .aws, requestID: id, requestedAt: Self.hour(hour),
          zone: Self.zone, region: nil, instanceType: type, market: .spot,
          refusedAt: Self.hour(hour + 0.05), refusal: .noCapacity,
          origin: Self.origin)))
  }

  /// Facts of which each tells of an instance or a pool that another part
  /// could hold.
  private var scattered: [Fact] {
    let azure = PoolID(
      provider: .azure, zone: "eastus-1", instanceType: "Standard_NC6s_v3")
    return [
      // A name that passes from one instance to the next.
      .log(
        .alias(
          InstanceAlias(
            provider: .aws, name: "node-1", instanceID: "i-1",
            since: Self.hour(0), origin: Self.origin))),
      .log(
        .alias(
          InstanceAlias(
            provider: .aws, name: "node-1", instanceID: "i-2",
            since: Self.hour(20), origin: Self.origin))),
      launch("i-1", 1), launch("i-2", 21),
      event(.preempted, "node-1", 12), event(.preempted, "node-1", 30),
      // One machine, written as a link, in capitals and plainly.
      launch("/subscriptions/s/vm-A", 3, on: azure),
      event(.preempted, "VM-a", 9, .azure),
      // Nothing speaks of what is described under a link, and an id that was
      // given before there was a machine.
      .instance(
        InstanceDescription(
          provider: .aws, instanceID: "arn:aws:ec2:us-east-1:1:instance/i-9",
          zone: Self.zone, instanceType: "p3.2xlarge", os: nil, market: .spot,
          lifetimeCapSeconds: nil, origin: Self.origin)),
      event(.launched, "i-9", 6), event(.preempted, "i-9", 8),
      .launch(
        LaunchAttempt(
          launchID: "l-early", pool: Self.pool, market: .spot,
          requestedAt: Self.hour(7), launchedAt: nil, instanceID: "i-early",
          endedAt: nil, exit: nil, job: nil, gang: nil, origin: Self.origin)),
      // Failed tries, a refusal of no known pool, and a launch that only its
      // event tells of.
      launch(nil, 2), request("r-1", 4, type: "p3.2xlarge"),
      request("r-2", 5, type: nil),
      .instance(
        InstanceDescription(
          provider: .aws, instanceID: "i-3", zone: Self.zone,
          instanceType: "p3.2xlarge", os: nil, market: .spot,
          lifetimeCapSeconds: nil, origin: Self.origin)),
      event(.launched, "i-3", 6), event(.interruptionWarning, "i-3", 8),
      // The last of all facts, and nothing of a loss.
      event(.rebalanceRecommendation, "i-4", 40),
      .probe(
        AvailabilityProbe(
          pool: Self.pool, traceStart: Self.hour(0),
          gapMilliseconds: 3_600_000, tick: 0, available: 1,
          origin: Self.origin)),
      .log(
        .aliveCount(
          AliveCount(
            pool: Self.pool, at: Self.hour(1), alive: 2, origin: Self.origin))),
      .log(
        .aliveCount(
          AliveCount(
            pool: Self.pool, at: Self.hour(2), alive: 1, origin: Self.origin))),
      // Counted elsewhere, on one line and alike but for their ends; the last
      // of which anything is known.
      counted(.released), counted(.interrupted),
      .log(
        .attempts(
          AttemptCell(
            source: "cluster", until: Self.hour(60), pool: Self.pool, size: 4,
            isSuccess: true, count: 3, origin: Self.origin))),
    ]
  }

  @Test func factsOfOneInstanceMeetHoweverTheyAreWritten() throws {
    try withTemporaryFolder { folder in
      let store = try StoreAccess(folder + "/risk.sqlite", for: .load)
      let facts = scattered
      _ = try store.database.load(
        file: SourceFile(
          name: "facts", digest: Self.origin.fileDigest, format: "test")
      ) { try $0.add(facts) }
      try check(store)
      // By hand: i-1 from 1.1 h to its loss at 12 h, i-2 from 21.1 h to 30 h.
      let lost = try store.database.spells().filter {
        $0.process == .loss && $0.exit == .interrupted
          && ["i-1", "i-2", "vm-a"].contains($0.instanceID)
      }
      #expect(
        lost.map(\.watchedUntil) == [
          Self.hour(12), Self.hour(30), Self.hour(9),
        ])
    }
  }

  /// Names may be all that a purge takes.
  @Test func aPurgeOfNamesAloneOutdatesThem() throws {
    try withTemporaryFolder { folder in
      let store = try StoreAccess(folder + "/risk.sqlite", for: .load)
      let facts: [Fact] = [
        .log(
          .alias(
            InstanceAlias(
              provider: .aws, name: "node-1", instanceID: "i-1",
              since: Self.hour(0), origin: Self.origin))),
        launch("i-1", 21), event(.preempted, "node-1", 30),
      ]
      _ = try store.database.load(
        file: SourceFile(
          name: "facts", digest: Self.origin.fileDigest, format: "test")
      ) { try $0.add(facts) }
      _ = try DerivedTables.refresh(store, context: context)
      #expect(try KeptLives.read(store, until: nil, context) != nil)
      let purged = try store.database.purge(
        pricesBefore: nil, eventsBefore: Self.hour(1))
      #expect(purged.total == 1 && purged.logRows == 1)
      #expect(try KeptLives.read(store, until: nil, context) == nil)
    }
  }

  /// Prices alone make no life, and need not be gone through each time.
  @Test func aDatabaseWithoutLivesIsKnownToHaveNone() throws {
    try withTemporaryFolder { folder in
      let store = try StoreAccess(folder + "/risk.sqlite", for: .load)
      _ = try DerivedTables.refresh(store, context: context)
      let kept = try #require(try KeptLives.read(store, until: nil, context))
      #expect(kept.spells.isEmpty && kept.attempts.isEmpty)
      #expect(
        try KeptLives.read(store, until: Self.hour(0), context) == kept)
    }
  }
}
