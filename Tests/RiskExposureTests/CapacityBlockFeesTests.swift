import RiskDomain
import RiskExposure
import RiskTestSupport
import Testing

struct CapacityBlockFeesTests {
  private let delivery = BillingDelivery(
    provider: .aws, account: "0042", periodStart: hour(0), format: "aws-cur")

  private func blockHour(
    _ start: Double, used hours: Double = 1, reservation: String? = nil,
    market: Market = .capacityBlock
  ) -> BillingUsage {
    BillingUsage(
      delivery: delivery,
      machine: BilledMachine(
        zone: nil, region: "us-east-2", instanceType: "p5.48xlarge",
        market: market, reservationID: reservation),
      resourceID: "i-1", usageStart: hour(start), usageEnd: hour(start + 1),
      usedMilliseconds: milliseconds(hours: hours),
      amounts: BilledAmounts(billedMicro: 0), labels: .none,
      origin: testOrigin)
  }

  private func fee(_ micro: Int64, reservation: String? = nil) -> BillingCharge
  {
    BillingCharge(
      delivery: delivery, kind: .capacityBlockFee, region: "us-east-2",
      instanceType: "p5.48xlarge", reservationID: reservation,
      resourceID: nil, start: hour(-300), end: hour(-299), item: 0,
      quantityMicro: 1_000_000, unit: "Quantity",
      amounts: BilledAmounts(billedMicro: micro), labels: .none,
      origin: testOrigin)
  }

  // 100 micro-dollars on 1 h, 1 h and 0.5 h: 40, 40, 20.
  @Test func anHourCarriesItsShareByTime() {
    let shared = sharingBlockFees(
      [blockHour(0), blockHour(1), blockHour(2, used: 0.5)],
      charges: [fee(100)])
    #expect(shared.map(\.amounts.effectiveMicro) == [40, 40, 20])
    #expect(shared.map(\.amounts.billedMicro) == [0, 0, 0])
  }

  // A third of 100 is no whole number: 33, 33, 34.
  @Test func theSharesSumToTheFee() {
    let shared = sharingBlockFees(
      [blockHour(0), blockHour(1), blockHour(2)], charges: [fee(100)])
    #expect(shared.map(\.amounts.effectiveMicro) == [33, 33, 34])
  }

  @Test func aFeePaysTheReservationThatItNames() {
    let shared = sharingBlockFees(
      [
        blockHour(0, reservation: "cr-a"), blockHour(1, reservation: "cr-b"),
        blockHour(2, market: .onDemand),
      ], charges: [fee(100, reservation: "cr-a"), fee(7)])
    #expect(shared.map(\.amounts.effectiveMicro) == [100, 7, nil])
  }

  @Test func withoutAFeeTheCostIsUnknown() {
    let shared = sharingBlockFees([blockHour(0)], charges: [])
    #expect(shared.map(\.amounts.effectiveMicro) == [nil])
  }

  // Two block hours at 0.00 under a fee of 62.40, one hour on demand at 3.06
  // of which the amortised amount is not stated.
  @Test func totalsByMarketShowTheFeeAsAmortised() {
    var totals = BilledTotals()
    totals.add(blockHour(0))
    totals.add(blockHour(1))
    var onDemand = blockHour(2, market: .onDemand)
    onDemand.amounts = BilledAmounts(billedMicro: 3_060_000)
    totals.add(onDemand)
    onDemand.amounts.currency = "EUR"
    totals.add(onDemand)
    let found = totals.totals(charges: [fee(62_400_000)])
    #expect(found.map(\.currency) == ["EUR", "USD", "USD"])
    #expect(found.map(\.market) == [.onDemand, .capacityBlock, .onDemand])
    #expect(found.map(\.hours) == [1, 2, 1])
    #expect(found.map(\.billed) == [3.06, 0, 3.06])
    #expect(found.map(\.effective) == [nil, 62.4, nil])
  }
}
