import RiskDomain
import RiskNumerics

/// Changes of one pool's price: three a day, at times of their own.
struct FleetPrices {
  /// Hours in which exactly one change falls.
  static let slotHours: Int64 = 8

  private(set) var at: [UTCInstant] = []
  /// In units of 10^-4 US dollars per hour, as the price list has them.
  private(set) var units: [Int64] = []

  init(
    _ pool: inout FleetPool, from start: UTCInstant, until end: UTCInstant
  ) {
    let floor = max(pool.floorMicroUSD / 100, 1)
    var price = floor + Int64(pool.rng.index(below: Int(floor / 2) + 1))
    let slot = Self.slotHours * 3_600_000
    var from = start
    while from < end {
      let seconds = Int64(
        pool.rng.index(below: Int(Self.slotHours) * 3600))
      // A step of one unit at least: what repeats the row before is no change.
      let step =
        1 + Int64(pool.rng.index(below: max(Int(floor / 50), 1)))
      let isUp = pool.rng.uniform() < 0.5
      price = isUp || price - step < floor ? price + step : price - step
      at.append(from.adding(milliseconds: seconds * 1000))
      units.append(price)
      from = from.adding(milliseconds: slot)
    }
  }

  /// The price in force, in units of 10^-4 US dollars; before the first change
  /// that one.
  func units(at instant: UTCInstant) -> Int64 {
    var (low, high) = (0, at.count)
    while low < high {
      let middle = (low + high) / 2
      if at[middle] <= instant { low = middle + 1 } else { high = middle }
    }
    return units.isEmpty ? 0 : units[max(low - 1, 0)]
  }
}
