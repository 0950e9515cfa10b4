import RiskDomain
import RiskForecast

/// Alerts as Alertmanager's webhooks (version 4) carry them, and as one text
/// for a chat.
///
/// Nothing is sent: the file is for whoever sends it.
struct AlertsWebhook: Encodable {
  struct Alert: Encodable {
    var status = "firing"
    var labels: [String: String]
    var annotations: [String: String]
    var startsAt: UTCInstant
    /// Of an alert that still rings: no time, as Alertmanager writes it.
    var endsAt = "0001-01-01T00:00:00Z"
    var generatorURL = ""
    var fingerprint: String
  }

  var version = "4"
  var groupKey = "{}:{program=\"riskctl\"}"
  var truncatedAlerts = 0
  /// "resolved" when nothing rings.
  var status: String
  var receiver = "riskctl"
  var groupLabels = ["program": "riskctl"]
  var commonLabels = ["program": "riskctl"]
  var commonAnnotations: [String: String]
  var externalURL = ""
  var alerts: [Alert]
  /// For receivers that show a text and no more.
  var text: String

  init(_ report: AlertsReport) {
    status = report.isRinging ? "firing" : "resolved"
    commonAnnotations = [
      "asOf": report.asOf.rfc3339, "dataThrough": report.dataThrough.rfc3339,
    ]
    alerts = report.alerts.map { alert in
      let labels = [
        "alertname": alert.rule, "kind": alert.kind.rawValue,
        "place": alert.place, "program": "riskctl",
      ]
      return Alert(
        labels: labels,
        annotations: [
          "summary": alert.reason, "state": alert.state.rawValue,
          "value": "\(alert.value)",
          "pools": alert.pools.joined(separator: " "),
        ], startsAt: alert.since,
        fingerprint: String(
          textDigest("\(alert.rule)\n\(alert.place)").prefix(16)))
    }
    text =
      report.isRinging
      ? report.alerts.map { "\($0.rule), \($0.place): \($0.reason)" }
        .joined(separator: "\n")
      : "No alert as of \(report.asOf), on data through \(report.dataThrough)."
  }
}
