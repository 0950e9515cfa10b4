import RiskDomain
import RiskNumerics

/// Everything that happened in a simulated month, before any file is written.
struct MonthFacts: Sendable {
  let start, end: UTCInstant
  let world: RiskWorld
  /// One per pool, in the order of the world's pools.
  let histories: [PoolHistory]
  /// ∫ of the true hazard over the watched spot lives, one per pool.
  let expectedInterruptions: [Double]
  let block: CapacityBlockPurchase?
  /// What training loops reported and what losses cost them.
  let training: TrainingPool.Outcome
  /// Seeds of the files' own ids and times, by kind of file.
  let fileSeeds:
    (prices: UInt64, costs: UInt64, events: UInt64, operations: UInt64)

  /// Instances that already ran when the month began, on every fourth pool of
  /// AWS; their launches are in no file.
  private static let earlierEvery = 4
  private static let earlierInstances = 1
  /// Pools of AWS in which some jobs also ran on demand.
  private static let onDemandEvery = 5

  init(
    _ scenario: Scenario, start: UTCInstant, days: Int, seed: UInt64,
    scale: Double
  ) {
    self.start = start
    let end = start.adding(hours: 24 * Double(days))
    self.end = end
    var root = SplitMix64(seed: seed)
    var worldRandom = SplitMix64(seed: root.next())
    world = RiskWorld(scenario, hours: 24 * days, rng: &worldRandom)
    var histories: [PoolHistory] = []
    var expected: [Double] = []
    var training = TrainingPool.Outcome()
    // What only bills or operations tell of.
    let isTold = scenario.files == .clouds
    for (index, pool) in world.pools.enumerated() {
      let isAWS = pool.plan.pool.provider == .aws
      var simulation = PoolSimulation(
        pool: pool, world: world, from: start, until: end, seed: root.next())
      if scenario.files == .training {
        let outcome = TrainingPool.run(
          on: &simulation, occupancy: scale * scenario.occupancy, from: start)
        training.reports += outcome.reports
        training.ledger += outcome.ledger
      } else {
        simulation.run(
          scale: scale,
          earlierInstances: isAWS && isTold && index % Self.earlierEvery == 0
            ? Self.earlierInstances : 0)
      }
      var history = simulation.history
      expected.append(simulation.expectedInterruptions)
      if isAWS, isTold, index % Self.onDemandEvery == 0 {
        var random = SplitMix64(seed: root.next())
        OnDemandUse.add(to: &history, from: start, until: end, rng: &random)
      }
      histories.append(history)
    }
    var blockRandom = SplitMix64(seed: root.next())
    block =
      isTold
      ? CapacityBlockPurchase(from: start, until: end, rng: &blockRandom)
      : nil
    if let block,
      let index = histories.firstIndex(where: {
        $0.plan.pool == block.plan.pool
      })
    {
      histories[index].lives += block.lives
      histories[index].attempts += block.attempts
    }
    self.histories = histories
    self.training = training
    expectedInterruptions = expected
    fileSeeds = (root.next(), root.next(), root.next(), root.next())
  }

  /// Histories of one provider.
  func histories(of provider: PoolID.Provider) -> [PoolHistory] {
    histories.filter { $0.plan.pool.provider == provider }
  }

  /// Regions of AWS in the order of their names.
  var awsRegions: [String] {
    Array(Set(histories(of: .aws).map(\.plan.pool.region))).sorted()
  }
}
