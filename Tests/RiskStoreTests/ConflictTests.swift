import RiskDomain
import RiskStore
import Testing

/// Every rule holds in both orders of reading.
@Suite struct ConflictTests {
  private func bothOrders(
    _ a: Fact, _ b: Fact, check: (RiskDatabase) throws -> Void
  ) throws {
    for order in [["a", "b"], ["b", "a"]] as [[Character]] {
      let database = try RiskDatabase.inMemory()
      for digit in order {
        try database.load([digit == "a" ? a : b], digit)
      }
      try check(database)
    }
  }

  @Test func theHigherOfTwoPricesStandsWithItsLine() throws {
    try bothOrders(
      Sample.price(hour: 0, micro: 5, "a", line: 4),
      Sample.price(hour: 0, micro: 7, "b", line: 9)
    ) { database in
      let price = try #require(try database.prices().first)
      #expect(price.pricePerHour == MicroUSD(rawValue: 7))
      #expect(price.origin == Sample.origin("b", line: 9))
    }
  }

  @Test func equalPricesKeepTheLesserDigest() throws {
    try bothOrders(
      Sample.price(hour: 0, micro: 5, "a", line: 900),
      Sample.price(hour: 0, micro: 5, "b", line: 4)
    ) { database in
      let price = try #require(try database.prices().first)
      #expect(price.origin == Sample.origin("a", line: 900))
    }
  }

  @Test func theLesserOfTwoCountsStands() throws {
    try bothOrders(
      Sample.probe(tick: 3, available: 2, "a"),
      Sample.probe(tick: 3, available: 1, "b")
    ) { database in
      let counts = try database.probes().map(\.available)
      #expect(counts == [1])
    }
  }

  @Test func theDearerBillingLineStandsAsAWhole() throws {
    try bothOrders(
      Sample.usage(cost: 5, labels: ["job": "x"], "a"),
      Sample.usage(cost: 7, labels: ["job": "y"], "b")
    ) { database in
      let usage = try #require(try database.billingUsage().first)
      #expect(usage.cost == MicroUSD(rawValue: 7))
      #expect(usage.labels == ["job": "y"])
      #expect(usage.origin == Sample.origin("b"))
    }
  }

  @Test func theEarlierOfTwoEventTimesStands() throws {
    try bothOrders(
      Sample.event(hour: 2, "a"), Sample.event(hour: 1, zone: nil, "b")
    ) { database in
      let event = try #require(try database.events().first)
      #expect(event.at == Sample.hour(1))
      #expect(event.zone == nil)
    }
  }

  @Test func descriptionsCompleteOneAnother() throws {
    try bothOrders(
      Sample.instance(zone: "us-west-2b", cap: 86400, "a"),
      Sample.instance(zone: "us-west-2a", type: "p3.2xlarge", "b")
    ) { database in
      try database.load([Sample.event("c")], "c")
      let instance = try #require(try database.instances().first)
      // The smaller of two zones; type and cap from the one that knows them.
      #expect(instance.zone == "us-west-2a")
      #expect(instance.instanceType == "p3.2xlarge")
      #expect(instance.lifetimeCapSeconds == 86400)
      #expect(instance.origin == Sample.origin("a"))
    }
  }

  @Test func aLaterExportCompletesALaunch() throws {
    try bothOrders(
      Sample.launch(launched: 1, instance: "i-9", "a"),
      Sample.launch(
        launched: 1, instance: "i-9", ended: 5, exit: .interrupted, "b")
    ) { database in
      let launch = try #require(try database.launches().first)
      #expect(launch.launchedAt == Sample.hour(1))
      #expect(launch.endedAt == Sample.hour(5))
      #expect(launch.exit == .interrupted)
      #expect(launch.origin == Sample.origin("a"))
    }
  }

  @Test func theHigherOfTwoFeesStands() throws {
    try bothOrders(
      Sample.offering(fee: 5, "a"), Sample.offering(fee: 7, "b")
    ) { database in
      let fees = try database.offerings().map(\.upfrontFee)
      #expect(fees == [MicroUSD(rawValue: 7)])
    }
  }

  /// "é" as one scalar and as two: equal in Swift, different bytes.
  @Test func unicodeFormsAreOrderedByTheirBytes() throws {
    var digests: Set<[TableDigest]> = []
    for order in [["a", "b"], ["b", "a"]] as [[Character]] {
      let database = try RiskDatabase.inMemory()
      for digit in order {
        let name = digit == "a" ? "\u{E9}" : "e\u{301}"
        try database.load([Sample.usage(labels: ["job": name], digit)], digit)
      }
      digests.insert(try database.tableDigests())
    }
    #expect(digests.count == 1)
  }

  @Test func twoTimeBasesOfOnePoolAreAnErrorThatNamesBoth() throws {
    let database = try RiskDatabase.inMemory()
    try database.load([Sample.probe(tick: 0, available: 1, "a")], "a")
    let before = try database.tableDigests()
    let error = #expect(throws: StoreError.self) {
      try database.load(
        [
          Sample.price(hour: 3, micro: 1, "b"),
          Sample.probe(
            tick: 0, available: 1, start: 0.5, gapMilliseconds: 600_500, "b",
            line: 12),
        ], "b")
    }
    #expect(error?.code == .timeBase)
    #expect(
      error?.message
        == "b.csv:12 gives the trace of aws/us-west-2a/p3.2xlarge the time "
        + "base start 2026-01-01T00:30:00Z, gap 600.5 s, but a.csv gave it "
        + "start 2026-01-01T00:00:00Z, gap 300.0 s. Nothing of the file was "
        + "stored. Ingest it with the --start and --gap-seconds of the "
        + "first, or into another database with --db.")
    #expect(try database.tableDigests() == before)
  }

  @Test func twoTimeBasesInOneFileAreAnErrorToo() throws {
    let database = try RiskDatabase.inMemory()
    let error = #expect(throws: StoreError.self) {
      try database.load([
        Sample.probe(tick: 0, available: 1),
        Sample.probe(tick: 1, available: 1, gapMilliseconds: 1),
      ])
    }
    #expect(error?.code == .timeBase)
  }
}
