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
  private var offerings: [CapacityBlockOffering] = []
  private var forecasters: [PoolForecaster] = []
  private var noOffers: String?
  private var forecast: NightlyReport.InForce?

  init(
    _ store: StoreAccess, databasePath: String, rules: [AlertRule],
    context: RunContext
  ) throws(UseCaseFailure) {
    asOf = context.asOf
    let kinds = Set(rules.map(\.kind))
    if kinds.contains(.budgetBurn) { try readSpend(store) }
    if kinds.contains(.offeringBeatsSpot) { try readOffers(store, context) }
    if kinds.contains(.staleForecast) {
      forecast = try NightlyRun.inForce(
        store, asOf: asOf, config: nil, tonight: nil)
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
    _ store: StoreAccess, _ context: RunContext
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
      forecasters =
        try PoolMarket(
          store, pools: nil,
          matching: types.map { "aws/*/\($0)" }.joined(separator: ","),
          parameters: .stored, gangSize: 1, context: context
        ).forecasters
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
    let note =
      otherCurrencies.isEmpty
      ? nil
      : "amounts in \(otherCurrencies.sorted().joined(separator: ", ")), which "
        + "are not converted"
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
      "\(NumberText.usd(spent)) were billed in the "
        + "\(NumberText.fixed(rule.windowHours, 0)) h to \(last), of a budget "
        + "of \(NumberText.usd(budget)): stop what is not needed, or raise the "
        + "budget.")
    return (check, [alert])
  }

  /// Offerings against what spot of their type costs with its interruptions.
  func offers(
    _ rule: AlertRule
  ) -> (AlertsReport.Check, [AlertsReport.Alert]) {
    if let noOffers {
      return (AlertsReport.Check(rule, places: 0, note: noOffers), [])
    }
    let pattern = rule.pools.map(GlobPattern.init)
    let places = Dictionary(grouping: offerings) {
      "aws/\($0.zone)/\($0.instanceType)"
    }.filter { pattern?.matches($0.key) ?? true }.sorted { $0.key < $1.key }
    var compared = 0
    var alerts: [AlertsReport.Alert] = []
    for (place, offers) in places {
      let moments = Self.offerMoments(until: asOf)
      let values = moments.map { moment in
        (moment, comparison(offers, rule, at: moment))
      }
      guard let now = values.last?.1 else { continue }
      compared += 1
      guard
        let state = AlertState(values.map { ($0, $1?.value) }, rule: rule)
      else { continue }
      let offer = now.offer
      alerts.append(
        AlertsReport.Alert(
          rule, place: place, pools: [now.pool], state,
          "Offering \(PlainText.escaped(offer.offeringID)) of "
            + "\(offer.instanceCount) instances from \(offer.start) to "
            + "\(offer.end), \(NumberText.usd(offer.upfrontFee.usd)) at once, "
            + "is \(NumberText.usd(now.offerUSD)) per instance-hour; spot in "
            + "\(now.pool) costs \(NumberText.usd(now.spotUSD)) with its "
            + "interruptions. Compare them for your job with "
            + "`riskctl recommend`."))
    }
    return (
      AlertsReport.Check(
        rule, places: compared,
        note: compared == 0
          ? "no offering of the last \(NumberText.fixed(rule.windowHours, 0)) h "
            + "meets a spot price of its type and region" : nil), alerts
    )
  }

  /// The best offering of a place and the best spot pool beside it.
  private struct Comparison {
    var offer: CapacityBlockOffering
    var offerUSD, spotUSD: Double
    var pool: String
    var value: Double { spotUSD / offerUSD }
  }

  /// Every six hours: offerings are fetched by hand or once a night.
  private static func offerMoments(until last: UTCInstant) -> [UTCInstant] {
    stride(from: AlertsRun.lookbackHours, through: 0, by: -6).map {
      last.adding(hours: -$0)
    }
  }

  private func comparison(
    _ offers: [CapacityBlockOffering], _ rule: AlertRule, at moment: UTCInstant
  ) -> Comparison? {
    let known = offers.filter {
      $0.capturedAt <= moment && $0.start > moment
        && moment.hours(since: $0.capturedAt) <= rule.windowHours
    }
    let priced = known.compactMap { offer in
      offer.usdPerInstanceHour.flatMap { $0 > 0 ? (offer, $0) : nil }
    }
    guard
      let best = priced.min(by: {
        ($0.1, $0.0.offeringID) < ($1.1, $1.0.offeringID)
      })
    else { return nil }
    let place = PoolID(
      provider: .aws, zone: best.0.zone, instanceType: best.0.instanceType)
    let spot = forecasters.filter {
      $0.pool.instanceType == place.instanceType
        && $0.pool.region == place.region
    }.compactMap { forecaster -> (String, Double)? in
      RiskForecast.forecast(
        outlook: forecaster.outlook(asOf: moment), aheadHours: [1]
      ).effectivePerHour.map { (forecaster.pool.key, $0) }
    }.min { ($0.1, $0.0) < ($1.1, $1.0) }
    guard let spot else { return nil }
    return Comparison(
      offer: best.0, offerUSD: best.1, spotUSD: spot.1, pool: spot.0)
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

extension AlertScene {
  /// Spot instances that run at once, in the pools that count.
  ///
  /// The logs of a provider end where they end: what ran last is taken to run
  /// on.
  func nodes(
    _ rule: AlertRule
  ) -> (AlertsReport.Check, [AlertsReport.Alert]) {
    let pattern = rule.pools.map(GlobPattern.init)
    let counted = windows.filter { pattern?.matches($0.pool.key) ?? true }
    var ends: [PoolID.Provider: UTCInstant] = [:]
    for window in windows {
      guard let last = window.lastWatched else { continue }
      ends[window.pool.provider] = max(
        ends[window.pool.provider] ?? last, last)
    }
    guard !counted.isEmpty, let last = ends.values.max() else {
      return (
        AlertsReport.Check(
          rule, places: 0, note: "no spot instance is known"), []
      )
    }
    let check = AlertsReport.Check(rule, places: 1, note: nil)
    func running(_ moment: UTCInstant) -> Int {
      counted.reduce(0) { sum, window in
        let end = ends[window.pool.provider] ?? last
        // At its very end nothing is watched any more.
        return sum
          + window.running(at: min(moment, end.adding(milliseconds: -1)))
      }
    }
    let moments = Self.moments(until: min(asOf, last))
    guard
      let state = AlertState(
        moments.map { ($0, Double(running($0))) }, rule: rule),
      let moment = moments.last
    else { return (check, []) }
    let most = counted.map {
      (
        $0.pool.key,
        $0.running(
          at: min(
            moment, (ends[$0.pool.provider] ?? last).adding(milliseconds: -1)))
      )
    }.filter { $0.1 > 0 }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    let alert = AlertsReport.Alert(
      rule, place: rule.pools ?? "all pools", pools: most.map(\.0), state,
      "\(NumberText.count(Int(state.value))) spot instances run where the cap is "
        + "\(NumberText.fixed(rule.fireAbove, 0)): stop some, or raise the cap."
    )
    return (check, [alert])
  }
}
