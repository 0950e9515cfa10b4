import RiskDecision
import RiskDomain

// Our own documents, for whatever is not named here.

extension ExportTarget {
  static let json = ExportTarget(
    "json", "the recommendation of a job, or the forecast of every pool",
    fromPlan: { job, _ in
      [
        ExportFile(
          name: "recommendation-\(job.slug).json",
          text: String(
            decoding: try CanonicalJSON.pretty(job.advice), as: UTF8.self))
      ]
    },
    fromForecast: { forecast, _ in
      [
        ExportFile(
          name: "forecast.json",
          text: String(decoding: forecast.document, as: UTF8.self))
      ]
    })

  static let csv = ExportTarget(
    "csv", "the plans of a job, or the forecast of every pool, as a table",
    fromPlan: { job, _ in
      [ExportFile(name: "plans-\(job.slug).csv", text: PlanTable.csv(job))]
    },
    fromForecast: { forecast, _ in
      [
        ExportFile(
          name: "forecast.csv", text: ForecastTable.csv(forecast.rows))
      ]
    })
}

private enum PlanTable {
  static func csv(_ job: PlannedJob) -> String {
    var lines = [
      "job,runID,modelDigest,validUntil,choice,vehicle,pools,start,meanUSD,"
        + "p90USD,meetDeadline,deltaUSD,rejectedBecause"
    ]
    for (place, plan) in ([job.plan] + job.advice.alternatives).enumerated() {
      var cells: [String] = [
        job.job.name, job.stamp.runID, job.stamp.modelDigest,
        job.stamp.validUntil.rfc3339, "\(place)", plan.vehicle.rawValue,
        PlanWords.pools(plan), plan.start?.rfc3339 ?? "",
      ]
      cells += [plan.cost?.meanUSD, plan.cost?.p90USD].map(usd)
      cells.append(plan.meetDeadline.map { "\($0)" } ?? "")
      cells += [usd(plan.deltaUSD), plan.rejectedBecause ?? ""]
      lines.append(cells.map(CSVField.text).joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func usd(_ value: Double?) -> String {
    value.map { NumberText.fixed($0, 2) } ?? ""
  }
}
