/// Rules that look at the clock and at the pool's state only.
///
/// Uniform Progress is that of Wu et al., NSDI 2024, in the form of its
/// published simulator: an idle job that lags behind a straight line from start
/// to deadline goes on-demand and stays there until spot can be had and it is
/// ahead of the line by two launches.
public enum SimpleRule: String, Sendable, CaseIterable, Codable {
  case onDemand
  /// Spot or wait, on-demand from the last safe moment on.
  case greedy
  case uniformProgress
  /// Back to spot as soon as it can be had.
  case uniformProgressWithoutHysteresis
}

extension TraceReplay {
  /// Plays a job under a simple rule.
  public func outcome(from start: Int, rule: SimpleRule) -> Outcome {
    // Once the last safe moment is reached nothing else is tried.
    var isLocked = false
    return outcome(from: start) { moment in
      if isLocked || rule == .onDemand { return .onDemand }
      let isSafe =
        deadlineTicks - moment.tick >= moment.workLeft + 2 * launchTicks
      let done = workTicks - moment.workLeft
      switch moment.mode {
      case .idle:
        guard isSafe else {
          isLocked = true
          return .onDemand
        }
        if moment.isUp { return .spot }
        // done / work < elapsed / deadline, in whole numbers.
        let isBehind = done * deadlineTicks < workTicks * moment.tick
        return rule != .greedy && isBehind ? .onDemand : .idle
      case .spot:
        return .spot
      case .onDemand:
        let isAhead =
          rule == .uniformProgressWithoutHysteresis
          || done * deadlineTicks
            >= workTicks * (moment.tick + 2 * launchTicks)
        return moment.isUp && isAhead && isSafe ? .spot : .onDemand
      }
    }
  }
}
