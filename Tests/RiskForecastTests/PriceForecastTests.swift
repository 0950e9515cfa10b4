import Foundation
import RiskDomain
import RiskForecast
import RiskNumerics
import RiskTestSupport
import Testing

struct PriceForecastTests {
  @Test func aPriceThatNeverMovedStaysAndSaysSo() throws {
    let forecast = try #require(
      history([(0, 1.5), (24, 1.5), (480, 1.5)]).forecast(
        asOf: hour(720), aheadHours: [1, 24, 500]))
    #expect(forecast.isConstant)
    #expect(forecast.historyDays == 30)
    #expect(forecast.changesPerDay == 0)
    #expect(forecast.expected == [1.5, 1.5, 1.5])
    // 500 hours are more than half of the history.
    #expect(forecast.low == [1.5, 1.5, nil])
    #expect(forecast.high == [1.5, 1.5, nil])
  }

  // Doubles and halves every 12 hours: a mean over the next 24 h is 1.5 times
  // the low price or 0.75 times the high one at the most, whatever the start;
  // the band is symmetric in the logarithm.
  @Test func meansOfStretchesAreWeightedByTime() throws {
    let steps = (0..<120).map { (Double($0) * 12, $0 % 2 == 0 ? 1.0 : 2) }
    let forecast = try #require(
      history(steps).forecast(asOf: hour(1428), aheadHours: [24]))
    #expect(!forecast.isConstant)
    expectClose(forecast.changesPerDay, 119 / 59.5, relative: 1e-12)
    let high = try #require(forecast.high[0])
    let low = try #require(forecast.low[0])
    #expect(forecast.expected == [2])
    expectClose(high, 3, relative: 1e-9)
    expectClose(low, 2 / 1.5, relative: 1e-9)
  }

  @Test func laterPricesHaveNoInfluence() throws {
    var rng = SplitMix64(seed: 4)
    let steps = (0..<200).map { (Double($0) * 7, 1 + rng.uniform()) }
    let whole = history(steps)
    for cut in [30, 90, 170] {
      let at = hour(Double(cut) * 7 + 1)
      #expect(
        whole.forecast(asOf: at, aheadHours: [6, 24])
          == history(Array(steps.prefix(cut + 1))).forecast(
            asOf: at, aheadHours: [6, 24]))
    }
    #expect(whole.forecast(asOf: hour(-1), aheadHours: [1]) == nil)
  }

  // Sixty walks whose logarithm moves by 2 % every third hour or so: the mean
  // over the next day, from ten origins each, lies in the band nine times in
  // ten.
  @Test func bandsHoldWalks() throws {
    var inside = 0
    var total = 0
    for seed in 0..<60 {
      var rng = SplitMix64(seed: UInt64(seed))
      var at = 0.0
      var log = 0.0
      var steps = [(hours: 0.0, usd: 1.0)]
      while at < 1500 {
        at += exponentialSample(rate: 1 / 3.0, using: &rng)
        log += 0.02 * normalSample(using: &rng)
        steps.append((at, exp(log)))
      }
      let whole = history(steps)
      for origin in stride(from: 500.0, to: 1450, by: 95) {
        let forecast = try #require(
          whole.forecast(asOf: hour(origin), aheadHours: [24]))
        var paid = 0.0
        for (i, step) in steps.enumerated() {
          let from = max(step.hours, origin)
          let until = min(
            i + 1 < steps.count ? steps[i + 1].hours : .infinity, origin + 24)
          if until > from { paid += step.usd * (until - from) }
        }
        let low = try #require(forecast.low[0])
        let high = try #require(forecast.high[0])
        total += 1
        if (low...high).contains(paid / 24) { inside += 1 }
      }
    }
    let share = Double(inside) / Double(total)
    #expect((0.87...0.96).contains(share), "\(share)")
  }
}
