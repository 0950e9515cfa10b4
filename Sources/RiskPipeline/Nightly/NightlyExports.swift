import RiskDecision
import RiskDomain
import RiskReport

/// Writes plans and forecasts in the form of other programs.
struct NightlyExports {
  var plans: [NightlyPlan]
  /// nil where no export shows it.
  var forecast: ForecastDocument?
  var catalog: Catalog
  /// What hides names; nil writes them as they are.
  var redaction: Redaction?

  /// Whether an export is written per job; else it shows the forecast.
  static func isOfJobs(_ output: NightlyOutput, _ file: NightlyFile) -> Bool {
    !file.jobs.isEmpty && !NightlyOutputsReader.isFile(output)
  }

  /// What a target cannot carry is told and stops nothing.
  func write(
    _ outputs: [NightlyOutput], _ file: NightlyFile
  ) throws -> NightlyResult {
    var written: [String] = []
    var refusals: [String] = []
    for output in outputs {
      guard case .export(let name, let settings) = output.what,
        let target = ExportTarget.all.first(where: { $0.name == name })
      else { continue }
      if Self.isOfJobs(output, file) {
        for plan in plans {
          do {
            for file in try files(of: plan, target, settings) {
              written.append(
                try NightlyFiles.write(
                  hidden(file.text).utf8, to: output.path + "/" + file.name))
            }
          } catch let refusal as ExportRefusal {
            refusals.append(
              "\(name), \(plan.advice?.job ?? plan.path): \(refusal.reason)")
          }
        }
      } else if let forecast {
        do {
          for made in try target.files(
            ExportForecast(forecast), given: settings)
          {
            written.append(
              try NightlyFiles.write(
                hidden(made.text).utf8,
                to: NightlyOutputsReader.isFile(output)
                  ? output.path : output.path + "/" + made.name))
          }
        } catch let refusal as ExportRefusal {
          refusals.append("\(name): \(refusal.reason)")
        }
      }
    }
    return NightlyResult(
      output: NightlyFiles.digest(written) ?? "",
      detail: Counted.of(written.count, "file")
        + (refusals.isEmpty
          ? "" : "; not written: " + refusals.joined(separator: " ")),
      outcome: refusals.isEmpty ? nil : .valid, files: written)
  }

  private func hidden(_ text: String) -> String {
    redaction?.text(text) ?? text
  }

  /// The files of a job; none where it has no plan, which was told before.
  private func files(
    of plan: NightlyPlan, _ target: ExportTarget, _ settings: [String: String]
  ) throws -> [ExportFile] {
    guard let advice = plan.advice, let input = plan.input,
      advice.chosen != nil
    else { return [] }
    return try target.files(
      PlannedJob(
        advice, job: input.file.job, catalog: catalog, redaction: redaction),
      given: settings)
  }
}

extension ExportForecast {
  /// The forecast and its own document.
  init(_ document: ForecastDocument) throws {
    self.init(
      rows: document.forecasts, document: try CanonicalJSON.pretty(document),
      modelDigest: document.modelDigest, asOf: document.asOf,
      generatedAt: document.generatedAt, validUntil: document.validUntil)
  }
}
