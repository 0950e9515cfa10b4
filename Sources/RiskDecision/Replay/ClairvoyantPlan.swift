extension TraceReplay {
  /// What the cheapest plan would have cost that knows the trace.
  ///
  /// Dynamic programme backwards in time over work left, mode and launch ticks
  /// left; infinite when the deadline cannot be met.
  public func clairvoyantUSD(from start: Int) -> Double {
    // By work left: idle, then by launch ticks left on spot, on on-demand.
    let modes = 1 + 2 * (launchTicks + 1)
    var value = [Double](
      repeating: .infinity, count: (workTicks + 1) * modes)
    for mode in 0..<modes { value[mode] = 0 }
    for tick in stride(from: deadlineTicks - 1, through: 0, by: -1) {
      let isUp = start + tick < isUp.count && isUp[start + tick]
      // A tick of work needs the later value of less work: from the most down.
      for work in stride(from: workTicks, through: 1, by: -1) {
        let here = work * modes
        func after(_ launchLeft: Int, _ base: Int) -> Double {
          launchLeft > 0
            ? value[here + base + launchLeft - 1]
            : value[here - modes + base]
        }
        let (spot, onDemand) = (1, 2 + launchTicks)
        var best = min(
          value[here], onDemandUSDPerTick + after(launchTicks, onDemand))
        if isUp {
          best = min(best, spotUSDPerTick + after(launchTicks, spot))
        }
        for left in stride(from: launchTicks, through: 0, by: -1) {
          let onSpot =
            isUp ? spotUSDPerTick + after(left, spot) : Double.infinity
          let paid = onDemandUSDPerTick + after(left, onDemand)
          value[here + spot + left] = min(best, onSpot)
          value[here + onDemand + left] = min(best, paid)
        }
        value[here] = best
      }
    }
    return value[workTicks * modes]
  }
}
