import RiskDomain
import RiskStore
import Testing

@Suite struct LoadTests {
  @Test func rowsAreNewOnceAndRepeatedAfterwards() throws {
    let database = try RiskDatabase.inMemory()
    let facts = [
      Sample.price(hour: 0, micro: 918_000, line: 2),
      Sample.price(hour: 1, micro: 920_000, line: 3),
      Sample.usage(), Sample.event(), Sample.instance(zone: "us-west-2a"),
      Sample.probe(tick: 0, available: 1), Sample.offering(),
      Sample.launch(),
    ]
    let first = try database.load(facts)
    #expect(first.new == 8)
    #expect(first.repeated == 0)
    // Earliest: event and offering at 0 h; latest: price and usage end at 1 h.
    #expect(first.first == Sample.hour(0))
    #expect(first.last == Sample.hour(1))
    let before = try database.tableDigests()
    let second = try database.load(facts)
    #expect(second.new == 0)
    #expect(second.repeated == 8)
    #expect(try database.tableDigests() == before)
  }

  @Test func aKeyRepeatedWithinOneFileCountsAsRepeated() throws {
    let database = try RiskDatabase.inMemory()
    let summary = try database.load([
      Sample.price(hour: 0, micro: 5, line: 2),
      Sample.price(hour: 0, micro: 7, line: 3),
      Sample.event(line: 4), Sample.event(line: 5),
    ])
    #expect(summary.new == 2)
    #expect(summary.repeated == 2)
  }

  @Test func factsComeBackAsTheyWere() throws {
    let database = try RiskDatabase.inMemory()
    let usage = Sample.usage(
      labels: ["job": "a \"quoted\" \\ name", "team": "nlp\n\u{1}ü"])
    let facts = [
      Sample.price(Sample.otherPool, hour: 0.5, micro: 1, line: 9), usage,
      Sample.event(zone: nil), Sample.instance(type: "p3.2xlarge", cap: 86400),
      Sample.probe(tick: 7, available: 3), Sample.offering(),
      Sample.launch(
        launched: 1, instance: "i-9", ended: 2, exit: .interrupted),
    ]
    try database.load(facts)
    var stored: [Fact] = []
    stored += try database.prices().map(Fact.price)
    stored += try database.billingUsage().map(Fact.usage)
    stored += try database.events().map(Fact.event)
    stored += try database.instances().map(Fact.instance)
    stored += try database.probes().map(Fact.probe)
    stored += try database.offerings().map(Fact.offering)
    stored += try database.launches().map(Fact.launch)
    #expect(stored == facts)
  }

