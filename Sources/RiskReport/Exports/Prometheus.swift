import RiskDomain
import RiskForecast

// Prometheus' text format for node_exporter's textfile collector, which takes
// no time stamps.

extension ExportTarget {
  static let prometheus = ExportTarget(
    "prometheus", "gauges for node_exporter's textfile collector",
    fromForecast: { forecast, _ in
      [ExportFile(name: "riskctl.prom", text: Prometheus.text(forecast))]
    })
}

private enum Prometheus {
  static func text(_ forecast: ExportForecast) -> String {
    let rows = forecast.rows
    var text = gauge(
      "riskctl_interruption_probability",
      "Forecast probability that a spot instance in the pool is interrupted "
        + "within the horizon.",
      rows.flatMap { row in
        zip(row.aheadHours, row.survival).map { hours, survival in
          (labels(row, hours), survival.map { 1 - $0 })
        }
      })
    text += gauge(
      "riskctl_obtain_probability",
      "Forecast probability that a launch attempted now succeeds within the "
        + "horizon.",
      rows.flatMap { row in
        zip(row.aheadHours, row.obtain).map { (labels(row, $0), $1) }
      })
    text += gauge(
      "riskctl_price_usd_per_hour", "Spot price of an instance.",
      rows.map { (labels($0, nil), $0.pricePerHour) })
    text += gauge(
      "riskctl_effective_price_usd_per_hour",
      "Spot price of an instance with the time that interruptions cost.",
      rows.map { (labels($0, nil), $0.effectivePerHour) })
    text += gauge(
      "riskctl_forecast_timestamp_seconds",
      "Unix time of the forecast, for staleness alerts.",
      [("", seconds(forecast.stamp.asOf))])
    text += gauge(
      "riskctl_forecast_valid_until_seconds",
      "Unix time after which the forecast should not be acted on.",
      [("", seconds(forecast.stamp.validUntil))])
    return text
      + gauge(
        "riskctl_forecast_info", "Run and model behind the forecast.",
        [
          (
            "{run_id=\"\(escaped(forecast.stamp.runID))\",model=\""
              + "\(escaped(forecast.stamp.modelDigest))\"}", 1
          )
        ])
  }

  private static func seconds(_ instant: UTCInstant) -> Double {
    (Double(instant.unixMilliseconds) / 1000).rounded(.down)
  }

  /// A family of samples; what is unknown has no sample.
  private static func gauge(
    _ name: String, _ help: String, _ samples: [(String, Double?)]
  ) -> String {
    let lines = samples.compactMap { labels, value in
      value.map { "\(name)\(labels) \(number($0))\n" }
    }
    guard !lines.isEmpty else { return "" }
    return "# HELP \(name) \(help)\n# TYPE \(name) gauge\n" + lines.joined()
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15
      ? "\(Int(value))" : "\(value)"
  }

  private static func labels(_ row: ForecastRow, _ hours: Double?) -> String {
    var pairs = [
      ("provider", row.pool.provider.rawValue), ("region", row.region),
      ("zone", row.pool.zone), ("instance_type", row.pool.instanceType),
    ]
    if row.pool.os != "linux" { pairs.append(("os", row.pool.os)) }
    if let hours {
      pairs.append(("horizon", ForecastTable.hours(hours)))
    }
    return "{"
      + pairs.map { "\($0)=\"\(escaped($1))\"" }.joined(separator: ",") + "}"
  }

  /// Backslash, quote and line end are escaped by the format; other control
  /// characters have no place in a name.
  private static func escaped(_ text: String) -> String {
    PlainText.escaped(
      text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        .replacing("\n", with: "\\n"))
  }
}
