import RiskDomain
import RiskExposure
import RiskReport
import RiskStore

/// Counts of what the database holds, cut at a moment.
struct StatusHoldings: Sendable {
  /// Rows of one pool.
  struct PoolCounts: Sendable {
    var pool: PoolID
    var prices = 0
    var ticks = 0
    var launches = 0
  }

  var dataThrough: UTCInstant?
  var sources: [StatusReport.Source] = []
  var offerings: Int
  var setAside: Int
  var notes: [String] = []
  private var counts: [PoolID: PoolCounts] = [:]
  /// Files with facts after the clock of the machine.
  private var futureFiles: [StoredFile] = []

  /// Counts from the tables where nothing lies after the context's `asOf`,
  /// else from the facts up to it.
  init(
    _ store: StoreAccess, _ facts: InstanceFacts, _ losses: [Spell],
    context: RunContext
  ) throws(UseCaseFailure) {
    let asOf = context.asOf
    let summary = try store { (db) throws(StoreError) in try db.summary() }
    let files = try store { (db) throws(StoreError) in try db.sourceFiles() }
    setAside = summary.setAside
    dataThrough = summary.dataThrough
    offerings = summary.offerings
    guard let through = summary.dataThrough, through > asOf else {
      sources = Self.sources(files, losses, asOf: asOf)
      // An `asOf` in the future lets facts of the future in.
      futureFiles = files.filter { $0.isAfter(context.generatedAt) }
      for pool in summary.pools {
        counts[pool.pool] = PoolCounts(
          pool: pool.pool, prices: pool.prices, ticks: pool.ticks,
          launches: pool.launches)
      }
      return
    }
    if asOf >= context.generatedAt {
      // Nobody asked for the past: the facts themselves lie in the future.
      futureFiles = files.filter { $0.isAfter(asOf) }
      sources = Self.sources(
        files.filter { !$0.isAfter(asOf) }, losses, asOf: asOf)
    } else {
      notes = [
        "The database holds facts after \(asOf). They are left out, and files, "
          + "which cannot be cut, are not listed."
      ]
      // Rows that could not be read have no time: they belong to no moment.
      setAside = 0
    }
    let (known, offered, prices) = try store { (db) throws(StoreError) in
      (
        try db.dataThrough(until: asOf), try db.offerings(until: asOf).count,
        try db.prices(until: asOf)
      )
    }
    dataThrough = known
    offerings = offered
    for price in prices { add(price.pool) { $0.prices += 1 } }
    for probe in facts.probes { add(probe.pool) { $0.ticks += 1 } }
    for launch in facts.launches { add(launch.pool) { $0.launches += 1 } }
  }

  /// Pools with prices, ticks, launches or spells, by key.
  func pools(with others: Set<PoolID>) -> [PoolCounts] {
    Set(counts.keys).union(others).sorted().map {
      counts[$0] ?? PoolCounts(pool: $0)
    }
  }

  /// Sources of which nothing new has come, and facts of the future.
  func warnings(asOf: UTCInstant) -> [SourceWarning] {
    var warnings: [SourceWarning] = []
    if !futureFiles.isEmpty {
      let formats = Set(futureFiles.map(\.file.format)).sorted()
      warnings.append(
        SourceWarning(
          kind: .futureDated, count: futureFiles.count,
          message: Counted.of(futureFiles.count, "file") + " "
            + "(\(formats.joined(separator: ", "))) "
            + Counted.word(futureFiles.count, "holds", "hold")
            + " facts of the future; "
            + "what lies after \(asOf) is left out. Check the machine's clock, "
            + "and the time zone of the files.",
          examples: futureFiles.prefix(3).map(\.file.name)))
    }
    let old = sources.filter {
      ($0.ageHours ?? 0) > PoolMarket.staleAfterHours
    }
    if !old.isEmpty {
      let days = NumberText.fixed(PoolMarket.staleAfterHours / 24, 0)
      warnings.append(
        SourceWarning(
          kind: .stale, count: old.count,
          message: "The newest fact is older than \(days) days in: "
            + old.map { source in
              let age = DurationText.short(hours: source.ageHours ?? 0)
              return "\(source.format) (\(age))"
            }.joined(separator: ", ") + ". Ingest newer files.",
          examples: []))
    }
    return warnings
  }

  /// Files by format, with the exposure of the lives that begin in them.
  private static func sources(
    _ files: [StoredFile], _ losses: [Spell], asOf: UTCInstant
  ) -> [StatusReport.Source] {
    let formats = Dictionary(
      files.map { ($0.file.digest, $0.file.format) },
      uniquingKeysWith: { first, _ in first })
    let lives = Dictionary(grouping: losses) {
      formats[$0.origin.fileDigest] ?? ""
    }
    return Dictionary(grouping: files, by: \.file.format)
      .sorted { $0.key < $1.key }.map { format, files in
        let last = files.compactMap(\.last).max()
        let mine = lives[format] ?? []
        return StatusReport.Source(
          format: format, files: files.count,
          facts: files.reduce(0) { $0 + $1.facts },
          setAside: files.reduce(0) { $0 + $1.setAside },
          first: files.compactMap(\.first).min(), last: last,
          ageHours: last.map { asOf.hours(since: $0) },
          hoursAtRisk: StatusRun.hoursAtRisk(mine),
          interruptions: mine.count { $0.exit == .interrupted })
      }
  }

  private mutating func add(
    _ pool: PoolID, _ change: (inout PoolCounts) -> Void
  ) {
    change(&counts[pool, default: PoolCounts(pool: pool)])
  }
}

extension StoredFile {
  /// Whether a fact of the file lies after an instant.
  fileprivate func isAfter(_ instant: UTCInstant) -> Bool {
    last.map { $0 > instant } ?? false
  }
}
