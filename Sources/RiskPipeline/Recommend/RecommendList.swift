public import RiskDecision
import RiskDomain

/// Plans for a list of jobs that share their reservations.
public enum RecommendList {
  /// Plans each job, the one with the earliest deadline first: what it takes of
  /// a reservation is not there for the next.
  ///
  /// Answers in the order of the list.
  ///
  /// - Throws: what `RecommendRun` throws for any of them.
  public static func run(
    databasePath: String, jobs inputs: [JobInput], mostAlternatives: Int,
    allowsStale: Bool, measures: Bool,
    validHours: Double = Recommender().validHours, context: RunContext
  ) throws(UseCaseFailure) -> [Recommendation] {
    try run(
      StoreAccess(databasePath, for: .read), .nothing, jobs: inputs,
      mostAlternatives: mostAlternatives, allowsStale: allowsStale,
      measures: measures, validHours: validHours, context: context)
  }

  /// The same with what is at hand.
  static func run(
    _ store: StoreAccess, _ known: MarketAtHand, jobs inputs: [JobInput],
    mostAlternatives: Int, allowsStale: Bool, measures: Bool,
    validHours: Double, context: RunContext
  ) throws(UseCaseFailure) -> [Recommendation] {
    try inTurn(inputs) { (_, input) throws(UseCaseFailure) in
      try RecommendRun.run(
        store, known, job: input, mostAlternatives: mostAlternatives,
        allowsStale: allowsStale, measures: measures, validHours: validHours,
        context: context)
    }.compactMap { $0 }
  }

  /// Plans each job with what the jobs before it leave of their reservations.
  ///
  /// - Parameter plan: of a job's place in the list and the job; nil takes
  ///   nothing from the others.
  /// - Returns: the plans in the order of the list.
  static func inTurn(
    _ inputs: [JobInput],
    plan: (Int, JobInput) throws(UseCaseFailure) -> Recommendation?
  ) throws(UseCaseFailure) -> [Recommendation?] {
    var left = inputs
    var answers = [Recommendation?](repeating: nil, count: inputs.count)
    var isAnswered = inputs.map { _ in false }
    let order = inputs.indices.sorted { a, b in
      let (first, second) = (
        inputs[a].file.job.when.deadline, inputs[b].file.job.when.deadline
      )
      switch (first, second) {
      case (let first?, let second?) where first != second:
        return first < second
      case (.some, nil): return true
      case (nil, .some): return false
      default: return a < b
      }
    }
    for index in order {
      let advice = try plan(index, left[index])
      answers[index] = advice
      isAnswered[index] = true
      for other in left.indices where !isAnswered[other] {
        left[other].file.job = left[other].file.job.afterReservations(
          of: advice?.chosen)
      }
    }
    return answers
  }
}