  @Test func filesOfOneTransactionAreAllKeptOrNone() throws {
    struct Broken: Error {}
    let database = try RiskDatabase.inMemory()
    let before = try database.tableDigests()
    try database.loadTogether { group in
      try group.load(file: Sample.file("a")) { loader in
        try loader.add([Sample.price(hour: 0, micro: 1, "a")])
      }
      #expect(throws: Broken.self) {
        try group.load(file: Sample.file("b")) { _ in throw Broken() }
      }
      #expect(group.hasFailed)
    }
    #expect(try database.tableDigests() == before)
    let new = try database.loadTogether { group in
      try ["a", "b"].map { digit in
        try group.load(file: Sample.file(digit)) { loader in
          try loader.add([Sample.price(hour: 0, micro: 1, digit)])
        }.new
      }
    }
    // One price, stated twice.
    #expect(new == [1, 0])
    let apart = try RiskDatabase.inMemory()
    try apart.load([Sample.price(hour: 0, micro: 1, "b")], "b")
    try apart.load([Sample.price(hour: 0, micro: 1, "a")], "a")
    #expect(try database.tableDigests() == apart.tableDigests())
  }

  @Test func nothingStaysOfAFileWhoseReadingFails() throws {
    struct Broken: Error {}
    let database = try RiskDatabase.inMemory()
    let before = try database.tableDigests()
    #expect(throws: Broken.self) {
      try database.load(file: Sample.file()) { loader in
        try loader.add([Sample.price(hour: 0, micro: 1), Sample.event()])
        try loader.setAside([
          SetAsideRow(
            origin: Sample.origin(), column: nil, value: nil, reason: "r")
        ])
        throw Broken()
      }
    }
    #expect(try database.tableDigests() == before)
    #expect(try database.sourceFiles().isEmpty)
    #expect(try database.pools().isEmpty)
  }

  @Test func aRefusedRowLosesTheFileEvenWhenItsErrorIsSwallowed() throws {
    let database = try RiskDatabase.inMemory()
    let error = #expect(throws: StoreError.self) {
      try database.load(file: Sample.file()) { loader in
        try loader.add([Sample.event(id: "good")])
        try? loader.add([Sample.event(id: "", line: 17)])
      }
    }
    #expect(error?.code == .constraint)
    #expect(try database.events().isEmpty)
  }

  @Test func aNegativePriceIsRefusedWithItsLine() throws {
    let database = try RiskDatabase.inMemory()
    let error = #expect(throws: StoreError.self) {
      try database.load([
        Sample.price(hour: 0, micro: 1, line: 2),
        Sample.price(hour: 1, micro: -1, line: 1182),
      ])
    }
    #expect(error?.code == .constraint)
    #expect(
      error?.message
        == "a.csv:1182 breaks a rule of the database (CHECK constraint "
        + "failed: usd_micro_per_hour >= 0). Nothing of the file was stored. "
        + "Correct the row or remove it, then ingest the file again.")
    #expect(try database.prices().isEmpty)
  }

  @Test(
    "CHECKs hold",
    arguments: [
      Sample.probe(tick: -1, available: 0),
      Sample.probe(tick: 0, available: -1),
      Sample.probe(tick: 0, available: 1, gapMilliseconds: 0),
      Sample.probe(tick: 100_000_001, available: 1),
      Sample.usage(endHour: -1),
      Sample.usage(resource: ""),
      Sample.offering(fee: -1),
      Sample.instance(cap: 0),
      Sample.launch(id: ""),
      Sample.event(line: 0),
      Sample.price(
        PoolID(provider: .aws, zone: "a/b", instanceType: "c"), hour: 0,
        micro: 1),
      Sample.price(
        PoolID(provider: .aws, zone: "", instanceType: "c"), hour: 0,
        micro: 1),
      Sample.price(hour: 8e7, micro: 1),  // past the year 9999
    ])
  func checks(_ fact: Fact) throws {
    let database = try RiskDatabase.inMemory()
    let error = #expect(throws: StoreError.self) { try database.load([fact]) }
    #expect(error?.code == .constraint)
    #expect(try database.sourceFiles().isEmpty)
  }

  @Test func aFactOfAnotherFileIsRefused() throws {
    let database = try RiskDatabase.inMemory()
    let error = #expect(throws: StoreError.self) {
      try database.load(file: Sample.file("a")) { loader in
        try loader.add([Sample.event("b")])
      }
    }
    #expect(error?.code == .origin)
  }

  @Test func aRowSetAsideOfAnotherFileIsRefused() throws {
    let database = try RiskDatabase.inMemory()
    let error = #expect(throws: StoreError.self) {
      try database.load(file: Sample.file("a")) { loader in
        try loader.setAside([
          SetAsideRow(
            origin: Sample.origin("b", line: 7), column: nil, value: nil,
            reason: "r")
        ])
      }
    }
    #expect(error?.code == .origin)
    #expect(error?.message.hasPrefix("a.csv:7: a row names") == true)
  }

  @Test func rowsSetAsideAreKeptOnce() throws {
    let database = try RiskDatabase.inMemory()
    let rows = [
      SetAsideRow(
        origin: Sample.origin(line: 1182), column: "SpotPrice", value: "n/a",
        reason: "'n/a' is not a number."),
      SetAsideRow(
        origin: Sample.origin(line: 2000), column: nil, value: nil,
        reason: "The row has 3 columns instead of 6."),
    ]
    for _ in 0..<2 {
      let summary = try database.load(file: Sample.file()) { loader in
        try loader.setAside(rows)
      }
      #expect(summary.setAside == 2)
    }
    #expect(try database.setAsideRows() == rows)
    #expect(try database.setAsideRows(limit: 1) == [rows[0]])
    #expect(try database.sourceFiles().map(\.setAside) == [2])
  }
}
