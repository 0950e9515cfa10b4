import RiskDomain
import RiskForecast
import RiskReport

/// Alerts in Prometheus' text format, without time stamps.
enum AlertsPrometheus {
  static func text(_ report: AlertsReport) -> String {
    let rings = Dictionary(grouping: report.alerts, by: \.rule)
    return [
      PrometheusText.gauge(
        "riskctl_alert_ringing",
        "Places in which an alert rule rings, 0 when it rests.",
        report.rules.map { rule in
          (
            [("rule", rule.name), ("kind", rule.kind.rawValue)],
            Double(rings[rule.name]?.count ?? 0)
          )
        }),
      PrometheusText.gauge(
        "riskctl_alert_checked_places",
        "Places against which an alert rule was held; 0 when it could not be.",
        report.rules.map { rule in
          (
            [("rule", rule.name), ("kind", rule.kind.rawValue)],
            Double(rule.places)
          )
        }),
      PrometheusText.gauge(
        "riskctl_alert_firing",
        "1 while the value is above the threshold, 0 while it has not fallen "
          + "far enough since.",
        report.alerts.map { (labels($0), $0.state == .firing ? 1 : 0) }),
      PrometheusText.gauge(
        "riskctl_alert_value", "Value of a rule in a place where it rings.",
        report.alerts.map { (labels($0), $0.value) }),
      PrometheusText.gauge(
        "riskctl_alert_since_timestamp_seconds",
        "Unix time at which a rule began to ring in a place.",
        report.alerts.map { (labels($0), PrometheusText.seconds($0.since)) }),
      PrometheusText.gauge(
        "riskctl_alerts_timestamp_seconds",
        "Unix time of the facts on which the rules were evaluated.",
        [([], PrometheusText.seconds(report.asOf))]),
    ].joined()
  }

  private static func labels(
    _ alert: AlertsReport.Alert
  ) -> [(String, String)] {
    [
      ("rule", alert.rule), ("kind", alert.kind.rawValue),
      ("place", alert.place),
    ]
  }
}
