import RiskDomain

extension PageSection {
  /// What rings: surges, drift, losses, stale data.
  static let alerts = PageSection(
    name: "alerts",
    template: """
      <section id="alerts" aria-labelledby="alerts-h">
      <h2 id="alerts-h">Alerts: losses, surges, drift, stale data</h2>
      {{#empty}}<p class="empty">{{.}}</p>{{/empty}}
      {{#table}}{{>table}}{{/table}}
      {{#blind}}<p class="empty">{{.}}</p>{{/blind}}
      </section>
      """
  ) { document, words in
    let alerts = document.alerts
    if let reason = alerts.reason {
      return ["empty": "No rule could be held against the data: " + reason]
    }
    var context: [String: Any] = [
      "blind": alerts.notLookedAt.map {
        "Not looked at: \($0.rule), \($0.reason)."
      }
    ]
    guard !alerts.ringing.isEmpty else {
      let blind = Set(alerts.notLookedAt.map(\.rule))
      let held = alerts.rules.filter { !blind.contains($0) }
      context["empty"] =
        held.isEmpty
        ? "No rule could be looked at."
        : "Nothing rings. Rules: \(held.joined(separator: ", "))."
      return context
    }
    var table = PageTable(
      "Alerts that ring",
      [
        ("where", .left), ("rule", .left), ("state", .left), ("since", .left),
        ("value", .right), ("rings above", .right),
        ("what to do", .prose),
      ])
    for alert in alerts.ringing {
      table.add([
        alert.place, alert.rule, alert.state, words.time(alert.since),
        NumberText.fixed(alert.value, 2), NumberText.fixed(alert.fireAbove, 2),
        PageWords.sentence(alert.reason),
      ])
    }
    context["table"] = table.context
    return context
  }
}
