import RiskDomain
import RiskExposure
import RiskModels
import RiskStore

/// Spells of all facts up to a moment, with what was found beside them.
///
/// Watching ends where the facts of a provider and clock end, not at the
/// moment asked for: an instance that still ran when the last file was written
/// was not watched any longer, and adding the silence since then to its hours
/// at risk would make every pool look safe.
struct WatchedLives: Hashable, Sendable {
  /// In the order of listings.
  var spells: [Spell]
  /// By pool.
  var attempts: [AttemptCounts]
  /// Where losses were written down, and which lives nobody watched.
  var records: LossRecords
  /// What the facts could not say, as sentences.
  var notes: [String]
  /// Exposure that another engine summed up to the moment.
  var cells: [ExposureCell]
  /// What the bills say of on-demand capacity.
  var billed: BilledRates

  /// The lives that stand in their tables, where those are what the facts up
  /// to `until` give; else made of the facts, with the same result.
  ///
  /// - Parameter gangSize: a probed pool is up where so many are available.
  init(
    _ store: StoreAccess, until: UTCInstant?, gangSize: Int = 1,
    context: RunContext
  ) throws(UseCaseFailure) {
    if gangSize == 1,
      let stored = try KeptLives.read(store, until: until, context)
    {
      self = stored
    } else {
      self = try WatchedFacts(
        store, catalog: context.catalog, until: until, gangSize: gangSize,
        joinsUsage: true
      ).lives
    }
  }

  init(
    spells: [Spell], attempts: [AttemptCounts], records: LossRecords,
    notes: [String], cells: [ExposureCell], billed: BilledRates
  ) {
    self.spells = spells
    self.attempts = attempts
    self.records = records
    self.notes = notes
    self.cells = cells
    self.billed = billed
  }

  /// The exposures of every pool, summed as a fit wants them.
  ///
  /// - Throws: `invalidSpec`.
  func exposureTables(_ spec: ModelSpec) throws(FitError) -> ExposureTables {
    var tables = try ExposureTables(spec)
    let cells = Dictionary(grouping: cells, by: \.pool)
    let spells = Dictionary(grouping: spells, by: \.pool)
    for pool in Set(cells.keys).union(spells.keys).sorted() {
      tables.add(
        DerivedLives.exposures(
          spells[pool] ?? [], cells[pool] ?? [], spec, byHourOfWeek: true))
    }
    return tables
  }
}
