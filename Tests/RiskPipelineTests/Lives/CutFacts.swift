import RiskDomain
import RiskStore

/// All facts of a database and the ones that were known at a moment, told
/// here anew and not by the database's own queries.
struct CutFacts {
  var all: [Fact] = []
  private var coverage: [BillingCoverage] = []

  init(_ path: String, until: UTCInstant? = nil) throws {
    let database = try RiskDatabase(path: path, access: .readOnly)
    all += try database.prices(until: until).map(Fact.price)
    all += try database.billingUsage(until: until).map(Fact.usage)
    coverage = try database.billingCoverage(until: until)
    all += try database.events(until: until).map(Fact.event)
    all += try database.instances(until: until).map(Fact.instance)
    all += try database.offerings(until: until).map(Fact.offering)
    all += try database.launches(until: until).map(Fact.launch)
    all += try database.probes(until: until).map(Fact.probe)
    all += try database.listPrices(until: until).map {
      .market(.listPrice($0))
    }
    all += try database.capacityBlockRates(until: until).map {
      .market(.capacityBlockRate($0))
    }
    all += try database.zoneAliases().map { .market(.zoneAlias($0)) }
    all += try database.aliases(until: until).map { .log(.alias($0)) }
    all += try database.capacityRequests(until: until).map {
      .log(.request($0))
    }
    all += try database.fleetChanges(until: until).map {
      .log(.fleetChange($0))
    }
    all += try database.aliveCounts(until: until).map { .log(.aliveCount($0)) }
    all += try database.checkpoints(until: until).map { .log(.checkpoint($0)) }
    all += try database.exposureCells(until: until).map { .log(.cell($0)) }
    try database.close()
  }

  /// What was known by then: events that had happened, hours that had been
  /// billed, launches without what became of them later.
  func known(by instant: UTCInstant) -> [Fact] {
    all.compactMap { fact in
      switch fact {
      case .price(let price):
        price.effectiveFrom <= instant ? fact : nil
      case .usage(let usage): usage.usageEnd <= instant ? fact : nil
      case .charge(let charge): charge.end <= instant ? fact : nil
      case .event(let event): event.at <= instant ? fact : nil
      case .offering(let offering):
        offering.capturedAt <= instant ? fact : nil
      case .launch(let launch):
        launch.requestedAt <= instant
          ? .launch(Self.cut(launch, at: instant)) : nil
      case .probe(let probe):
        probe.traceStart.adding(
          milliseconds: Int64(probe.tick) * probe.gapMilliseconds) <= instant
          ? fact : nil
      case .instance: fact
      case .market(let market):
        market.instant.map { $0 <= instant } ?? true ? fact : nil
      case .log(let log):
        // Requests of the month are refused at once: none is cut in half.
        log.instants.allSatisfy { $0 <= instant } ? fact : nil
      }
    }
  }

  /// Coverage that was known by then: the extent of the instance-hours that
  /// had been billed, where the bill goes on, and that some interval was over.
  func coverage(knownBy instant: UTCInstant) -> [BillingCoverage] {
    coverage.filter { $0.knownFrom <= instant }.map { coverage in
      guard coverage.until > instant else { return coverage }
      var known = coverage
      (known.from, known.until) = (known.knownFrom, known.knownFrom)
      for case .usage(let usage) in all
      where usage.delivery == coverage.delivery && usage.usageEnd <= instant {
        known.from = min(known.from, usage.usageStart)
        known.until = max(known.until, usage.usageEnd)
      }
      return known
    }
  }

  private static func cut(
    _ launch: LaunchAttempt, at instant: UTCInstant
  ) -> LaunchAttempt {
    var launch = launch
    if let launched = launch.launchedAt, launched > instant {
      launch.launchedAt = nil
      launch.instanceID = nil
    }
    if let ended = launch.endedAt, ended > instant {
      launch.endedAt = nil
      launch.exit = nil
    }
    return launch
  }

  /// Loads facts into a database, each under the file it came from.
  static func load(
    _ facts: [Fact], covering coverage: [BillingCoverage] = [],
    into path: String
  ) throws {
    let database = try RiskDatabase(path: path)
    for (digest, facts) in Dictionary(
      grouping: facts, by: \.origin.fileDigest)
    {
      let source = facts[0].origin.source
      try database.load(
        file: SourceFile(name: source, digest: digest, format: "cut")
      ) { loader in
        try loader.add(facts)
        // Whichever file says so.
        try loader.cover(coverage)
      }
    }
    try database.close()
  }
}
