import RiskDomain

import RiskModels

/// The memory hazard of one pool at any moment.
struct PoolMemoryTrack: Sendable {
  private let hazard: MemoryHazard
  private let history: PoolHistory
  private let siblings: [PoolHistory]
  private let longRun: PoolOutlook.UncertainHazard

  init(
    _ hazard: MemoryHazard, history: PoolHistory, siblings: [PoolHistory]
  ) {
    self.hazard = hazard
    self.history = history
    self.siblings = siblings
    longRun = .init(hazard.longRun(of: history.pool))
  }

  /// From now on for a pool that is known to be up, and since when; else the
  /// long-run hazard.
  func hazard(
    _ state: PoolStateTracker.State, asOf instant: UTCInstant
  ) -> PoolOutlook.UncertainHazard {
    guard state.state == .up, !state.ageIsLowerBound,
      let memory = history.memory(asOf: instant)
    else { return longRun }
    return .init(
      hazard.hazard(
        of: history.pool, memory: memory,
        siblings: SiblingMemory(
          of: history.pool, among: siblings, asOf: instant),
        asOf: instant, longRun: longRun.mean))
  }
}

extension PoolOutlook.UncertainHazard {
  init(_ estimate: MemoryHazard.Estimate) {
    self.init(
      mean: estimate.hazard, multiplierShape: estimate.multiplierShape)
  }
}
