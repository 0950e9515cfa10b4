import Foundation
import RiskDomain
import RiskForecast

/// Figures of a job that are probably slips of the pen.
enum Plausibility {
  /// How near to a power of ten a ratio must come to be told: 1 %.
  static let tolerance = 0.01

  /// The power of ten, 10, 100, … or 0.1, 0.01, …, by which a figure differs
  /// from what it should be; nil when it is near none of them.
  ///
  /// 200 GPUs at $0.18 for 6 h are $216: a claim of $2,160 is off by 10.
  static func decimalSlip(claimedUSD: Double, expectedUSD: Double) -> Double? {
    guard claimedUSD > 0, expectedUSD > 0 else { return nil }
    let power = log10(claimedUSD / expectedUSD).rounded()
    guard power != 0, abs(power) <= 6 else { return nil }
    let factor = pow(10, power)
    return abs(claimedUSD / expectedUSD / factor - 1) <= tolerance
      ? factor : nil
  }

  /// Sentences on the figures of a job that do not fit its pools.
  static func sentences(_ context: PlanContext) -> [String] {
    [budget(context)].compactMap { $0 } + prices(context)
  }

  /// A budget that is the cheapest sticker price, on spot or on-demand, with a
  /// slipped decimal point.
  private static func budget(_ context: PlanContext) -> String? {
    guard let budget = context.job.money.budgetUSD else { return nil }
    for (market, price) in [
      ("spot", \Candidate.spotPerHour), ("on-demand", \.onDemandPerHour),
    ] {
      let stickers = context.candidates.compactMap { candidate in
        candidate[keyPath: price].map { usd in
          (
            usd * Double(candidate.shape.instances) * candidate.workHours,
            usd, candidate
          )
        }
      }
      guard
        let (sticker, usd, candidate) = stickers.min(by: {
          ($0.0, $0.2.pool) < ($1.0, $1.2.pool)
        }), let slip = decimalSlip(claimedUSD: budget, expectedUSD: sticker)
      else { continue }
      return "money.budgetUSD \(dollars(budget)) is implausible: "
        + "\(candidate.shape.instances) × \(candidate.pool.instanceType) for "
        + "\(plain(candidate.workHours, digits: 2)) h at "
        + "$\(plain(usd, digits: 4)) (\(market)) are \(dollars(sticker)), so "
        + "the budget is off by a factor of "
        + (slip > 1
          ? plain(slip, digits: 0) : "1/" + plain(1 / slip, digits: 0))
        + ". Check the decimal point."
    }
    return nil
  }

  /// Spot prices of the job file above on-demand, or a power of ten off.
  private static func prices(_ context: PlanContext) -> [String] {
    context.job.prices.compactMap { stated in
      guard let spot = stated.spotPerHour,
        let candidate = context.candidates.first(where: {
          $0.pool == stated.pool
        })
      else { return nil }
      if let seen = candidate.outlook.spotPrice?.expectedUSDPerHour,
        let slip = decimalSlip(claimedUSD: spot, expectedUSD: seen)
      {
        return "prices gives \(stated.pool) $\(plain(spot, digits: 4)) on "
          + "spot; the data show $\(plain(seen, digits: 4)), "
          + (slip > 1
            ? plain(slip, digits: 0) + " times less"
            : plain(1 / slip, digits: 0) + " times more")
          + ". Check the decimal point."
      }
      if let onDemand = candidate.onDemandPerHour, spot > onDemand {
        return "prices gives \(stated.pool) $\(plain(spot, digits: 4)) on "
          + "spot, above its on-demand price of "
          + "$\(plain(onDemand, digits: 4))."
      }
      return nil
    }
  }
}
