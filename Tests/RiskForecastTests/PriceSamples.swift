import RiskDomain
import RiskForecast
import RiskTestSupport

/// The pool of `history`.
let pricedPool = PoolID(
  provider: .aws, zone: "us-west-2a", instanceType: "p3.2xlarge")

/// Prices of one pool by hours after `hour(0)`.
func history(_ prices: [(hours: Double, usd: Double)]) -> PriceHistory {
  PriceHistory(
    pool: pricedPool,
    observations: prices.map {
      PriceObservation(
        pool: pricedPool, effectiveFrom: hour($0.hours),
        pricePerHour: MicroUSD(rawValue: Int64(($0.usd * 1e6).rounded())),
        origin: testOrigin)
    })
}
