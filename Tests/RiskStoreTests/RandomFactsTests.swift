import RiskDomain
import RiskNumerics
import RiskStore
import Testing

/// Properties over random sets of facts with many repeated and conflicting
/// keys.
@Suite struct RandomFactsTests {
  private static let digits = Array("0123456789abcdef").prefix(4)

  /// A few hundred facts per file in four files.
  private static func facts(seed: UInt64) -> [Character: [Fact]] {
    var random = SplitMix64(seed: seed)
    var result: [Character: [Fact]] = [:]
    for digit in digits {
      result[digit] = (1...150).map { line in
        fact(&random, digit, line: line)
      }
    }
    return result
  }

  private static func fact(
    _ random: inout SplitMix64, _ digit: Character, line: Int
  ) -> Fact {
    func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
    func maybe(_ hours: Double) -> Double? { below(2) == 0 ? nil : hours }
    let pool = below(2) == 0 ? Sample.pool : Sample.otherPool
    let hour = Double(below(12))
    switch below(11) {
    case 0:
      return Sample.price(
        pool, hour: hour, micro: Int64(below(3)), digit, line: line)
    case 1:
      return Sample.probe(
        pool, tick: below(12), available: below(3), gapMilliseconds: 3_600_000,
        digit, line: line)
    case 2:
      return Sample.usage(
        item: "item-\(below(5))", endHour: hour, cost: Int64(below(3)),
        resource: below(3) == 0 ? nil : "i-\(below(4))",
        labels: ["job": "j\(below(2))"], digit, line: line)
    case 3:
      return Sample.event(
        id: "e-\(below(8))", hour: hour, instance: "i-\(below(4))",
        zone: below(2) == 0 ? nil : "us-west-2a", digit, line: line)
    case 4:
      return Sample.instance(
        id: "i-\(below(6))", zone: below(2) == 0 ? nil : "z\(below(3))",
        type: below(2) == 0 ? nil : "t\(below(3))",
        cap: below(2) == 0 ? nil : Int64(1 + below(3)), digit, line: line)
    case 5:
      return Sample.offering(
        id: "cb-\(below(4))", hour: hour, fee: Int64(below(3)), digit,
        line: line)
    case 6:
      return Sample.market(
        below(6), hour: hour, value: 1 + below(3), key: below(3), digit,
        line: line)
    case 7, 8, 9:
      return .log(Self.logFact(&random, digit, line: line))
    default:
      let launched = maybe(hour + Double(below(4)))
      return Sample.launch(
        id: "l-\(below(6))", pool: pool, requested: hour, launched: launched,
        instance: launched.flatMap { _ in
          below(2) == 0 ? nil : "i-\(below(4))"
        }, ended: maybe(hour + Double(below(8))),
        exit: below(2) == 0 ? nil : .interrupted, digit, line: line)
    }
  }

  private static func logFact(
    _ random: inout SplitMix64, _ digit: Character, line: Int
  ) -> LogFact {
    func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
    func maybe<Value>(_ value: Value) -> Value? {
      below(2) == 0 ? nil : value
    }
    let pool = below(2) == 0 ? Sample.pool : Sample.otherPool
    let hour = Double(below(12))
    switch below(8) {
    case 0:
      return Sample.alias(
        name: "n-\(below(3))", instance: "i-\(below(4))", hour: hour, digit,
        line: line)
    case 1:
      let isRefused = below(2) == 0
      return Sample.request(
        id: "r-\(below(6))", hour: hour, zone: maybe("z\(below(2))"),
        type: maybe("t\(below(2))"), granted: maybe(hour + 2),
        refused: isRefused ? hour + Double(below(3)) : nil, digit, line: line)
    case 2:
      return Sample.change(
        pool, hour: hour, node: "node\(below(3))",
        below(2) == 0 ? .added : .removed, digit, line: line)
    case 3:
      return Sample.alive(
        pool, hour: hour, alive: below(4), digit, line: line)
    case 4:
      return Sample.checkpoint(
        job: "j\(below(2))", hour: hour, step: maybe(Int64(below(2))),
        checkpoint: maybe(Int64(below(3))), restart: maybe(Int64(below(3))),
        digit, line: line)
    case 5:
      return Sample.lives(
        pool, untilHour: hour + 1, after: maybe(Int64(below(2))),
        count: 1 + below(3), digit, line: line)
    case 6:
      return Sample.attempts(
        pool, untilHour: hour + 1, count: 1 + below(3), digit, line: line)
    default:
      return Sample.cell(
        pool, untilHour: hour + 1, after: maybe(Int64(below(2))),
        atRisk: Int64(1 + below(3)), digit, line: line)
    }
  }

  private static func portions(
    _ facts: [Fact], _ random: inout SplitMix64
  ) -> [[Fact]] {
    var result: [[Fact]] = []
    var rest = facts[...]
    while !rest.isEmpty {
      let portion = rest.prefix(1 + Int(random.next() % 40))
      result.append(Array(portion))
      rest = rest.dropFirst(portion.count)
    }
    return result
  }

  @Test(arguments: UInt64(1)...20)
  func anyOrderAndPortionsLeaveTheSameTables(seed: UInt64) throws {
    let files = Self.facts(seed: seed)
    var expected: [TableDigest]?
    for attempt in 0..<3 {
      var random = SplitMix64(seed: seed &* 1000 &+ UInt64(attempt))
      // Every file at least once and some twice, rows and files shuffled.
      var order = Self.digits + Self.digits.prefix(attempt)
      order.shuffle(using: &random)
      let database = try RiskDatabase.inMemory()
      for digit in order {
        let facts = try #require(files[digit]).shuffled(using: &random)
        try database.load(file: Sample.file(digit)) { loader in
          for portion in Self.portions(facts, &random) {
            try loader.add(portion)
          }
        }
      }
      let digests = try database.tableDigests()
      #expect(digests == expected ?? digests, "seed \(seed)")
      expected = digests
      #expect(try database.integrityCheck().isEmpty)
    }
  }

