public import RiskDecision
import RiskDomain
public import RiskReport

extension CostReport {
  /// With tokens for jobs, teams, gangs and instances; pools stay.
  public func redacted(by redaction: Redaction) -> CostReport {
    func token(_ name: String?) -> String? { name.map { redaction.token($0) } }
    var report = self
    for index in groups.indices where [.job, .team].contains(groups[index].by) {
      for row in groups[index].rows.indices {
        report.groups[index].rows[row].name =
          token(groups[index].rows[row].name)
      }
    }
    report.events = events?.map { event in
      var event = event
      event.instanceID = redaction.token(event.instanceID)
      event.job = token(event.job)
      event.team = token(event.team)
      event.gang = token(event.gang)
      return event
    }
    for index in plans.indices {
      report.plans[index].job = redaction.token(plans[index].job)
    }
    return report
  }
}

extension ReportDocument {
  /// With tokens for jobs, and without paths of files.
  public func redacted(by redaction: Redaction) -> ReportDocument {
    var document = self
    for index in jobs.indices {
      let job = jobs[index]
      document.jobs[index].name = redaction.token(job.name)
      document.jobs[index].path = "(file)"
      document.jobs[index].recommendation =
        job.recommendation?.redacted(by: redaction)
      document.jobs[index].reason =
        job.reason.map { redaction.text($0, names: [job.name, job.path]) }
    }
    if let costs = losses.costs {
      for index in costs.jobs.indices {
        document.losses.costs?.jobs[index].name =
          costs.jobs[index].name.map { redaction.token($0) }
      }
    }
    return document
  }
}

extension PlannedJob {
  /// With a token for the job and without its labels; as it is where nothing
  /// hides names.
  init(
    _ advice: Recommendation, job: JobSpec, catalog: Catalog,
    redaction: Redaction?
  ) throws(ExportRefusal) {
    var (advice, job) = (advice, job)
    if let redaction {
      advice = advice.redacted(by: redaction)
      job.name = advice.job
      job.labels = [:]
    }
    try self.init(advice, job: job, catalog: catalog)
  }
}

extension Recommendation {
  /// With a token for the job, wherever a sentence names it.
  public func redacted(by redaction: Redaction) -> Recommendation {
    func hidden(_ text: String) -> String {
      redaction.text(text, names: [job])
    }
    var advice = self
    advice.job = redaction.token(job)
    advice.headline = hidden(headline)
    advice.warnings = warnings.map(hidden)
    advice.explanation = explanation.map(hidden)
    return advice
  }
}
