import Foundation
import RiskDecision
import RiskForecast
import RiskSimulation
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// Money adds up and probabilities are probabilities, in every plan and row.
struct AdviceFiguresTests {
  @Test(arguments: [21, 22] as [UInt64])
  func wholeAnswers(seed: UInt64) throws {
    try withTemporaryFolder { folder in
      let month = try GPUMonth(days: 8, seed: seed, scale: 0.4)
      let pipeline = try MonthPipeline(month, in: folder)
      try pipeline.ingest()
      try pipeline.fit(asOf: month.end)
      let rows = try pipeline.forecast(asOf: month.end).forecasts
      #expect(rows.count > 30)
      for row in rows { check(row) }
      for job in [MonthJobs.small, MonthJobs.gang] {
        let advice = try pipeline.recommend(job(month.end), asOf: month.end)
        let chosen = try #require(advice.chosen)
        for plan in [chosen] + advice.alternatives { check(plan) }
        #expect(
          advice.alternatives.contains { $0.vehicle == .onDemand }
            || chosen.vehicle == .onDemand)
        for plan in advice.alternatives {
          #expect(!(plan.rejectedBecause ?? "").isEmpty)
        }
        for start in advice.startCurve {
          check(probability: start.meetDeadline)
          #expect(start.meanUSD > 0 && start.meanUSD.isFinite)
          #expect(start.start >= month.end)
        }
        #expect(!advice.sensitivity.isEmpty)
      }
    }
  }

  private func check(_ plan: Plan) {
    guard let cost = plan.cost else { return }
    let cents = cost.lines.map { ($0.usd * 100).rounded() }
    #expect(cents.reduce(0, +) == (cost.meanUSD * 100).rounded())
    for (line, cents) in zip(cost.lines, cents) {
      #expect(line.usd >= 0, "\(line.term)")
      // Whole cents: what is shown is what is summed.
      #expect(abs(line.usd * 100 - cents) < 1e-6, "\(line.term) \(line.usd)")
    }
    #expect(cost.meanUSD > 0)
    #expect(cost.p50USD <= cost.p90USD)
    #expect(cost.p90USD <= cost.cvar95USD)
    if let meet = plan.meetDeadline { check(probability: meet) }
    if let over = plan.overBudget { check(probability: over) }
    if let hours = plan.makespanHours {
      #expect(hours.p50 <= hours.p90)
      #expect(hours.mean > 0 && hours.mean.isFinite)
    }
    if let losses = plan.expectedInterruptions {
      #expect(losses.low <= losses.mean && losses.mean <= losses.high)
      #expect(losses.low >= 0)
    }
  }

  private func check(_ row: ForecastRow) {
    var last = 1.0
    for index in row.aheadHours.indices {
      guard let mean = row.survival[index], let low = row.survivalLow[index],
        let high = row.survivalHigh[index]
      else {
        #expect(row.evidence == .none && row.reason != nil)
        continue
      }
      for value in [mean, low, high] { check(probability: value) }
      #expect(low <= mean && mean <= high, "\(row.pool)")
      #expect(mean <= last, "\(row.pool): survival must not rise")
      last = mean
      if let obtain = row.obtain[index] { check(probability: obtain) }
    }
    let obtains = row.obtain.compactMap { $0 }
    #expect(obtains == obtains.sorted())
    #expect(row.hoursAtRisk >= 0 && row.hoursAtRisk.isFinite)
    for price in [row.pricePerHour, row.effectivePerHour, row.onDemandPerHour] {
      if let price { #expect(price > 0 && price.isFinite) }
    }
  }

  private func check(
    probability: Double, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    // Not a number lies in no range.
    #expect((0...1).contains(probability), sourceLocation: sourceLocation)
  }
}
