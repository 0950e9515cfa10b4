import Foundation
import RiskDomain
import RiskForecast
import RiskReport
import RiskSimulation
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// With `--as-of T` nothing after T has any influence.
struct NoLookAheadTests {
  private struct Answers: Equatable {
    var model: String
    var forecast, advice, alerts: Data
  }

  private func answers(
    _ pipeline: MonthPipeline, asOf: UTCInstant
  ) throws -> Answers {
    Answers(
      model: try pipeline.fit(asOf: asOf),
      forecast: try CanonicalJSON.pretty(pipeline.forecast(asOf: asOf)),
      advice: try CanonicalJSON.pretty(
        pipeline.recommend(MonthJobs.gang(earliest: asOf), asOf: asOf)),
      alerts: try CanonicalJSON.pretty(
        AlertsRun.run(
          databasePath: pipeline.database, rulesPath: nil,
          context: MonthPipeline.context(asOf: asOf))))
  }

  /// Inside an hour that is billed later, and at a round one.
  @Test(arguments: [150.4, 96])
  func aCutDatabaseAndTheWholeOneAgree(hours: Double) throws {
    try withTemporaryFolder { folder in
      let month = try GPUMonth(days: 8, seed: 13, scale: 0.4)
      let whole = try MonthPipeline(month, in: folder)
      try whole.ingest()
      let instant = month.start.adding(hours: hours)
      let facts = try CutFacts(whole.database)
      let known = facts.known(by: instant)
      #expect(known.count < facts.all.count)

      let cut = whole.named("cut.sqlite")
      try CutFacts.load(
        known, covering: facts.coverage(knownBy: instant), into: cut.database)
      // The cut one reads its lives from their tables, the whole one makes
      // those of the moment anew.
      let context = try MonthPipeline.context(asOf: instant)
      let store = try StoreAccess(cut.database, for: .load)
      _ = try DerivedTables.refresh(store, context: context)
      #expect(try KeptLives.read(store, until: instant, context) != nil)
      #expect(
        try KeptLives.read(
          StoreAccess(whole.database, for: .read), until: instant, context)
          == nil)
      let expected = try answers(cut, asOf: instant)
      #expect(try answers(whole, asOf: instant) == expected)
      // The later model is stored now; it must not be taken for the earlier.
      #expect(try whole.fit(asOf: month.end) != expected.model)
      #expect(
        try CanonicalJSON.pretty(whole.forecast(asOf: instant))
          == expected.forecast)
    }
  }

  /// A month of another seed after T: the worlds differ in every later fact.
  @Test func anotherFutureChangesNothing() throws {
    try withTemporaryFolder { folder in
      let month = try GPUMonth(days: 8, seed: 14, scale: 0.4)
      let other = try GPUMonth(days: 8, seed: 15, scale: 0.4)
      let one = try MonthPipeline(month, in: folder + "/one")
      let two = try MonthPipeline(other, in: folder + "/two")
      try one.ingest()
      try two.ingest()
      let instant = month.start.adding(hours: 130.7)
      let known = try CutFacts(one.database).known(by: instant)
      let future = try CutFacts(two.database).all.filter { fact in
        switch fact {
        case .price(let price): price.effectiveFrom > instant
        case .usage(let usage): usage.usageEnd > instant
        case .charge(let charge): charge.end > instant
        case .event(let event): event.at > instant
        case .offering(let offering): offering.capturedAt > instant
        // Keys of launches are the same in both worlds.
        case .launch, .instance, .probe, .market, .log: false
        }
      }
      #expect(future.count > 500)
      let cut = one.named("cut.sqlite")
      try CutFacts.load(known, into: cut.database)
      let mixed = one.named("mixed.sqlite")
      try CutFacts.load(known, into: mixed.database)
      try CutFacts.load(future, into: mixed.database)
      #expect(
        try answers(mixed, asOf: instant) == answers(cut, asOf: instant))
    }
  }

  /// One row of a series is what was said at its moment.
  @Test func seriesSeeOnlyTheirMoment() throws {
    try withTemporaryFolder { folder in
      let month = try GPUMonth(days: 8, seed: 16, scale: 0.4)
      let pipeline = try MonthPipeline(month, in: folder)
      try pipeline.ingest()
      let fitAsOf = month.start.adding(hours: 100)
      let from = month.start.adding(hours: 120)
      let until = month.start.adding(hours: 168)
      let series = try pipeline.forecast(
        asOf: month.end,
        span: .init(from: from, until: until, everyMilliseconds: 43_200_000),
        fitAsOf: fitAsOf)
      // Every twelve hours, both ends included.
      let moments = (0...4).map { from.adding(hours: 12 * Double($0)) }
      var rows = series.forecasts[...]
      for moment in moments {
        let single = try pipeline.forecast(asOf: moment, fitAsOf: fitAsOf)
        for row in single.forecasts {
          // Pools of which nothing was known by then come with a reason.
          while let first = rows.first, first.pool != row.pool {
            rows = rows.dropFirst()
          }
          #expect(rows.popFirst() == row)
        }
      }
    }
  }
}
