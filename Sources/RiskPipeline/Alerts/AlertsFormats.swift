public import Foundation
import RiskForecast
import RiskReport

extension AlertsReport {
  /// How alerts are written for other programs.
  public enum Format: Hashable, Sendable {
    /// The document itself.
    case json
    /// Gauges for node_exporter's textfile collector.
    case prometheus
    /// What Alertmanager sends to a webhook, with a text for a chat.
    case webhook
  }

  /// The alerts in a form.
  public func data(_ format: Format) throws -> Data {
    switch format {
    case .json: try CanonicalJSON.pretty(self)
    case .prometheus: Data(AlertsPrometheus.text(self).utf8)
    case .webhook: try CanonicalJSON.pretty(AlertsWebhook(self))
    }
  }
}
