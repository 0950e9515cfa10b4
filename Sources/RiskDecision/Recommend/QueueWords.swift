import RiskDomain

extension Advice {
  /// What losses mean to work that a queue hands out in batches.
  func queueWords(_ plan: Plan, _ context: PlanContext) -> [String] {
    guard let queue = context.job.queue, let cost = plan.cost,
      case .records(let count, let rate) = context.job.work
    else { return [] }
    let throughput =
      context.whollyOrPartly
      .first { $0.pool == plan.pools.first?.pool }?.shape.throughput ?? 1
    let seconds = queue.batchSeconds(
      recordsPerGPUHour: rate, throughput: throughput)
    func usd(_ term: CostTerm) -> Double {
      cost.lines.first { $0.term == term }?.usd ?? 0
    }
    let useful = usd(.compute)
    var words =
      "The queue hands out \(plain(queue.batchRecords, digits: 0)) records at "
      + "a time, \(plain(seconds, digits: 1)) s of one GPU: a loss costs the "
      + "batches in hand and a launch"
    if let timeout = queue.visibilityTimeoutSeconds {
      words +=
        "; they are handed out again within "
        + "\(plain(timeout, digits: 0)) s"
    }
    var sentences = [words + "."]
    if useful > 0 {
      let share = usd(.lostWork) / useful
      sentences.append(
        "\(plain(share * 100, digits: 3)) % of the records, "
          + "\(plain(share * count, digits: 0)), are done twice; a thousand "
          + "records cost $\(plain(cost.meanUSD / count * 1000, digits: 4)).")
    }
    return sentences
  }
}
