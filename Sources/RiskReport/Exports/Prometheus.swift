import RiskDomain
import RiskForecast

extension ExportTarget {
  static let prometheus = ExportTarget(
    "prometheus", "gauges for node_exporter's textfile collector",
    fromForecast: { forecast, _ in
      [ExportFile(name: "riskctl.prom", text: Prometheus.text(forecast))]
    })
}

private enum Prometheus {
  static func text(_ forecast: ExportForecast) -> String {
    let (rows, stamp) = (forecast.rows, forecast.stamp)
    return [
      PrometheusText.gauge(
        "riskctl_interruption_probability",
        "Forecast probability that a spot instance in the pool is interrupted "
          + "within the horizon.",
        rows.flatMap { row in
          zip(row.aheadHours, row.survival).map { hours, survival in
            (labels(row, hours), survival.map { 1 - $0 })
          }
        }),
      PrometheusText.gauge(
        "riskctl_obtain_probability",
        "Forecast probability that a launch attempted now succeeds within the "
          + "horizon.",
        rows.flatMap { row in
          zip(row.aheadHours, row.obtain).map { (labels(row, $0), $1) }
        }),
      PrometheusText.gauge(
        "riskctl_price_usd_per_hour", "Spot price of an instance.",
        rows.map { (labels($0, nil), $0.pricePerHour) }),
      PrometheusText.gauge(
        "riskctl_effective_price_usd_per_hour",
        "Spot price of an instance with the time that interruptions cost.",
        rows.map { (labels($0, nil), $0.effectivePerHour) }),
      PrometheusText.gauge(
        "riskctl_forecast_timestamp_seconds",
        "Unix time of the forecast, for staleness alerts.",
        [([], PrometheusText.seconds(stamp.asOf))]),
      PrometheusText.gauge(
        "riskctl_forecast_valid_until_seconds",
        "Unix time after which the forecast should not be acted on.",
        [([], PrometheusText.seconds(stamp.validUntil))]),
      PrometheusText.gauge(
        "riskctl_forecast_info", "Run and model behind the forecast.",
        [([("run_id", stamp.runID), ("model", stamp.modelDigest)], 1)]),
    ].joined()
  }

  private static func labels(
    _ row: ForecastRow, _ hours: Double?
  ) -> [(String, String)] {
    var pairs = [
      ("provider", row.pool.provider.rawValue), ("region", row.region),
      ("zone", row.pool.zone), ("instance_type", row.pool.instanceType),
    ]
    if row.pool.os != "linux" { pairs.append(("os", row.pool.os)) }
    if let hours {
      pairs.append(("horizon", ForecastTable.hours(hours)))
    }
    return pairs
  }
}
