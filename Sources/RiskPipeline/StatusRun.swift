import Foundation
public import RiskDomain
import RiskExposure
import RiskModels
import RiskReport
import RiskStore

/// What the database holds.
public struct StatusReport: Hashable, Sendable, Codable {
  /// All files of one format.
  public struct Source: Hashable, Sendable, Codable {
    public var format: String
    public var files, facts, setAside: Int
    public var first, last: UTCInstant?
    /// Hours from the last fact to `asOf`.
    public var ageHours: Double?
  }

  /// One pool.
  public struct Pool: Hashable, Sendable, Codable {
    public var pool: PoolID
    public var prices, ticks, launches: Int
    /// Spells at risk of a loss, the losses, and those at the lifetime cap.
    public var spells, interruptions, lifetimeCaps: Int
    public var hoursAtRisk: Double
    /// Kaplan-Meier survival through 1 h and 6 h of age; nil without spells of
    /// known age.
    public var survival1h, survival6h: Double?
  }

  /// A row that could not be read.
  public struct Rejected: Hashable, Sendable, Codable {
    public var file: String
    public var line: Int
    public var column, value: String?
    public var reason: String
  }

  /// The newest fitted model.
  public struct Model: Hashable, Sendable, Codable {
    public var digest, family: String
    public var fitAsOf: UTCInstant
    public var interruptions: Int
    public var hoursAtRisk: Double
  }

  public var schemaVersion = 1
  public var generatedAt, asOf: UTCInstant
  public var dataThrough: UTCInstant?
  /// Of the newest fitted model, described in `model`; "none" without one.
  public var modelDigest: String
  public var seed: UInt64
  public var database: String
  public var sources: [Source]
  public var pools: [Pool]
  public var billingRows, events, instances, offerings: Int
  /// Rows of price lists and advisories.
  public var markets: Markets
  public var setAside: Int
  public var model: Model?
  public var notes: [String]
  /// With `--rejected` only.
  public var rejected: [Rejected]?
}

/// Reads what the database holds.
public enum StatusRun {
  /// Counts, spans, survival and the newest model.
  ///
  /// - Parameters:
  ///   - withRejected: lists the rows that were set aside.
  ///   - redacted: leaves out file names and the values of rows.
  public static func run(
    databasePath: String, withRejected: Bool, redacted: Bool,
    context: RunContext
  ) throws(UseCaseFailure) -> StatusReport {
    let store = try StoreAccess(databasePath, for: .read)
    let lives = try WatchedLives(
      store, catalog: context.catalog, until: context.asOf)
    let holdings = try StatusHoldings(store, lives.facts, asOf: context.asOf)
    let spells = lives.report.spells.filter { $0.process == .loss }
    let byPool = Dictionary(grouping: spells, by: \.pool)
    let rows: [SetAsideRow] =
      withRejected
      ? try store { (db) throws(StoreError) in try db.setAsideRows() } : []
    let model = try model(store, asOf: context.asOf, home: context.home)
    return StatusReport(
      generatedAt: context.generatedAt, asOf: context.asOf,
      dataThrough: holdings.dataThrough, modelDigest: model?.digest ?? "none",
      seed: context.seed,
      database: redacted ? "(file)" : databasePath,
      sources: holdings.sources,
      pools: holdings.pools(with: Set(byPool.keys)).map { counts in
        pool(counts, byPool[counts.pool] ?? [])
      },
      billingRows: lives.facts.usage.count, events: lives.facts.events.count,
      instances: lives.facts.instances.count, offerings: holdings.offerings,
      markets: StatusReport.Markets(
        try store { (db) throws(StoreError) in
          try db.marketCounts(until: context.asOf)
        }),
      setAside: holdings.setAside, model: model,
      notes: holdings.notes + lives.report.notes.map(\.message),
      rejected: withRejected ? rows.map { rejected($0, redacted) } : nil)
  }

  private static func pool(
    _ counts: StatusHoldings.PoolCounts, _ spells: [Spell]
  ) -> StatusReport.Pool {
    let known = spells.filter { $0.watched != nil }
    let curve = known.isEmpty ? nil : KaplanMeier(spells: known)
    let milliseconds = spells.reduce(0) {
      $0 + $1.watchedUntil.milliseconds(since: $1.watchedFrom)
    }
    return StatusReport.Pool(
      pool: counts.pool, prices: counts.prices, ticks: counts.ticks,
      launches: counts.launches, spells: spells.count,
      interruptions: spells.count { $0.exit == .interrupted },
      lifetimeCaps: spells.count { $0.exit == .lifetimeCap },
      hoursAtRisk: hours(milliseconds: milliseconds),
      survival1h: curve?.survival(throughHours: 1),
      survival6h: curve?.survival(throughHours: 6))
  }

