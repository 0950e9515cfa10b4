import RiskDecision
import RiskDomain
import RiskReport

/// A job of the configuration and what was planned for it.
struct NightlyPlan {
  var path: String
  var input: JobInput?
  var advice: Recommendation?
  /// Why the file could not be read.
  var failure: UseCaseFailure?

  /// Spot plans kept beside the chosen one, as `riskctl recommend` does.
  private static let mostAlternatives = 5

  /// Plans every job that can be read.
  ///
  /// - Throws: what holds for all of them, such as facts that are stale.
  static func all(
    _ file: NightlyFile, _ store: StoreAccess, _ known: MarketAtHand,
    context: RunContext
  ) throws(UseCaseFailure) -> [NightlyPlan] {
    var plans: [NightlyPlan] = []
    var paths: [String: String] = [:]
    for path in file.jobs {
      var plan = NightlyPlan(path: path)
      do throws(UseCaseFailure) {
        let input = try JobInput(path: path)
        let slug = ExportName.slug(input.file.job.name)
        if let other = paths[slug] {
          throw UseCaseFailure(
            .configuration,
            "\(path): the job is called as that of \(other). Give it another "
              + "name.")
        }
        paths[slug] = path
        plan.input = input
      } catch {
        plan.failure = error
      }
      plans.append(plan)
    }
    let readable = plans.indices.filter { plans[$0].input != nil }
    let advices = try RecommendList.run(
      store, known, jobs: readable.compactMap { plans[$0].input },
      mostAlternatives: mostAlternatives, allowsStale: false, measures: false,
      validHours: file.validHours, context: context)
    for (index, advice) in zip(readable, advices) {
      plans[index].advice = advice
    }
    return plans
  }

  /// What planning came to.
  static func result(
    _ plans: [NightlyPlan], files: [String]
  ) -> NightlyResult {
    let failures = plans.compactMap(\.failure)
    let refused = plans.compactMap(\.advice).filter { $0.chosen == nil }
    let planned = plans.count - failures.count - refused.count
    var detail =
      "\(NumberText.count(planned)) of "
      + Counted.of(plans.count, "job")
      + Counted.word(planned, " has a plan", " have a plan")
    if !refused.isEmpty {
      detail += "; none for " + refused.map(\.job).joined(separator: ", ")
    }
    for failure in failures { detail += ". " + failure.message }
    return NightlyResult(
      output: NightlyFiles.digest(files) ?? "", detail: detail,
      isFailed: !failures.isEmpty,
      outcome: NightlyReport.worst(
        failures.map(\.kind) + (refused.isEmpty ? [] : [.valid])),
      files: files)
  }
}
