public import RiskDomain
public import RiskStore

/// Removes facts that are too old to keep.
public enum PurgeRun {
  /// What may go.
  public struct Request: Sendable {
    /// Facts before this instant go, but for prices.
    public var before: UTCInstant
    /// Prices that were replaced before this instant go.
    public var pricesBefore: UTCInstant
    /// Counts and leaves everything.
    public var isDryRun: Bool
    /// Gives the room back to the file system.
    public var compacts: Bool

    public init(
      before: UTCInstant, pricesBefore: UTCInstant? = nil,
      isDryRun: Bool = false, compacts: Bool = false
    ) {
      self.before = before
      self.pricesBefore = pricesBefore ?? before
      self.isDryRun = isDryRun
      self.compacts = compacts
    }
  }

  /// Removes and counts; one transaction, journaled.
  ///
  /// - Throws: `UseCaseFailure`, also for an instant after `context.asOf`.
  public static func run(
    databasePath: String, request: Request, context: RunContext
  ) throws(UseCaseFailure) -> PurgeReport {
    let latest = max(request.before, request.pricesBefore)
    guard latest <= context.asOf else {
      throw UseCaseFailure(
        .configuration,
        "\(latest) lies after \(context.asOf): that would remove every fact. "
          + "Name an earlier time.")
    }
    let store = try StoreAccess(databasePath, for: .derive)
    let removed = try store { (db) throws(StoreError) in
      try db.purge(
        pricesBefore: request.pricesBefore, eventsBefore: request.before,
        isDryRun: request.isDryRun)
    }
    if !request.isDryRun {
      let stage = RunStage(
        runID: "purge \(context.generatedAt.rfc3339)", ordinal: 0,
        stage: "purge", state: .done, startedAt: context.generatedAt,
        detail: "\(removed.total) rows before \(request.before)")
      try store { (db) throws(StoreError) in
        try db.journal(stage)
        if request.compacts { try db.compact() }
      }
    }
    let dataThrough = try store { (db) throws(StoreError) in
      try db.dataThrough(until: context.asOf)
    }
    let model = try store { (db) throws(StoreError) in
      try db.latestArtifact(until: context.asOf)
    }
    return PurgeReport(
      generatedAt: context.generatedAt, asOf: context.asOf,
      dataThrough: dataThrough, modelDigest: model?.digest ?? "none",
      seed: context.seed, before: request.before,
      pricesBefore: request.pricesBefore, isDryRun: request.isDryRun,
      removed: removed)
  }
}

/// What a purge removed, or would remove.
public struct PurgeReport: Hashable, Sendable, Codable {
  public var schemaVersion = 1
  public var generatedAt, asOf: UTCInstant
  public var dataThrough: UTCInstant?
  public var modelDigest: String
  public var seed: UInt64
  public var before, pricesBefore: UTCInstant
  public var isDryRun: Bool
  public var removed: PurgeSummary

  /// Counts by kind, without those that are 0.
  public var text: String {
    let verb = isDryRun ? "Would remove" : "Removed"
    let parts = removed.parts.filter { $0.rows > 0 }
      .map { "\($0.rows) \($0.name)" }
    return verb + " "
      + (parts.isEmpty ? "nothing" : parts.joined(separator: ", "))
      + " from before \(before).\n"
      + (isDryRun || parts.isEmpty
        ? ""
        : "Models stay in force until the next `riskctl fit`, which sees what "
          + "is left.\n")
  }
}