  private static func model(
    _ store: StoreAccess, asOf: UTCInstant, home: DataHome
  ) throws(UseCaseFailure) -> StatusReport.Model? {
    let spec = try ModelSpecFile.load(path: home.defaultSpec)
    let model = try FittedModel.stored(
      store, spec: spec, gangSize: 1, asOf: asOf)
    return model.map {
      StatusReport.Model(
        digest: $0.digest, family: $0.artifact.family, fitAsOf: $0.fitAsOf,
        interruptions: $0.artifact.interruptions,
        hoursAtRisk: $0.artifact.hoursAtRisk)
    }
  }

  private static func rejected(
    _ row: SetAsideRow, _ redacted: Bool
  ) -> StatusReport.Rejected {
    StatusReport.Rejected(
      file: redacted ? "(file)" : row.origin.source, line: row.origin.line,
      column: row.column, value: redacted ? nil : row.value,
      reason: redacted ? "not readable" : row.reason)
  }
}

extension StatusReport {
  /// The tables that a person reads.
  ///
  /// - Parameter allPools: otherwise the 20 pools with most hours at risk.
  public func text(allPools: Bool) -> String {
    var text =
      "Database \(database), data through "
      + "\(dataThrough?.rfc3339 ?? "(no facts)")\n\n"
    if !sources.isEmpty { text += sourcesTable + "\n" }
    text +=
      "\(NumberText.count(pools.count)) pools, "
      + "\(NumberText.count(billingRows)) billing rows, "
      + "\(NumberText.count(events)) events, "
      + "\(NumberText.count(instances)) described instances, "
      + "\(NumberText.count(offerings)) offerings\n\(marketsLine)\n"
    text += poolsTable(all: allPools)
    if let model {
      text += Paragraph.wrapped(
        "Model \(model.family) \(model.digest.prefix(12)), fitted on data "
          + "through \(model.fitAsOf): \(NumberText.count(model.interruptions)) "
          + "interruptions in \(NumberText.fixed(model.hoursAtRisk, 0)) "
          + "instance-hours.")
    } else {
      text += "No model is fitted. Fit one with `riskctl fit`.\n"
    }
    for note in notes { text += Paragraph.wrapped("Note: " + note) }
    if setAside > 0 {
      text += "\(NumberText.count(setAside)) rows are set aside"
      text += rejected == nil ? "; list them with --rejected.\n" : ":\n"
    }
    if let rejected { text += Self.rejectedTable(rejected) }
    return text
  }

  private var sourcesTable: String {
    var table = TextTable([
      ("format", .left), ("files", .right), ("facts", .right),
      ("aside", .right), ("last fact (UTC)", .left), ("age", .right),
    ])
    for source in sources {
      table.add([
        source.format, NumberText.count(source.files),
        NumberText.count(source.facts), NumberText.count(source.setAside),
        source.last.map { String($0.rfc3339.prefix(16)) } ?? "-",
        source.ageHours.map { DurationText.short(hours: max($0, 0)) } ?? "-",
      ])
    }
    return table.text
  }

  private func poolsTable(all: Bool) -> String {
    var table = TextTable([
      ("pool", .left), ("prices", .right), ("spells", .right),
      ("lost", .right), ("cap", .right), ("hours", .right),
      ("S(1h)", .right), ("S(6h)", .right),
    ])
    let sorted = pools.sorted {
      ($0.hoursAtRisk, $1.pool) > ($1.hoursAtRisk, $0.pool)
    }
    let shown = (all ? sorted : Array(sorted.prefix(20)))
      .sorted { $0.pool < $1.pool }
    var zone: String?
    for pool in shown {
      let here = pool.pool.provider.rawValue + "/" + pool.pool.zone
      if here != zone {
        table.add([here, "", "", "", "", "", "", ""])
        zone = here
      }
      let type = pool.pool.instanceType
      table.add([
        "  " + (pool.pool.os == "linux" ? type : type + "/" + pool.pool.os),
        NumberText.count(pool.prices), NumberText.count(pool.spells),
        NumberText.count(pool.interruptions),
        NumberText.count(pool.lifetimeCaps),
        NumberText.fixed(pool.hoursAtRisk, 0),
        NumberText.fixed(pool.survival1h, 3),
        NumberText.fixed(pool.survival6h, 3),
      ])
    }
    let more = pools.count - shown.count
    return table.text
      + (more > 0 ? "and \(more) pools more: see --verbose\n\n" : "\n")
  }

  private static func rejectedTable(_ rows: [Rejected]) -> String {
    rows.map { row in
      let column = row.column.map { ", column \($0)" } ?? ""
      let value = row.value.map { " '\($0)'" } ?? ""
      return Paragraph.wrapped(
        "\(row.file):\(row.line)\(column)\(value): \(row.reason)", width: 78,
        indent: 2)
    }.joined()
  }
}
