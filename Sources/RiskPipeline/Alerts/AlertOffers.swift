import RiskDomain
import RiskForecast
import RiskReport

extension AlertFacts {
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
            + Counted.of(offer.instanceCount, "instance")
            + " from \(offer.start) to "
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
}
