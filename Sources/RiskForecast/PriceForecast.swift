public import RiskDomain

import Foundation

/// What a pool's price may be ahead: means over the time up to each horizon,
/// per instance-hour in USD.
///
/// The expectation is the current price. The band is that of what the price
/// did over stretches of the same length in the stored history, weighted by
/// time, the wider of the last 90 and the last 14 days (methods/price.md).
public struct PriceForecast: Hashable, Sendable, Codable {
  /// Time-weighted mean price from now to each horizon.
  public var expected: [Double]
  /// Band of that mean; nil for horizons beyond half of the history.
  public var low, high: [Double?]
  /// True when the stored history holds no change at all.
  public var isConstant: Bool
  /// Days from the first stored price to now.
  public var historyDays: Double
  /// Changes a day over that time.
  public var changesPerDay: Double
}

extension PriceHistory {
  private static let windowsDays = [90.0, 14]
  private static let samples = 400

  /// The forecast from a moment on; nil before the first price.
  ///
  /// Of a history of n stretches of the length of the horizon the quantile is
  /// that of level · (1 + 1/n), which is what a new stretch stays within with
  /// probability `level` when all are alike. A horizon longer than half of the
  /// history has no band.
  public func forecast(
    asOf instant: UTCInstant, aheadHours: [Double], level: Double = 0.9
  ) -> PriceForecast? {
    guard let last = lastIndex(at: instant) else { return nil }
    let current = usdPerHour[last]
    let hours = instant.hours(since: times[0])
    let changes = (0..<last).count { usdPerHour[$0] != usdPerHour[$0 + 1] }
    var forecast = PriceForecast(
      expected: aheadHours.map { _ in current }, low: [], high: [],
      isConstant: changes == 0, historyDays: hours / 24,
      changesPerDay: hours > 0 ? Double(changes) / (hours / 24) : 0)
    for ahead in aheadHours {
      var width: Double?
      if 2 * ahead <= hours {
        width =
          changes == 0
          ? 0
          : Self.windowsDays.compactMap {
            self.width(
              ahead, from: max(hours - 24 * $0, 0), until: hours, level)
          }.max()
      }
      forecast.low.append(width.map { current * exp(-$0) })
      forecast.high.append(width.map { current * exp($0) })
    }
    return forecast
  }

  /// Quantile of |log(mean price of a stretch / price at its start)| over
  /// stretches that begin evenly between two times of the history, hours since
  /// the first price.
  private func width(
    _ ahead: Double, from: Double, until: Double, _ level: Double
  ) -> Double? {
    let span = until - ahead - from
    guard span >= ahead else { return nil }
    let logs = (0..<Self.samples).map { i in
      let start = from + span * (Double(i) + 0.5) / Double(Self.samples)
      let mean =
        (usd(throughHour: start + ahead) - usd(throughHour: start))
        / ahead
      return abs(log(mean / usdPerHour[index(ofHour: start)]))
    }.filter(\.isFinite).sorted()
    guard !logs.isEmpty else { return nil }
    let p = min(level * (1 + ahead / span), 1)
    let rank = Int((p * Double(logs.count)).rounded(.up)) - 1
    return logs[min(max(rank, 0), logs.count - 1)]
  }

  /// ∫ price from the first change on.
  func usd(throughHour hour: Double) -> Double {
    let i = index(ofHour: hour)
    return usdUntil[i] + (hour - hours[i]) * usdPerHour[i]
  }

  private func index(ofHour hour: Double) -> Int {
    var (low, high) = (0, hours.count)
    while low < high {
      let middle = (low + high) / 2
      if hours[middle] <= hour { low = middle + 1 } else { high = middle }
    }
    return max(low - 1, 0)
  }
}
