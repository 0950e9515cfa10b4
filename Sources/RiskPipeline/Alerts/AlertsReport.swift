public import RiskDomain
public import RiskForecast
import RiskReport

/// Alerts that ring, for people and scripts.
public struct AlertsReport: Sendable, Encodable {
  /// A rule and how many places it was held against.
  public struct Check: Hashable, Sendable, Encodable {
    public var name: String
    public var kind: AlertRule.Kind
    public var places: Int
    /// Why nothing could be looked at; nil when something could.
    public var note: String?

    init(_ rule: AlertRule, places: Int, note: String?) {
      name = rule.name
      kind = rule.kind
      self.places = places
      self.note = note
    }
  }

  /// A rule that rings in one place.
  public struct Alert: Hashable, Sendable, Encodable {
    public var rule: String
    public var kind: AlertRule.Kind
    /// Pool key, provider/region, or "data".
    public var place: String
    /// The pools concerned, the most at risk first.
    public var pools: [String]
    public var state: AlertState.Phase
    public var since: UTCInstant
    public var value, fireAbove, clearBelow: Double
    /// What was seen and the next step.
    public var reason: String

    init(
      _ rule: AlertRule, place: String, pools: [String], _ state: AlertState,
      _ reason: String
    ) {
      self.rule = rule.name
      kind = rule.kind
      self.place = place
      self.pools = pools
      self.state = state.phase
      since = state.since
      value = state.value
      fireAbove = rule.fireAbove
      clearBelow = rule.clearBelow
      self.reason = reason
    }
  }

  public var schemaVersion = 1
  public var generatedAt, asOf, dataThrough: UTCInstant
  public var modelDigest: String
  public var seed: UInt64
  public var rules: [Check]
  public var alerts: [Alert]

  /// Whether something rings.
  public var isRinging: Bool { !alerts.isEmpty }

  /// A table of the alerts with their reasons, and what could not be told.
  public var text: String {
    var text = ""
    if alerts.isEmpty {
      text += "No alert as of \(asOf), on data through \(dataThrough).\n"
    } else {
      var table = TextTable([
        ("where", .left), ("since (UTC)", .left), ("value", .right),
        ("state", .left),
      ])
      var rule: String?
      for alert in alerts {
        if alert.rule != rule { table.add([alert.rule, "", "", ""]) }
        rule = alert.rule
        table.add([
          " " + alert.place, String(alert.since.rfc3339.prefix(16)),
          NumberText.fixed(alert.value, 2), alert.state.rawValue,
        ])
      }
      text += table.text
      for alert in alerts {
        text += "\n" + Paragraph.wrapped("\(alert.place): \(alert.reason)")
        if alert.kind == .wave, !alert.pools.isEmpty {
          let shown = alert.pools.prefix(5).joined(separator: ", ")
          let rest = alert.pools.count - min(alert.pools.count, 5)
          text += Paragraph.wrapped(
            "Most at risk: \(shown)"
              + (rest > 0 ? " and \(rest) more." : "."), indent: 2)
        }
      }
    }
    for check in rules {
      guard let note = check.note else { continue }
      text += Paragraph.wrapped(
        (check.places == 0 ? "Not looked at" : "Left out")
          + ": \(check.name), \(note).")
    }
    return text
  }
}
