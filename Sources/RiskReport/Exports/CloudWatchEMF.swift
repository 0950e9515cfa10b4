import RiskDomain
import RiskForecast

// CloudWatch's embedded metric format: one JSON object per log line.

extension ExportTarget {
  static let cloudWatchEMF = ExportTarget(
    "cloudwatch-emf", "log lines from which CloudWatch makes metrics",
    settings: [
      ExportSetting(
        "namespace", standard: "riskctl", "namespace of the metrics")
    ],
    fromForecast: { forecast, settings in
      let lines = try forecast.rows.compactMap {
        try EMF.line($0, forecast.stamp, namespace: settings["namespace"])
      }
      return [ExportFile(name: "riskctl.emf.jsonl", text: lines.joined())]
    })
}

private enum EMF {
  static func line(
    _ row: ForecastRow, _ stamp: ExportStamp, namespace: String
  ) throws -> String? {
    var metrics: [(name: String, value: Double)] = []
    for (hours, survival) in zip(row.aheadHours, row.survival) {
      guard let survival else { continue }
      metrics.append(
        (
          "InterruptionProbability" + ForecastTable.hours(hours), 1 - survival
        ))
    }
    if let effective = row.effectivePerHour {
      metrics.append(("EffectivePriceUSDPerHour", effective))
    }
    if let price = row.pricePerHour {
      metrics.append(("PriceUSDPerHour", price))
    }
    guard !metrics.isEmpty else { return nil }
    var members: [ExportValue.Member] = [
      .init(
        key: "_aws",
        value: [
          "Timestamp": .whole(Int(stamp.asOf.unixMilliseconds)),
          "CloudWatchMetrics": [
            [
              "Namespace": .text(namespace),
              "Dimensions": [["provider", "zone", "instance_type"]],
              "Metrics": .list(
                metrics.map { ["Name": .text($0.name), "Unit": "None"] }),
            ]
          ],
        ])
    ]
    let names = [
      ("provider", row.pool.provider.rawValue), ("zone", row.pool.zone),
      ("instance_type", row.pool.instanceType), ("run_id", stamp.runID),
      ("model_digest", stamp.modelDigest),
      ("valid_until", stamp.validUntil.rfc3339),
    ]
    members += names.map { .init(key: $0, value: .text($1)) }
    members += metrics.map { .init(key: $0.name, value: .number($0.value)) }
    return String(
      decoding: try CanonicalJSON.line(ExportValue.members(members)),
      as: UTF8.self)
  }
}
