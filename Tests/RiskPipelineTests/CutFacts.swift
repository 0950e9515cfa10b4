import RiskDomain
import RiskStore

/// All facts of a database and the ones that were known at a moment, told
/// here anew and not by the database's own queries.
struct CutFacts {
  var all: [Fact] = []

  init(_ path: String, until: UTCInstant? = nil) throws {
    let database = try RiskDatabase(path: path, access: .readOnly)
    all += try database.prices(until: until).map(Fact.price)
    all += try database.billingUsage(until: until).map(Fact.usage)
    all += try database.events(until: until).map(Fact.event)
    all += try database.instances(until: until).map(Fact.instance)
    all += try database.offerings(until: until).map(Fact.offering)
    all += try database.launches(until: until).map(Fact.launch)
    all += try database.probes(until: until).map(Fact.probe)
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
      }
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
  static func load(_ facts: [Fact], into path: String) throws {
    let database = try RiskDatabase(path: path)
    for (digest, facts) in Dictionary(
      grouping: facts, by: \.origin.fileDigest)
    {
      let source = facts[0].origin.source
      try database.load(
        file: SourceFile(name: source, digest: digest, format: "cut")
      ) { loader in try loader.add(facts) }
    }
    try database.close()
  }
}
