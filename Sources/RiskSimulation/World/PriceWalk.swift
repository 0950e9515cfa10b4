import RiskDomain
import RiskNumerics

/// Spot prices of one pool: a floor, republished about daily, seldom changed.
struct PriceWalk: Sendable {
  /// One row of a price history.
  struct Step: Hashable, Sendable {
    var from: UTCInstant
    var pricePerHour: MicroUSD
  }

  /// Ascending; the first lies before the span, as the price in force then.
  let steps: [Step]

  /// Share of days on which a pool that moves at all changes its price.
  ///
  /// With a quarter of the pools at the floor all month, 83 % of all rows
  /// repeat the row before, as in 90 days of real us-east-1 output.
  private static let changeShare = 0.22
  private static let restingShare = 0.25
  /// Floor as a share of on-demand.
  private static let floorShare = 0.30

  init(
    onDemandPerHour: Double, from start: UTCInstant, until end: UTCInstant,
    rng: inout SplitMix64
  ) {
    let isResting = rng.uniform() < Self.restingShare
    var share =
      isResting ? Self.floorShare : rng.uniform(Self.floorShare, 0.48)
    var steps: [Step] = []
    var day = start.adding(hours: -24)
    while day < end {
      let seconds = Int64(rng.index(below: 86_400))
      let at = day.adding(milliseconds: seconds * 1000)
      if !steps.isEmpty, !isResting, rng.uniform() < Self.changeShare {
        share = min(1, max(Self.floorShare, share * rng.uniform(0.93, 1.075)))
      }
      // Four decimals, as the price list has them.
      let units = Int64((share * onDemandPerHour * 10_000).rounded())
      if at < end {
        steps.append(
          Step(from: at, pricePerHour: MicroUSD(rawValue: units * 100)))
      }
      day = day.adding(hours: 24)
    }
    self.steps = steps
  }

  /// Prices in force over a stretch, each with the part it covers.
  func pieces(
    from start: UTCInstant, until end: UTCInstant
  ) -> [(from: UTCInstant, until: UTCInstant, pricePerHour: MicroUSD)] {
    var pieces:
      [(from: UTCInstant, until: UTCInstant, pricePerHour: MicroUSD)] = []
    for (index, step) in steps.enumerated() {
      let isFirst = index == 0
      let from = isFirst ? start : max(start, step.from)
      let next = index + 1 < steps.count ? steps[index + 1].from : end
      let until = min(end, next)
      guard from < until else { continue }
      if let last = pieces.last, last.pricePerHour == step.pricePerHour {
        pieces[pieces.count - 1].until = until
      } else {
        pieces.append((from, until, step.pricePerHour))
      }
    }
    return pieces
  }
}
