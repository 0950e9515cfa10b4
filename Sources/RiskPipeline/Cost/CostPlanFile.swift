import Foundation
import RiskDecision
import RiskDomain

/// What a plan said a job would cost, from a file of `riskctl recommend
/// --json`.
struct CostPlan {
  var job: String
  var vehicle: String
  var meanUSD, p90USD: Double?
  var expectedInterruptions: Double?
}

/// Reads stored answers of `riskctl recommend`.
enum CostPlanFile {
  private struct List: Decodable {
    var recommendations: [Recommendation]
  }

  /// The plans of a file, one per job that has one.
  ///
  /// - Throws: `UseCaseFailure` for files that are missing or something else.
  static func load(_ path: String) throws(UseCaseFailure) -> [CostPlan] {
    guard let data = try BoundedFile.contents(path, limitMiB: 64) else {
      throw UseCaseFailure(
        .noInput,
        "There is no plan \(path). Write one with `riskctl recommend --json "
          + "--output FILE`.")
    }
    let decoder = JSONDecoder()
    let answers: [Recommendation]
    if let list = try? decoder.decode(List.self, from: data) {
      answers = list.recommendations
    } else {
      do {
        answers = [try decoder.decode(Recommendation.self, from: data)]
      } catch {
        throw UseCaseFailure(
          .badData,
          "\(path) is no answer of `riskctl recommend --json`. Write it anew "
            + "with --output.")
      }
    }
    return answers.compactMap { answer in
      answer.chosen.map { plan in
        CostPlan(
          job: answer.job, vehicle: plan.vehicle.rawValue,
          meanUSD: plan.cost?.meanUSD, p90USD: plan.cost?.p90USD,
          expectedInterruptions: plan.expectedInterruptions?.mean)
      }
    }
  }
}