  @Test(arguments: UInt64(1)...20)
  func aCutDatabaseAgreesWithTheWholeOne(seed: UInt64) throws {
    let files = Self.facts(seed: seed)
    let whole = try RiskDatabase.inMemory()
    for digit in Self.digits {
      try whole.load(try #require(files[digit]), digit)
    }
    for hour in [-1.0, 0, 3, 7, 11, 30] {
      let until = Sample.hour(hour)
      let cut = try RiskDatabase.inMemory()
      for digit in Self.digits {
        try cut.load(
          try #require(files[digit]).compactMap { $0.cut(at: until) }, digit)
      }
      let comment: Comment = "seed \(seed), \(hour) h"
      #expect(
        try cut.dataDigest(until: until) == whole.dataDigest(until: until),
        comment)
      #expect(try cut.dataDigest() == whole.dataDigest(until: until), comment)
      #expect(
        try cut.dataThrough() == whole.dataThrough(until: until), comment)
      #expect(try cut.pools() == whole.pools(until: until), comment)
      #expect(try cut.prices() == whole.prices(until: until), comment)
      #expect(
        try cut.latestPrices() == whole.latestPrices(until: until), comment)
      #expect(try cut.probes() == whole.probes(until: until), comment)
      #expect(
        try cut.billingUsage() == whole.billingUsage(until: until), comment)
      #expect(try cut.events() == whole.events(until: until), comment)
      #expect(try cut.instances() == whole.instances(until: until), comment)
      #expect(try cut.offerings() == whole.offerings(until: until), comment)
      #expect(try cut.listPrices() == whole.listPrices(until: until), comment)
      #expect(
        try cut.capacityBlockRates()
          == whole.capacityBlockRates(until: until), comment)
      #expect(
        try cut.advisorGrades() == whole.advisorGrades(until: until), comment)
      #expect(
        try cut.placementScores() == whole.placementScores(until: until),
        comment)
      #expect(
        try cut.evictionBands() == whole.evictionBands(until: until), comment)
      #expect(try cut.zoneAliases() == whole.zoneAliases(), comment)
      #expect(try cut.aliases() == whole.aliases(until: until), comment)
      #expect(
        try cut.capacityRequests().map(\.withoutOrigin)
          == whole.capacityRequests(until: until).map(\.withoutOrigin),
        comment)
      #expect(
        try cut.fleetChanges() == whole.fleetChanges(until: until), comment)
      #expect(
        try cut.aliveCounts() == whole.aliveCounts(until: until), comment)
      #expect(
        try cut.checkpoints() == whole.checkpoints(until: until), comment)
      #expect(
        try cut.exposureCells() == whole.exposureCells(until: until), comment)
      #expect(
        try cut.lifeCells() == whole.lifeCells(until: until), comment)
      #expect(
        try cut.attemptCells() == whole.attemptCells(until: until), comment)
      #expect(
        try cut.launches().map(\.withoutOrigin)
          == whole.launches(until: until).map(\.withoutOrigin), comment)
    }
  }
}

extension Fact {
  /// The fact as a file of that instant would have stated it; nil when it
  /// lies after.
  fileprivate func cut(at until: UTCInstant) -> Fact? {
    switch self {
    case .price(let fact): fact.effectiveFrom <= until ? self : nil
    case .usage(let fact): fact.usageEnd <= until ? self : nil
    case .charge(let fact): fact.end <= until ? self : nil
    case .event(let fact): fact.at <= until ? self : nil
    case .instance: self
    case .probe(let fact):
      fact.traceStart.adding(
        milliseconds: Int64(fact.tick) * fact.gapMilliseconds) <= until
        ? self : nil
    case .offering(let fact): fact.capturedAt <= until ? self : nil
    case .launch(let fact): fact.cut(at: until).map(Fact.launch)
    case .market(let fact):
      fact.instant.map { $0 <= until } ?? true ? self : nil
    case .log(.request(let fact)):
      fact.cut(at: until).map { .log(.request($0)) }
    case .log(.cell(let fact)): fact.until <= until ? self : nil
    case .log(.lives(let fact)): fact.until <= until ? self : nil
    case .log(let fact): fact.instants.allSatisfy { $0 <= until } ? self : nil
    }
  }
}

extension CapacityRequest {
  /// What came of it later is not known.
  fileprivate func cut(at until: UTCInstant) -> CapacityRequest? {
    guard requestedAt <= until else { return nil }
    var request = self
    if let grantedAt, grantedAt > until {
      request.grantedAt = nil
      request.grantedZone = nil
    }
    if let refusedAt, refusedAt > until {
      request.refusedAt = nil
      request.refusal = nil
      request.code = nil
    }
    return request
  }

  fileprivate var withoutOrigin: CapacityRequest {
    var request = self
    request.origin = Sample.origin()
    return request
  }
}

extension LaunchAttempt {
  fileprivate func cut(at until: UTCInstant) -> LaunchAttempt? {
    guard requestedAt <= until else { return nil }
    var attempt = self
    if let launchedAt, launchedAt > until {
      attempt.launchedAt = nil
      attempt.instanceID = nil
    }
    if let endedAt, endedAt > until {
      attempt.endedAt = nil
      attempt.exit = nil
    }
    return attempt
  }

  /// A launch is merged from several rows, and a cut may take the first.
  fileprivate var withoutOrigin: LaunchAttempt {
    var attempt = self
    attempt.origin = Sample.origin()
    return attempt
  }
}
