import Foundation
import RiskDomain
import RiskExposure
import RiskModels
import RiskStore

/// The filter of a distributed engine: lines of whole instances and whole
/// pools in, cells of exposure out.
///
/// Cells of all parts, added up, are those of the whole, however it was cut,
/// as long as every part is told the survey of the whole.
public enum ExposeRun {
  /// What is printed.
  public enum Answer: String, Sendable, CaseIterable {
    /// Lives that are alike, counted: all that a fit reads.
    case lives
    /// Time at risk and losses by age and hour of the week.
    case summed
    /// What the part tells of the whole.
    case survey
  }

  /// What the lines came to.
  public struct Outcome: Sendable {
    public var rows: Int
    public var rejected: Int
    /// Sentences for people, the first rejected lines among them.
    public var notes: [String]
  }

  /// - Parameters:
  ///   - source: name of whoever sums, in every cell.
  ///   - chunk: the next bytes of the input; nil or none at its end.
  ///   - write: takes whole lines, sorted byte by byte.
  /// - Throws: `UseCaseFailure` when no cell can be told, and what `chunk` and
  ///   `write` throw.
  public static func run(
    answer: Answer, source: String, context: RunContext,
    chunk: @escaping () throws -> [UInt8]?,
    write: ([UInt8]) throws -> Void
  ) throws -> Outcome {
    let part = try PartFacts()
    do {
      try part.take(LineReader(chunk))
    } catch let error as StoreError {
      throw UseCaseFailure(error)
    }
    var outcome = Outcome(
      rows: part.rowCount, rejected: part.rejectedCount,
      notes: part.rejected.map {
        "line \($0.line): \($0.problem.column): \($0.problem.reason)"
      })
    let instances = try part.ofInstances()
    let pools = try part.ofPools()
    guard answer != .survey else {
      var survey = part.survey ?? WatchSurvey()
      survey.merge(Self.survey(instances, pools))
      var text = RowText()
      text.add(survey)
      try write(text.take())
      return outcome
    }
    let survey = part.survey ?? Self.survey(instances, pools)
    let prices = try part.priceChanges()
    guard
      let until = survey.lastSeen.values.max()
        ?? prices.map(\.effectiveFrom).max()
    else { return outcome }
    var text = RowText()
    let report = lives(
      instances, pools, survey, isPart: part.survey != nil, context.catalog,
      &text)
    outcome.notes += report.notes.map(\.message)
    try write(text.take())
    var cells = CellLines(source: source, until: until)
    if answer == .lives {
      cells.add(lives: report.spells)
    } else {
      let spec = try ModelSpecFile.load(path: context.home.defaultSpec).spec
      cells.add(
        exposures: spec.exposures(from: report.spells),
        from: survey.earliest ?? until)
    }
    cells.add(attempts: report.attempts)
    cells.add(prices: prices)
    try cells.write(write)
    return outcome
  }

  private static func survey(
    _ instances: InstanceFacts, _ pools: InstanceFacts
  ) -> WatchSurvey {
    var facts = instances
    facts.launches += pools.launches
    facts.requests = pools.requests
    return WatchSurvey(facts, until: UTCInstant.writable.upperBound)
  }

  /// Lives, waits and attempts.
  ///
  /// - Parameter text: takes the launches that belong to pools of other parts.
  private static func lives(
    _ instances: InstanceFacts, _ pools: InstanceFacts, _ survey: WatchSurvey,
    isPart: Bool, _ catalog: Catalog, _ text: inout RowText
  ) -> SpellReport {
    var whole = SpellReport(spells: [], attempts: [], notes: [])
    for provider in PoolID.Provider.allCases {
      guard let end = survey.lastSeen[provider] else { continue }
      var parts = SpellParts(catalog: catalog, until: end, survey: survey)
      let lived = parts.lives(
        of: WatchedFacts.instanceFacts(of: provider, in: instances))
      whole.spells += lived.spells
      var tried = WatchedFacts.instanceFacts(of: provider, in: pools)
      tried.granted = pools.granted.filter { $0.pool.provider == provider }
      if isPart {
        for launch in lived.granted.sorted() { text.add(launch) }
      } else {
        tried.granted += lived.granted
      }
      let waits = parts.tries(of: tried)
      whole.spells += waits.spells
      whole.attempts += waits.attempts
      whole.notes += parts.notes
    }
    return whole
  }
}

extension WatchSurvey {
  /// The first instant that it speaks of.
  fileprivate var earliest: UTCInstant? {
    (stretches.values.joined().map(\.from) + accounts.values.map(\.from))
      .min()
  }
}
