import RiskDomain
import RiskForecast
import RiskReport
import RiskStore

/// What only some rules look at, read when one of them is there.
struct AlertFacts {
  let asOf: UTCInstant
  /// Billed in US dollars; nil where no rule asks.
  private var spend: SpendTrack?
  /// Currencies of what is not counted.
  private var otherCurrencies: Set<String> = []
  private(set) var offerings: [CapacityBlockOffering] = []
  private(set) var forecasters: [PoolForecaster] = []
  private(set) var noOffers: String?
  private var forecast: NightlyReport.InForce?

  init(
    _ store: StoreAccess, _ known: MarketAtHand, rules: [AlertRule],
    context: RunContext
  ) throws(UseCaseFailure) {
    asOf = context.asOf
    let kinds = Set(rules.map(\.kind))
    if kinds.contains(.budgetBurn) { try readSpend(store) }
    if kinds.contains(.offeringBeatsSpot) {
      try readOffers(store, known, context)
    }
    if kinds.contains(.staleForecast) {
      forecast = try NightlyRun.inForce(
        store, asOf: asOf, config: nil, tonight: nil, files: nil,
        seesWaiting: known.isOfNight)
    }
  }

  private mutating func readSpend(
    _ store: StoreAccess
  ) throws(UseCaseFailure) {
    var lines: [(end: UTCInstant, cost: MicroUSD)] = []
    var others: Set<String> = []
    func add(_ end: UTCInstant, _ amounts: BilledAmounts) {
      if let usd = amounts.billedUSD {
        lines.append((end, usd))
      } else {
        others.insert(amounts.currency)
      }
    }
    let asOf = asOf
    try store { (db) throws(StoreError) in
      try db.forEachBillingUsage(until: asOf) {
        add($0.usageEnd, $0.amounts)
      }
      for charge in try db.billingCharges(until: asOf) {
        add(charge.end, charge.amounts)
      }
    }
    spend = SpendTrack(lines)
    otherCurrencies = others
  }

  private mutating func readOffers(
    _ store: StoreAccess, _ known: MarketAtHand, _ context: RunContext
  ) throws(UseCaseFailure) {
    let asOf = asOf
    offerings = try store { (db) throws(StoreError) in
      try db.offerings(until: asOf)
    }
    guard !offerings.isEmpty else {
      noOffers = "no offering is loaded"
      return
    }
    do {
      let types = Set(offerings.map(\.instanceType)).sorted()
      var market = try known.market(
        matching: types.map { "aws/*/\($0)" }.joined(separator: ","), store,
        context: context)
      if market.losses.unrecorded(.aws) != nil {
        noOffers = "nothing records losses for aws"
      }
      // Old losses do for a price; what is said of their age is another rule's.
      if noOffers == nil { try market.silence(allowsStale: true) }
      forecasters = market.forecasters
    } catch {
      guard error.kind == .configuration else { throw error }
      noOffers = "no model is fitted: run `riskctl fit`"
    }
  }
}

extension AlertFacts {
  /// Billed money against a budget, up to the last hour that was billed: what
  /// is not billed yet is no sign of thrift.
  func spending(
    _ rule: AlertRule
  ) -> (AlertsReport.Check, [AlertsReport.Alert]) {
    guard let spend, let last = spend.last, let budget = rule.budgetUSD else {
      return (
        AlertsReport.Check(
          rule, places: 0, note: "no bill in US dollars is loaded"), []
      )
    }
    let others = otherCurrencies.sorted().joined(separator: ", ")
    let note =
      others.isEmpty
      ? nil : "amounts in \(others): they are not converted to dollars"
    let check = AlertsReport.Check(rule, places: 1, note: note)
    let moments = AlertScene.moments(until: last)
    guard
      let state = AlertState(
        moments.map {
          ($0, spend.usd(until: $0, hours: rule.windowHours) / budget)
        }, rule: rule)
    else { return (check, []) }
    let spent = spend.usd(until: last, hours: rule.windowHours)
    let alert = AlertsReport.Alert(
      rule, place: "bills", pools: [], state,
      (others.isEmpty ? "" : "At least ")
        + "\(NumberText.usd(spent)) were billed in the "
        + "\(NumberText.fixed(rule.windowHours, 0)) h to \(last), of a budget "
        + "of \(NumberText.usd(budget))"
        + (others.isEmpty ? "" : ", and more in \(others)")
        + ": stop what is not needed, or raise the budget.")
    return (check, [alert])
  }

  /// How old the last nightly forecast is.
  func forecastAge(
    _ rule: AlertRule
  ) -> (AlertsReport.Check, [AlertsReport.Alert]) {
    // Who runs no nights misses none.
    guard let forecast else {
      return (AlertsReport.Check(rule, places: 0, note: nil), [])
    }
    let check = AlertsReport.Check(rule, places: 1, note: nil)
    let hours = asOf.hours(since: forecast.asOf)
    guard hours > rule.fireAbove else { return (check, []) }
    let alert = AlertsReport.Alert(
      rule, place: "forecast", pools: [],
      AlertState(
        phase: .firing, since: forecast.asOf.adding(hours: rule.fireAbove),
        value: hours),
      forecast.sentence + " See `riskctl status` for what failed since.")
    return (check, [alert])
  }
}
